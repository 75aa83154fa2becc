use endpoint::{Body, Params};

#[derive(Params)]
struct Job {
    #[body(raw)]
    scan: Body,
}

fn main() {}
