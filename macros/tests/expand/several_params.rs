trait Batches: Endpoints {
    #[endpoint(put = "/jobs/{job_id}")]
    fn replace(
        &self,
        job_id: JobId,
        #[params] job: &JobParams<'_>,
        #[params] scope: &Scope,
        #[params] trace: Trace,
    ) -> Call<Job>;
}
