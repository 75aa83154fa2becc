use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs/{id}")]
    fn status(&self, id: [u32; 2]) -> Call<String>;
}

fn main() {}
