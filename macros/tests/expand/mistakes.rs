trait Batches: Endpoints {
    /// Kept, as its author wrote it.
    #[endpoint(get = "/jobs/{job_id}")]
    fn get(&self, #[qurey] limit: u32, job_id: &str) -> Call<Job>;
    #[endpoint(get = "/jobs")]
    fn list(self) -> impl Future<Output = Result<Page>>;
}
