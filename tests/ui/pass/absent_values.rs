use endpoint::{Call, Client, Endpoints, Params, endpoint};

#[derive(Params)]
struct Page {
    #[query]
    limit: Option<u32>,
    #[header]
    trace_id: Option<String>,
}

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs")]
    fn list(
        &self,
        #[query] kind: Option<&str>,
        #[header] etag: Option<&str>,
        #[params] page: &Page,
    ) -> Call<String>;
}

impl Jobs for Client {}

fn main() {
    let client = Client::offline();
    let nothing = client.list(None, None, &Page { limit: None, trace_id: None }).preview().unwrap();
    assert_eq!(nothing.url().query(), None);
    assert!(!nothing.headers().contains_key("etag") && !nothing.headers().contains_key("trace-id"));
    let page = Page { limit: Some(3), trace_id: Some("t".to_owned()) };
    let all = client.list(Some("a"), Some("e"), &page).preview().unwrap();
    assert_eq!(all.url().query(), Some("kind=a&limit=3"));
    assert_eq!(all.headers()["etag"], "e");
    assert_eq!(all.headers()["trace-id"], "t");
}
