use endpoint::{Params};

#[derive(Params)]
struct Page {
    #[query(default = 20)]
    limit: u32,
}

fn main() {}
