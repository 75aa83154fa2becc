use endpoint::Params;

#[derive(Params)]
#[params(crate = "http api")]
struct Page {
    limit: u32,
}

fn main() {}
