trait Search: Endpoints {
    /// Search.
    ///
    /// Slow.
    #[deprecated = "use find"]
    ///
    /// `GET /search/{match}`
    #[inline]
    fn r#where(&self, r#match: u64, r#type: &[Kind], r#if: String) -> Call<()> {
        self.__endpoint(
                "where",
                "GET",
                "/search/{match}",
                true,
                &[("path", "match"), ("query", "type"), ("header", "if")],
            )
            .__path("match", &r#match)
            .__query::<[Kind]>("type", r#type)
            .__header("if", &r#if)
            .__call::<Call<()>>()
    }
}
