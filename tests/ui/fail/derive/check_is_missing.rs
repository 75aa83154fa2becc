use endpoint::Params;

#[derive(Params)]
#[params(check = "check_page")]
struct Page {
    limit: u32,
}

fn main() {}
