//! All that an endpoint can return, and the type of its errors.
use bytes::Bytes;
use endpoint::{ByteStream, Call, Client, Endpoints, OffsetPage, TokenPage, WithHeaders, endpoint};

#[derive(serde::Deserialize)]
struct Job {
    #[allow(dead_code)]
    id: String,
}

#[derive(serde::Deserialize)]
struct Problem<T> {
    #[allow(dead_code)]
    code: T,
}

type Nothing = ();

mod nested {
    pub(crate) type Problem = super::Problem<u8>;
}

trait Jobs: Endpoints {
    #[endpoint(get = "/a")]
    fn json(&self) -> Call<Job>;
    #[endpoint(get = "/b")]
    fn nothing(&self) -> Call<()>;
    #[endpoint(get = "/c", error = Problem<String>)]
    fn option(&self) -> Call<Option<Job>>;
    #[endpoint(get = "/d", error = nested::Problem, timeout = "1s")]
    fn text(&self) -> Call<String>;
    #[endpoint(get = "/e", error = (u8, Problem<Vec<u8>>))]
    fn bytes(&self) -> Call<Bytes>;
    #[endpoint(get = "/f", error = std::collections::BTreeMap<String, Vec<String>>, expect = 200)]
    fn stream(&self) -> endpoint::Call<ByteStream>;
    #[endpoint(get = "/g")]
    fn with_headers(&self) -> Call<WithHeaders<Option<Job>>>;
    #[endpoint(get = "/h")]
    fn stream_with_headers(&self) -> Call<WithHeaders<ByteStream>>;
    #[endpoint(get = "/i")]
    fn offset_page(&self) -> Call<OffsetPage<Job>>;
    #[endpoint(get = "/j")]
    fn token_page(&self) -> Call<TokenPage<Job>>;
    #[endpoint(head = "/m")]
    fn head(&self) -> Call<()>;
    #[endpoint(head = "/n")]
    fn head_with_headers(&self) -> Call<WithHeaders<Nothing>>;
    #[endpoint(delete = "/o", expect = 204)]
    fn removed(&self) -> endpoint::Call<Option<Job>>;
    #[endpoint(get = "/k")]
    fn list(&self) -> Call<Vec<Job>>;
    #[endpoint(get = "/l")]
    fn tuple(&self) -> Call<(Job, [u8; 2], std::collections::HashMap<String, Job>)>;
}

impl Jobs for Client {}

fn main() {
    let client = Client::offline();
    let accept = |call: std::result::Result<endpoint::Preview, endpoint::Error>| {
        call.unwrap().headers().get("accept").unwrap().to_str().unwrap().to_owned()
    };
    let json = "application/json";
    assert_eq!(accept(client.json().preview()), json);
    assert_eq!(accept(client.nothing().preview()), "*/*");
    assert_eq!(accept(client.option().preview()), json);
    assert_eq!(accept(client.text().preview()), "text/plain, */*");
    assert_eq!(accept(client.bytes().preview()), "*/*");
    assert_eq!(accept(client.stream().preview()), "*/*");
    assert_eq!(accept(client.with_headers().preview()), json);
    assert_eq!(accept(client.stream_with_headers().preview()), "*/*");
    assert_eq!(accept(client.offset_page().preview()), json);
    assert_eq!(accept(client.token_page().preview()), json);
    assert_eq!(accept(client.head().preview()), "*/*");
    assert_eq!(accept(client.head_with_headers().preview()), "*/*");
    assert_eq!(accept(client.removed().preview()), json);
    assert_eq!(accept(client.list().preview()), json);
    assert_eq!(accept(client.tuple().preview()), json);
}
