trait Batches: Endpoints {
    /// `PUT /jobs/{job_id}`
    #[inline]
    fn replace(
        &self,
        job_id: JobId,
        job: &JobParams<'_>,
        scope: &Scope,
        trace: Trace,
    ) -> Call<Job> {
        const _: () = <Call<()>>::__struct::<Scope>("Scope")
            .__beside(&<Call<()>>::__struct::<JobParams<'static>>("JobParams<'_>"));
        const _: () = <Call<()>>::__struct::<Trace>("Trace")
            .__beside(&<Call<()>>::__struct::<JobParams<'static>>("JobParams<'_>"));
        const _: () = <Call<()>>::__struct::<Trace>("Trace")
            .__beside(&<Call<()>>::__struct::<Scope>("Scope"));
        let __request = self
            .__endpoint(
                "replace",
                "PUT",
                "/jobs/{job_id}",
                true,
                &[
                    ("path", "job_id"),
                    ("params", "job"),
                    ("params", "scope"),
                    ("params", "trace"),
                ],
            );
        __request.__path_probe(&job_id).__single(&job_id);
        let __request = __request.__path("job_id", &job_id);
        let __request = __request
            .__params(<Call<()>>::__struct::<JobParams<'_>>(""), job);
        let __request = __request.__params(<Call<()>>::__struct::<Scope>(""), scope);
        let __request = __request.__params(<Call<()>>::__struct::<Trace>(""), &trace);
        __request.__call::<Call<Job>>()
    }
}
