use endpoint::{Params};

#[derive(Params)]
struct Job {
    #[params(flatten)]
    page: Option<u8>,
}

fn main() {}
