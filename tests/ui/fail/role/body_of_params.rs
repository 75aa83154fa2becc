use endpoint::{Call, Endpoints, Params, endpoint};

#[derive(Params)]
struct Page {
    page: Option<u32>,
}

trait Jobs: Endpoints {
    #[endpoint(post = "/jobs")]
    fn list(&self, #[body] page: &Page) -> Call<String>;
}

fn main() {}
