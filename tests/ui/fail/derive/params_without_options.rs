use endpoint::Params;

#[derive(Params)]
struct Page {
    #[params]
    size: u32,
}

fn main() {}
