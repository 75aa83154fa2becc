use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs")]
    fn list(&self, #[header(default = "a\nb")] mode: Option<&str>) -> Call<String>;
}

fn main() {}
