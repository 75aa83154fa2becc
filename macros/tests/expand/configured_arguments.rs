trait Batches: Endpoints {
    #[endpoint(post = "/jobs")]
    fn create(
        &self,
        #[cfg(feature = "trace")]
        #[header]
        trace_id: &str,
        #[cfg(unix)]
        #[body]
        job: Job,
        #[params] params: &Params,
    ) -> Call<Job>;
}
