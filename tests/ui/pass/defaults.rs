use endpoint::{Call, Client, Endpoints, Params, endpoint};

#[derive(Params)]
struct Page<T> {
    #[query("page-size", default = 100)]
    size: Option<u16>,
    #[query(default = 0.5)]
    share: Option<f64>,
    #[query(default = "new")]
    kind: Option<T>,
}

trait Jobs: Endpoints {
    #[endpoint(get = "/a")]
    fn all(
        &self,
        #[query(default = 'x')] a: Option<char>,
        #[query("bb", default = "y",)] b: Option<&str>,
        #[query(default = -9_223_372_036_854_775_808)] c: &Option<i64>,
        #[query(default = 0xFF)] d: std::option::Option<u8>,
        #[query(default = false)] e: Option<bool>,
        #[query(default = "z")] f: Option<impl serde::Serialize>,
        #[query(default = 1)] g: Option<Vec<u8>>,
        #[query(default = "w", "last")] h: Option<std::borrow::Cow<'_, str>>,
    ) -> Call<()>
    where
        Self: Sized;
    #[endpoint(get = "/b")]
    fn page(&self, #[params] page: &Page<&str>) -> Call<()>;
}

impl Jobs for Client {}

fn main() {
    let client = Client::offline();
    let none = client.all(None, None, &None, None, None, None::<u8>, None, None);
    assert_eq!(
        sent(none),
        "GET /a?a=x&bb=y&c=-9223372036854775808&d=255&e=false&f=z&g=1&last=w"
    );
    let some = client.all(
        Some('a'),
        Some("b"),
        &Some(1),
        Some(2),
        Some(true),
        Some("c"),
        Some(vec![3, 4]),
        Some("d".into()),
    );
    assert_eq!(sent(some), "GET /a?a=a&bb=b&c=1&d=2&e=true&f=c&g=3&g=4&last=d");
    let page = Page { size: None, share: None, kind: None };
    assert_eq!(sent(client.page(&page)), "GET /b?page-size=100&share=0.5&kind=new");
}

/// The request as one line.
fn sent<T>(call: Call<T>) -> String {
    let request = call.preview().unwrap();
    let path = request.url().as_str().strip_prefix("http://localhost").unwrap();
    let body =
        request.body().map_or("(made as it is sent)".into(), |body| String::from_utf8(body.into()).unwrap());
    format!("{} {path} {body}", request.method()).trim_end().to_owned()
}
