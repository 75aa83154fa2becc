trait Batches: Endpoints {
    /// Where a job stands.
    #[endpoint(get = "/api/v1/beta/batch-processing/{job_id}")]
    fn get_status(&self, job_id: &str) -> Call<BatchJobStatus>;
}
