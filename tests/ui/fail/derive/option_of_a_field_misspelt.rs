use endpoint::Params;

#[derive(Params)]
struct Page {
    #[params(renmae = "max")]
    limit: u32,
}

fn main() {}
