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

    #[endpoint(put = "/jobs")]
    fn replace(&self, #[body] jobs: Option<&[u8]>) -> Call<()>;

    #[endpoint(post = "/jobs")]
    fn fill_in(&self, #[form] form: &Option<[(&'static str, u8); 1]>) -> Call<()>;
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

    // Nothing, and not `null`.
    let none = client.replace(None).preview().unwrap();
    assert!(none.body().unwrap().is_empty() && !none.headers().contains_key("content-type"));
    assert_eq!(client.replace(Some(&[1])).preview().unwrap().body().unwrap(), "[1]");
    let none = client.fill_in(&None).preview().unwrap();
    assert!(none.body().unwrap().is_empty() && !none.headers().contains_key("content-type"));
    assert_eq!(client.fill_in(&Some([("a", 1)])).preview().unwrap().body().unwrap(), "a=1");
}
