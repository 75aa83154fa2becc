use endpoint::Params;

#[derive(Params)]
struct Scope {}

#[derive(Params)]
struct Page {
    #[params(flatten, rename = "scope")]
    scope: Scope,
}

fn main() {}
