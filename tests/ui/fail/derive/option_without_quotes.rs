use endpoint::Params;

#[derive(Params)]
struct Page {
    #[params(rename = limit)]
    size: u32,
}

fn main() {}
