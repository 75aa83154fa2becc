use endpoint::Params;

#[derive(Params)]
struct Page {
    #[params(rename = "max", rename = "limit")]
    size: u32,
}

fn main() {}
