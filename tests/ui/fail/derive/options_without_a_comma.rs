use endpoint::Params;

#[derive(Params)]
#[params(rename_all = "camelCase" check = "Page::check")]
struct Page {
    #[params(rename = kebab-case)]
    limit: u32,
}

fn main() {}
