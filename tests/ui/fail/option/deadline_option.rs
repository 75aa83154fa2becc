use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs", deadline = "5m")]
    fn list(&self) -> Call<String>;
}

fn main() {}
