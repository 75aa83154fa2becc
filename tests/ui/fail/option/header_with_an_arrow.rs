use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs", header("x-version" => "2"))]
    fn list(&self) -> Call<String>;
}

fn main() {}
