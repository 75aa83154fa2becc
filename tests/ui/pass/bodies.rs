use endpoint::{Call, Client, Endpoints, Params, endpoint};

#[derive(serde::Serialize, Params)]
struct Job {
    name: &'static str,
    note: Option<u8>,
}

#[derive(Params)]
struct Nothing {}

#[derive(Params)]
struct Unit;

#[derive(Params)]
struct AllAbsent {
    note: Option<u8>,
}

trait Jobs: Endpoints {
    #[endpoint(post = "/a")]
    fn whole(&self, #[body] job: &Job) -> Call<()>;
    #[endpoint(put = "/b")]
    fn owned(&self, #[body] jobs: Vec<Job>) -> Call<()>;
    #[endpoint(delete = "/c")]
    fn text(&self, #[body] text: &str, #[params] nothing: &Nothing) -> Call<()>;
    #[endpoint(patch = "/d")]
    fn members(&self, #[params] job: Job) -> Call<()>;
    #[endpoint(post = "/e")]
    fn absent(&self, #[params] absent: &AllAbsent) -> Call<()>;
    #[endpoint(post = "/f")]
    fn nothing(&self, #[params] nothing: &Unit) -> Call<()>;
    #[endpoint(patch = "/h", header("content-type" = "application/merge-patch+json"))]
    fn merge(&self, #[body] changes: &Job) -> Call<()>;
    #[endpoint(options = "/g")]
    fn opaque(&self, #[body] body: &impl serde::Serialize) -> Call<()>;
}

impl Jobs for Client {}

fn main() {
    let client = Client::offline();
    let job = || Job { name: "a", note: None };
    assert_eq!(sent(client.whole(&job())), r#"POST /a {"name":"a","note":null}"#);
    assert_eq!(sent(client.owned(vec![job()])), r#"PUT /b [{"name":"a","note":null}]"#);
    assert_eq!(sent(client.text("t", &Nothing {})), r#"DELETE /c "t""#);
    assert_eq!(sent(client.members(job())), r#"PATCH /d {"name":"a"}"#);
    assert_eq!(sent(client.absent(&AllAbsent { note: None })), "POST /e {}");
    assert_eq!(sent(client.nothing(&Unit)), "POST /f");
    assert_eq!(sent(client.opaque(&[1, 2])), "OPTIONS /g [1,2]");
    let merge = client.merge(&job()).preview().unwrap();
    assert_eq!(merge.headers()["content-type"], "application/merge-patch+json");
}

/// The request as one line.
fn sent<T>(call: Call<T>) -> String {
    let request = call.preview().unwrap();
    let path = request.url().as_str().strip_prefix("http://localhost").unwrap();
    let body =
        request.body().map_or("(parts)".into(), |body| String::from_utf8(body.into()).unwrap());
    format!("{} {path} {body}", request.method()).trim_end().to_owned()
}
