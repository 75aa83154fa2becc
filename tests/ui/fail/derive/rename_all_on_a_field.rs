use endpoint::Params;

#[derive(Params)]
struct Page {
    #[params(rename_all = "camelCase")]
    limit: u32,
}

fn main() {}
