use endpoint::Params;

#[derive(Params)]
#[params(check = "check_page")]
struct Page {
    limit: u32,
}

fn check_page(limit: u32, max: u32) -> Result<(), String> {
    if limit > max { Err("too many".to_owned()) } else { Ok(()) }
}

fn main() {}
