use endpoint::Params;

#[derive(Params)]
struct Page {
    #[params(flatten)]
    scope: String,
}

fn main() {}
