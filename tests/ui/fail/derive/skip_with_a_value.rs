use endpoint::Params;

#[derive(Params)]
struct Page {
    #[params(skip = true)]
    size: u32,
}

fn main() {}
