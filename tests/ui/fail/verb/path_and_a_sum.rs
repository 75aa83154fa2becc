use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs/" + ID)]
    fn list(&self) -> Call<String>;
}

fn main() {}
