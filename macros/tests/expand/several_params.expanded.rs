trait Batches: Endpoints {
    /// `PUT /jobs/{job_id}`
    fn replace(
        &self,
        job_id: JobId,
        job: &JobParams<'_>,
        scope: &Scope,
        trace: Trace,
    ) -> Call<Job> {
        const _: () = <Call<Job>>::__disjoint_structs::<Scope, JobParams<'static>>();
        const _: () = <Call<Job>>::__disjoint_structs::<Trace, JobParams<'static>>();
        const _: () = <Call<Job>>::__disjoint_structs::<Trace, Scope>();
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
        __request.__path_probe::<JobId>().__single::<JobId>();
        let __request = __request.__path::<JobId>("job_id", &job_id);
        let __request = __request.__params::<JobParams<'_>>(job);
        let __request = __request.__params_beside::<Scope, JobParams<'_>>(scope);
        let __request = __request
            .__params_beside::<Trace, (JobParams<'_>, Scope)>(&trace);
        __request.__call::<Call<Job>>()
    }
}
