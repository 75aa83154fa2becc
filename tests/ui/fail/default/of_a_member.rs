use endpoint::{Params};

#[derive(Params)]
struct Job {
    #[params(default = 20)]
    size: Option<u32>,
}

fn main() {}
