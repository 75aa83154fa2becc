use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs")]
    fn list(&self, #[query(default = 1e999)] score: Option<f64>) -> Call<String>;
}

fn main() {}
