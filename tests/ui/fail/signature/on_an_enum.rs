use endpoint::{endpoint};

#[endpoint(get = "/jobs")]
pub enum Kind {
    A,
}

fn main() {}
