use endpoint::Params;

#[derive(Params)]
struct Upload {
    #[part]
    size: u32,
}

fn main() {}
