use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs")]
    fn get(&self) -> Vec<Call<String>>;
}

fn main() {}
