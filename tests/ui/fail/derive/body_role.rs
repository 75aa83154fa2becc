use endpoint::Params;

#[derive(Params)]
struct Page {
    #[body]
    scope: String,
}

fn main() {}
