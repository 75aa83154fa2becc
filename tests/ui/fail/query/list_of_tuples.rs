use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs")]
    fn list(&self, #[query] value: Option<&[(String, u8)]>) -> Call<String>;
}

fn main() {}
