struct Search<'a> {
    #[query(default = 20)]
    limit: Option<u32>,
    #[header("x-mode", default = "fast")]
    mode: Option<&'a str>,
    #[params(flatten)]
    range: Option<Range>,
}
