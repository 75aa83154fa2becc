use endpoint::{Params};

#[derive(Params)]
struct Page {
    #[header]
    accept_language: Vec<String>,
}

fn main() {}
