use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(post = "/jobs")]
    fn a(&self, #[body(form)] n: &str) -> Call<String>;

    #[endpoint(post = "/jobs")]
    fn b(&self, #[body(json)] n: &str) -> Call<String>;

    #[endpoint(post = "/jobs")]
    fn c(&self, #[body("application/xml")] n: &str) -> Call<String>;

    #[endpoint(post = "/jobs")]
    fn d(&self, #[body = "json"] n: &str) -> Call<String>;
}

fn main() {}
