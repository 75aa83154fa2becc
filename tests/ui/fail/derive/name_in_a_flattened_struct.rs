use endpoint::Params;

#[derive(Params)]
struct Scope<'a> {
    #[query]
    project_id: &'a str,
    name: u8,
}

#[derive(Params)]
struct Page {
    #[query]
    limit: u8,
    #[query("project_id")]
    project: u8,
}

#[derive(Params)]
struct Own<'a> {
    name: u8,
    #[params(flatten)]
    scope: Scope<'a>,
}

#[derive(Params)]
struct Siblings<'a> {
    #[params(flatten)]
    scope: Option<Scope<'a>>,
    #[params(flatten)]
    page: Page,
}

#[derive(Params)]
struct Twice {
    #[params(flatten)]
    page: Page,
    #[params(flatten)]
    again: Page,
}

fn main() {}
