use endpoint::Params;

#[derive(Params)]
#[params(strict)]
struct Page {
    #[query]
    limit: u32,
}

fn main() {}
