//! All that may stand beside the verb.

use endpoint::{Call, Endpoints, Params, endpoint};

#[derive(Params)]
struct ListParams {
    #[query]
    limit: Option<u32>,
    #[header]
    x_trace: Option<String>,
}

trait Jobs: Endpoints {
    #[endpoint(
        post = "/jobs/{id}/cancel",
        idempotent,
        timeout = "30s",
        expect = 202,
        header("x-version" = "2", "accept" = "application/vnd.jobs+json"),
        query("api-version" = "2026-11-01", "beta" = ""),
    )]
    fn cancel(&self, id: &str, #[query] reason: Option<&str>) -> Call<String>;

    #[endpoint(timeout = "500ms", get = "/jobs", query("offset" = "0"))]
    fn list(&self, #[params] params: &ListParams) -> Call<Vec<String>>;

    #[endpoint(head = "/jobs/{id}", expect = 404)]
    fn is_gone(&self, id: &str) -> Call<()>;
}

fn main() {}
