use endpoint::{Call, Endpoints, Params, endpoint};

#[derive(Params)]
struct Page {
    #[query]
    page: Option<u32>,
}

trait Jobs: Endpoints {
    #[endpoint(post = "/jobs")]
    fn list(&self, #[form] page: &Page) -> Call<String>;
}

fn main() {}
