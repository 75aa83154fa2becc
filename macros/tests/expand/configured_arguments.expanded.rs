trait Batches: Endpoints {
    /// `POST /jobs`
    #[inline]
    fn create(
        &self,
        #[cfg(feature = "trace")]
        trace_id: &str,
        #[cfg(unix)]
        job: Job,
        params: &Params,
    ) -> Call<Job> {
        #[cfg(unix)]
        const _: () = <Call<()>>::__struct::<Params>("Params")
            .__bodiless("the body is `job` already");
        const _: () = <Call<()>>::__struct::<Params>("Params")
            .__disjoint(&[#[cfg(feature = "trace")] ("header", "trace-id")]);
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
        let __request = __request.__header("trace-id", trace_id);
        #[cfg(unix)]
        let __request = __request.__body(&job);
        let __request = __request.__params(<Call<()>>::__struct::<Params>(""), params);
        __request.__call::<Call<Job>>()
    }
}
