use endpoint::Params;

#[derive(Params)]
struct Page {
    #[params(skip, rename = "scopes")]
    scope: String,
}

fn main() {}
