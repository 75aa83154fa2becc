use endpoint::{Params};

#[derive(Params)]
struct Page {
    #[query]
    kinds: Vec<Option<String>>,
}

fn main() {}
