trait Search: Endpoints {
    /// Search.
    ///
    /// Slow.
    #[endpoint(get = "/search/{match}")]
    #[deprecated = "use find"]
    fn r#where(&self, r#match: u64, #[query] r#type: &[Kind], #[header] r#if: String) -> Call<()>;
}
