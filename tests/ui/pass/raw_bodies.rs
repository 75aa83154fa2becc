use endpoint::{Body, Call, Client, Endpoints, Params, Part, ToBody, endpoint};

#[derive(Params)]
struct Scope {
    #[query]
    project_id: u8,
}

type Text = &'static str;

trait Blobs: Endpoints {
    #[endpoint(post = "/a")]
    fn body(&self, #[body(raw)] body: Body) -> Call<()>;
    #[endpoint(put = "/b")]
    fn text(&self, #[body(raw)] text: &str, #[params] scope: &Scope) -> Call<()>;
    #[endpoint(patch = "/c", header("content-type" = "text/csv"))]
    fn owned(&self, #[body(raw)] text: String) -> Call<()>;
    #[endpoint(delete = "/d")]
    fn bytes(&self, #[body(raw)] bytes: &[u8], #[header] content_type: &str) -> Call<()>;
    #[endpoint(options = "/e")]
    fn vector(&self, #[body(raw)] bytes: Option<Vec<u8>>) -> Call<()>;
    #[endpoint(post = "/f")]
    fn alias(&self, #[body(raw)] text: Text) -> Call<()>;
    #[endpoint(post = "/g")]
    fn opaque(&self, #[body(raw)] body: impl ToBody) -> Call<()>;
    #[endpoint(post = "/h")]
    fn generic<B: ToBody>(&self, #[body(raw)] body: &B) -> Call<()>;
    #[endpoint(post = "/i")]
    fn part(&self, #[part] part: &Part) -> Call<()>;
    #[endpoint(post = "/k")]
    fn shared(&self, #[body(raw)] body: std::sync::Arc<[u8]>) -> Call<()>;
    #[endpoint(post = "/l")]
    fn either(&self, #[body(raw)] body: std::borrow::Cow<'_, str>) -> Call<()>;
    #[endpoint(post = "/j")]
    fn configured(
        &self,
        #[cfg(any())]
        #[body(raw)]
        no: u8,
        #[cfg(all())]
        #[body(raw)]
        yes: Body,
    ) -> Call<()>;
}

impl Blobs for Client {}

struct Empty;

impl futures_util::Stream for Empty {
    type Item = Result<Vec<u8>, std::io::Error>;

    fn poll_next(
        self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Self::Item>> {
        std::task::Poll::Ready(None)
    }
}

fn main() {
    let client = Client::offline();
    assert_eq!(sent(client.body(Body::text("x"))), "POST /a x");
    assert_eq!(sent(client.body(Body::file("x"))), "POST /a (made as it is sent)");
    assert_eq!(sent(client.body(Body::stream(|| Empty))), "POST /a (made as it is sent)");
    assert_eq!(sent(client.text("{}", &Scope { project_id: 1 })), "PUT /b?project_id=1 {}");
    assert_eq!(sent(client.owned("a,b".into())), "PATCH /c a,b");
    assert_eq!(sent(client.bytes(b"x", "image/png")), "DELETE /d x");
    assert_eq!(sent(client.vector(None)), "OPTIONS /e");
    assert_eq!(sent(client.vector(Some(vec![b'x']))), "OPTIONS /e x");
    assert_eq!(sent(client.alias("x")), "POST /f x");
    assert_eq!(sent(client.opaque(Some(&"x".to_owned()))), "POST /g x");
    assert_eq!(sent(client.generic(&"x")), "POST /h x");
    assert_eq!(sent(client.opaque(b"x")), "POST /g x");
    assert_eq!(sent(client.shared([b'x'].into())), "POST /k x");
    assert_eq!(sent(client.either("x".into())), "POST /l x");
    let part = Part::stream_once(Empty).length(0);
    assert_eq!(sent(client.part(&part)), "POST /i (made as it is sent)");
    assert_eq!(sent(client.configured(Body::bytes("x"))), "POST /j x");
}

/// The request as one line.
fn sent<T>(call: Call<T>) -> String {
    let request = call.preview().unwrap();
    let path = request.url().as_str().strip_prefix("http://localhost").unwrap();
    let body =
        request.body().map_or("(made as it is sent)".into(), |body| String::from_utf8(body.into()).unwrap());
    format!("{} {path} {body}", request.method()).trim_end().to_owned()
}
