use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(r#get = "/jobs")]
    fn list(&self) -> Call<String>;
}

fn main() {}
