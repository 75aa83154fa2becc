use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = format!("/jobs/{}", id))]
    fn list(&self) -> Call<String>;
}

fn main() {}
