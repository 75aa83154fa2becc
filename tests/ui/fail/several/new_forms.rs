use endpoint::{Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs", error, timeout = 30, expect)]
    fn list(&self, #[body(row)] a: u8, #[query(default)] b: u8);
}

fn main() {}
