use endpoint::Params;

#[derive(Params)]
struct Page {
    #[query]
    #[params(skip)]
    scope: String,
}

fn main() {}
