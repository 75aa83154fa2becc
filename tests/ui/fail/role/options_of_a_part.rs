use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(post = "/jobs")]
    fn a(&self, #[part("file", filename = "x.csv")] n: &str) -> Call<String>;

    #[endpoint(post = "/jobs")]
    fn b(&self, #[part(content_type = "text/csv")] n: &str) -> Call<String>;

    #[endpoint(post = "/jobs")]
    fn c(&self, #[part("file", "text/csv")] n: &str) -> Call<String>;
}

fn main() {}
