use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(post = "/jobs", body = Job)]
    fn list(&self) -> Call<String>;
}

fn main() {}
