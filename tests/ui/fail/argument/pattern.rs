use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(post = "/jobs")]
    fn create(&self, #[body] (id, name): (u32, String)) -> Call<String>;
}

fn main() {}
