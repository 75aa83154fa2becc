use endpoint::Params;

#[derive(Params)]
struct Scope {}

#[derive(Params)]
struct Page {
    #[query]
    #[params(flatten)]
    scope: Scope,
}

fn main() {}
