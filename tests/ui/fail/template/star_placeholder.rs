use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/files/*rest")]
    fn get(&self, rest: &str) -> Call<String>;
}

fn main() {}
