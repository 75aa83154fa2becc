use endpoint::Params;

#[derive(Params)]
#[params(rename_all("camelCase"), check: "Page::check", "crate")]
struct Page {
    #[params(rename => "max")]
    limit: u32,
    #[params(skip flatten)]
    note: u32,
}

fn main() {}
