use endpoint::Params;

#[derive(Params)]
#[params(check = "not a path")]
struct Page {
    limit: u32,
}

fn main() {}
