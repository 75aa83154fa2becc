use endpoint::Params;

#[derive(Params)]
#[params(rename_all = "camelCase")]
struct Page {
    page_size: u32,
    #[params(rename = "pageSize")]
    size: u32,
}

fn main() {}
