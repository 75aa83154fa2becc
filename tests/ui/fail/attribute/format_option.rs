use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(post = "/jobs", format = "json")]
    fn list(&self) -> Call<String>;
}

fn main() {}
