use endpoint::Params;

struct Scope;

#[derive(Params)]
struct Page {
    #[query]
    scope: Scope,
}

fn main() {}
