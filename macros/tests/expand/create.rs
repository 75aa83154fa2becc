trait Batches: Endpoints {
    /// Create a batch job.
    #[endpoint(post = "/api/v1/beta/batch-processing")]
    fn create(&self, #[params] params: &BatchCreateParams) -> Call<BatchJob>;
}
