use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs/{id}")]
    fn get(&self, #[path(default = 1)] id: u8) -> Call<String>;
}

fn main() {}
