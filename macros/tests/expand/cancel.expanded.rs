trait Batches: Endpoints {
    /// `POST /api/v1/beta/batch-processing/{job_id}/cancel`
    fn cancel(
        &self,
        job_id: &str,
        params: &BatchCancelParams,
        temporal_namespace: Option<&str>,
    ) -> Call<BatchCancelResponse> {
        const _: () = <Call<
            BatchCancelResponse,
        >>::__disjoint::<BatchCancelParams>(&[("header", "temporal-namespace")]);
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
            .__path::<str>("job_id", job_id)
            .__header::<Option<&str>>("temporal-namespace", &temporal_namespace)
            .__params::<BatchCancelParams>(params)
            .__call::<Call<BatchCancelResponse>>()
    }
}
