use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(post = "/jobs", 202)]
    fn list(&self) -> Call<String>;
}

fn main() {}
