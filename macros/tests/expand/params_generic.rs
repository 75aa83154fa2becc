#[params(crate = "http_api", rename_all = "camelCase", check = "Scoped::check")]
struct Scoped<'a, T, S: Scope = Project>
where
    T: Copy,
{
    #[query]
    page_size: Option<u32>,
    #[query("q")]
    text: &'a str,
    #[query]
    kind: T,
    #[params(flatten)]
    scope: S,
    #[params(flatten)]
    paging: Paging,
}
