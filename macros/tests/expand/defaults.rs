trait Jobs: Endpoints {
    #[endpoint(get = "/jobs")]
    fn list(
        &self,
        #[query("page-size", default = 100)] size: Option<u32>,
        #[header(default = "en")] accept_language: Option<&str>,
        #[query(default = "new")] kind: Option<impl Serialize>,
    ) -> Call<OffsetPage<Job>>
    where
        Self: Sized;
}
