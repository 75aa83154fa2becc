use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs/{value}")]
    fn list(&self, #[path] value: ()) -> Call<String>;
}

fn main() {}
