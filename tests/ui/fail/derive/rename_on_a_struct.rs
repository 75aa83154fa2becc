use endpoint::Params;

#[derive(Params)]
#[params(rename = "page")]
struct Page {
    #[query]
    limit: u32,
}

fn main() {}
