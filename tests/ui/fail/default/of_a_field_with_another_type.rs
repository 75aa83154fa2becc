use endpoint::{Params};

#[derive(Params)]
struct Page {
    #[header("x-mode", default = 1)]
    mode: Option<String>,
}

fn main() {}
