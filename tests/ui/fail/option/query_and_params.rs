use endpoint::{Call, Endpoints, Params, endpoint};

#[derive(Params)]
struct ListParams {
    #[query]
    limit: Option<u32>,
}

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs", query("limit" = "10"))]
    fn list(&self, #[params] params: &ListParams) -> Call<String>;
}

fn main() {}
