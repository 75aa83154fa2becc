use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs/{id}")]
    fn a(&self, #[path("{id}")] job: &str) -> Call<String>;

    #[endpoint(get = "/jobs/{id}")]
    fn b(&self, #[path(":id")] job: &str) -> Call<String>;

    #[endpoint(get = "/jobs/{id}")]
    fn c(&self, #[path("/jobs/{id}")] job: &str) -> Call<String>;

    #[endpoint(get = "/jobs/{id}")]
    fn d(&self, #[path("id ")] job: &str) -> Call<String>;
}

fn main() {}
