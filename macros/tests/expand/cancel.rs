trait Batches: Endpoints {
    #[endpoint(post = "/api/v1/beta/batch-processing/{job_id}/cancel", idempotent)]
    fn cancel(
        &self,
        job_id: &str,
        #[params] params: &BatchCancelParams,
        #[header] temporal_namespace: Option<&str>,
    ) -> Call<BatchCancelResponse>;
}
