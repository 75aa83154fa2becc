trait Batches: Endpoints {
    /// `POST /api/v1/beta/batch-processing/{job_id}/cancel`
    #[inline]
    fn cancel(
        &self,
        job_id: &str,
        params: &BatchCancelParams,
        temporal_namespace: Option<&str>,
    ) -> Call<BatchCancelResponse> {
        const _: () = <Call<()>>::__struct::<BatchCancelParams>("BatchCancelParams")
            .__disjoint(&[("header", "temporal-namespace")]);
        self.__endpoint(
                "cancel",
                "POST",
                "/api/v1/beta/batch-processing/{job_id}/cancel",
                true,
                &[
                    ("path", "job_id"),
                    ("params", "params"),
                    ("header", "temporal-namespace"),
                ],
            )
            .__path("job_id", job_id)
            .__header::<Option<&str>>("temporal-namespace", &temporal_namespace)
            .__params(<Call<()>>::__struct::<BatchCancelParams>(""), params)
            .__call::<Call<BatchCancelResponse>>()
    }
}
