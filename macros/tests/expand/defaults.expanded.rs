trait Jobs: Endpoints {
    /// `GET /jobs`
    #[inline]
    fn list(
        &self,
        size: Option<u32>,
        accept_language: Option<&str>,
        kind: Option<impl Serialize>,
    ) -> Call<OffsetPage<Job>>
    where
        Self: Sized,
    {
        self.__endpoint(
                "list",
                "GET",
                "/jobs",
                true,
                &[
                    ("query", "page-size"),
                    ("header", "accept-language"),
                    ("query", "kind"),
                ],
            )
            .__query_or::<Option<u32>>("page-size", &size, "100")
            .__header_or::<Option<&str>>("accept-language", &accept_language, "en")
            .__query_or("kind", &kind, "new")
            .__call::<Call<OffsetPage<Job>>>()
    }
}
