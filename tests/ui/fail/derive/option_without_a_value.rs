use endpoint::Params;

#[derive(Params)]
struct Page {
    #[params(rename)]
    size: u32,
}

fn main() {}
