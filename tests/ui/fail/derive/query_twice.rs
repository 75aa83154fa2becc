use endpoint::Params;

#[derive(Params)]
struct Page {
    #[query]
    limit: u32,
    #[query("limit")]
    size: u32,
}

fn main() {}
