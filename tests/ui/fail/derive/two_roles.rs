use endpoint::Params;

#[derive(Params)]
struct Page {
    #[query]
    #[header]
    scope: String,
}

fn main() {}
