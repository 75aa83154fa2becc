use endpoint::Params;

#[derive(Params)]
struct Page {
    limit: u32,
    #[params(rename = "limit")]
    size: u32,
}

fn main() {}
