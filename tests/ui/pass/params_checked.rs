use endpoint::{Call, Client, Endpoints, Kind, Params, endpoint};

#[derive(Params)]
#[params(check = "Self::has_a_source")]
struct Job {
    directory: Option<String>,
    items: Option<Vec<String>>,
}

impl Job {
    fn has_a_source(&self) -> Result<(), String> {
        if self.directory.is_some() || self.items.is_some() {
            return Ok(());
        }
        Err("a job needs `directory` or `items`".to_owned())
    }
}

mod rules {
    pub fn positive(page: &super::Page) -> Result<(), String> {
        if page.limit > 0 { Ok(()) } else { Err("`limit` is 0".to_owned()) }
    }
}

#[derive(Params)]
#[params(check = "rules::positive")]
struct Page {
    #[query]
    limit: u8,
}

trait Jobs: Endpoints {
    #[endpoint(post = "/jobs")]
    fn create(&self, #[params] job: &Job) -> Call<()>;
    #[endpoint(get = "/jobs")]
    fn list(&self, #[params] page: Page) -> Call<()>;
}

impl Jobs for Client {}

fn main() {
    let client = Client::offline();
    let job = Job { directory: Some("d".to_owned()), items: None };
    assert_eq!(sent(client.create(&job)), r#"POST /jobs {"directory":"d"}"#);
    let refused = client.create(&Job { directory: None, items: None }).preview().unwrap_err();
    assert_eq!(refused.kind(), Kind::Build);
    assert!(refused.to_string().contains("a job needs `directory` or `items`"), "{refused}");
    assert_eq!(sent(client.list(Page { limit: 1 })), "GET /jobs?limit=1");
    assert!(client.list(Page { limit: 0 }).preview().is_err());
}

/// The request as one line.
fn sent<T>(call: Call<T>) -> String {
    let request = call.preview().unwrap();
    let path = request.url().as_str().strip_prefix("http://localhost").unwrap();
    let body =
        request.body().map_or("(parts)".into(), |body| String::from_utf8(body.into()).unwrap());
    format!("{} {path} {body}", request.method()).trim_end().to_owned()
}
