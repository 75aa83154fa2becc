use endpoint::Params;

#[derive(Params)]
struct Page {
    #[params(query)]
    limit: u32,
}

fn main() {}
