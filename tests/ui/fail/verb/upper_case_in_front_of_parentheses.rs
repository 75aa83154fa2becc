use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(GET("/jobs"))]
    fn list(&self) -> Call<String>;
}

fn main() {}
