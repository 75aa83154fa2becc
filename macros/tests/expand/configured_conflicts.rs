trait Batches: Endpoints {
    #[endpoint(post = "/jobs/{id}")]
    fn create(
        &self,
        #[cfg(unix)] id: &str,
        #[cfg(windows)]
        #[path("id")]
        guid: Guid,
        #[body] job: Job,
        #[cfg(feature = "raw")]
        #[body]
        raw: &Raw,
    ) -> Call<Job>;
}
