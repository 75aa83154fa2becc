use endpoint::{Call, Client, Endpoints, Params, endpoint};

#[derive(Params)]
struct Page {
    #[query]
    limit: u8,
    #[cfg(any())]
    #[query]
    limit: String,
    #[cfg_attr(all(), params(skip))]
    #[cfg_attr(any(), query)]
    skipped: u8,
}

#[derive(Params)]
struct Members {
    name: u8,
}

trait Jobs: Endpoints {
    #[endpoint(post = "/jobs/{id}")]
    fn create(
        &self,
        #[cfg(all())] id: &str,
        #[cfg(any())]
        #[path("id")]
        number: u64,
        #[cfg(any())]
        #[query]
        absent: NoSuchType,
        #[cfg(not(any()))]
        #[query]
        present: u8,
        #[params] page: &Page,
        #[cfg(any())]
        #[body]
        body: NoSuchType,
        #[cfg(all())]
        #[params]
        members: &Members,
    ) -> Call<()>;

    #[cfg(any())]
    #[endpoint(get = "/gone")]
    fn gone(&self, argument: NoSuchType) -> NoSuchType;
}

impl Jobs for Client {}

fn main() {
    let page = Page { limit: 2, skipped: 3 };
    let call = Client::offline().create("a", 1, &page, &Members { name: 4 });
    assert_eq!(
        call.endpoint().unwrap().parameters(),
        [("path", "id"), ("query", "present"), ("params", "page"), ("params", "members")]
    );
    assert_eq!(sent(call), r#"POST /jobs/a?present=1&limit=2 {"name":4}"#);
    assert_eq!(page.skipped, 3);
}

/// The request as one line.
fn sent<T>(call: Call<T>) -> String {
    let request = call.preview().unwrap();
    let path = request.url().as_str().strip_prefix("http://localhost").unwrap();
    let body =
        request.body().map_or("(parts)".into(), |body| String::from_utf8(body.into()).unwrap());
    format!("{} {path} {body}", request.method()).trim_end().to_owned()
}
