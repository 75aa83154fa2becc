trait Batches: Endpoints {
    #[cfg(all(unix, windows))]
    ::core::compile_error! {
        "a second argument for the placeholder `{id}`\nhelp: `id` fills it already: give `guid` another role"
    }
    #[cfg(not(any(unix, windows)))]
    ::core::compile_error! {
        "no argument for the placeholder `{id}`\nhelp: add `id: &str` to `create`, or take `{id}` out of the path template"
    }
    #[cfg(feature = "raw")]
    ::core::compile_error! {
        "a second `#[body]`\nhelp: `job` is the whole body already: make one struct of both"
    }
    /// `POST /jobs/{id}`
    #[inline]
    fn create(
        &self,
        #[cfg(unix)]
        id: &str,
        #[cfg(windows)]
        guid: Guid,
        job: Job,
        #[cfg(feature = "raw")]
        raw: &Raw,
    ) -> Call<Job> {
        let __request = self
            .__endpoint(
                "create",
                "POST",
                "/jobs/{id}",
                false,
                &[
                    #[cfg(unix)]
                    ("path", "id"),
                    #[cfg(windows)]
                    ("path", "id"),
                    ("body", "job"),
                    #[cfg(feature = "raw")]
                    ("body", "raw"),
                ],
            );
        #[cfg(unix)]
        let __request = __request.__path("id", id);
        #[cfg(windows)] __request.__path_probe(&guid).__single(&guid);
        #[cfg(windows)]
        let __request = __request.__path("id", &guid);
        let __request = __request.__body(&job);
        #[cfg(feature = "raw")]
        let __request = __request.__body(raw);
        __request.__call::<Call<Job>>()
    }
}
