use endpoint::{Call, Endpoints, Params, endpoint};

#[derive(Params)]
#[params(rename_al = "camelCase")]
struct Page {
    #[query]
    #[header]
    limit: u32,
    #[params(flaten)]
    scope: String,
    #[header("connection")]
    connection: String,
}

// Nothing is reported here: the struct still is one of parameters.
trait Jobs: Endpoints {
    #[endpoint(get = "/jobs")]
    fn list(&self, #[params] page: &Page) -> Call<String>;
}

fn main() {}
