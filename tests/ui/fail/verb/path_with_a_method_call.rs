use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs".to_string())]
    fn list(&self) -> Call<String>;
}

fn main() {}
