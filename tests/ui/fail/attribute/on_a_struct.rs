use endpoint::endpoint;

#[endpoint(get = "/jobs")]
struct Jobs {
    limit: u32,
}

fn main() {}
