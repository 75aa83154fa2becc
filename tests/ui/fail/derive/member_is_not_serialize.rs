use endpoint::Params;

struct Scope;

#[derive(Params)]
struct Page {
    scope: Scope,
}

fn main() {}
