trait Batches: Endpoints {
    /// Create a batch job.
    ///
    /// `POST /api/v1/beta/batch-processing`
    #[inline]
    fn create(&self, params: &BatchCreateParams) -> Call<BatchJob> {
        self.__endpoint(
                "create",
                "POST",
                "/api/v1/beta/batch-processing",
                false,
                &[("params", "params")],
            )
            .__params(<Call<()>>::__struct::<BatchCreateParams>(""), params)
            .__call::<Call<BatchJob>>()
    }
}
