use endpoint::Params;

#[derive(Params)]
#[params(rename_all = "camel_case")]
struct Page {
    #[query]
    page_size: u32,
}

fn main() {}
