trait Batches: Endpoints {
    /// `POST /jobs`
    fn create(
        &self,
        #[cfg(feature = "trace")]
        trace_id: &str,
        #[cfg(unix)]
        job: Job,
        params: &Params,
    ) -> Call<Job> {
        const _: () = <Call<
            Job,
        >>::__disjoint::<Params>(&[#[cfg(feature = "trace")] ("header", "trace-id")]);
        let __request = self
            .__endpoint(
                "create",
                "POST",
                "/jobs",
                false,
                &[
                    #[cfg(feature = "trace")]
                    ("header", "trace-id"),
                    #[cfg(unix)]
                    ("body", "job"),
                    ("params", "params"),
                ],
            );
        #[cfg(feature = "trace")]
        let __request = __request.__header::<str>("trace-id", trace_id);
        #[cfg(unix)]
        let __request = __request.__body::<Job>(&job);
        #[cfg(unix)]
        let __request = __request.__params_bodiless::<Params>(params);
        #[cfg(not(unix))]
        let __request = __request.__params::<Params>(params);
        __request.__call::<Call<Job>>()
    }
}
