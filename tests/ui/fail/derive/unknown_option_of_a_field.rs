use endpoint::Params;

#[derive(Params)]
struct Page {
    #[params(default)]
    limit: u32,
}

fn main() {}
