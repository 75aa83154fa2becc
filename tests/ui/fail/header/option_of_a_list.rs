use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs")]
    fn list(&self, #[header] value: Option<Vec<String>>) -> Call<String>;
}

fn main() {}
