use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs")]
    fn list(&self, #[query] value: (u8, Vec<u8>)) -> Call<String>;
}

fn main() {}
