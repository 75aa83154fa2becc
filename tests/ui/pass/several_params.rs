use endpoint::{Call, Client, Endpoints, Params, endpoint};

#[derive(Params)]
struct One {
    #[query]
    a: u8,
}

#[derive(Params)]
struct Two<'a> {
    #[query]
    b: &'a str,
}

#[derive(Params)]
struct Three {
    c: u8,
}

#[derive(Params)]
struct Four {
    #[query]
    d: u8,
}

trait Jobs: Endpoints {
    #[endpoint(post = "/jobs")]
    fn create(
        &self,
        #[params] one: &One,
        #[params] two: Two<'_>,
        #[params] three: &Three,
        #[params] four: Four,
    ) -> Call<()>;
    #[endpoint(get = "/jobs")]
    fn list(&self, #[params] one: &One, #[params] two: Two<'_>, #[query] e: u8) -> Call<()>;
}

impl Jobs for Client {}

fn main() {
    let client = Client::offline();
    assert_eq!(
        sent(client.create(&One { a: 1 }, Two { b: "2" }, &Three { c: 3 }, Four { d: 4 })),
        r#"POST /jobs?a=1&b=2&d=4 {"c":3}"#
    );
    assert_eq!(sent(client.list(&One { a: 1 }, Two { b: "2" }, 5)), "GET /jobs?e=5&a=1&b=2");
}

/// The request as one line.
fn sent<T>(call: Call<T>) -> String {
    let request = call.preview().unwrap();
    let path = request.url().as_str().strip_prefix("http://localhost").unwrap();
    let body =
        request.body().map_or("(parts)".into(), |body| String::from_utf8(body.into()).unwrap());
    format!("{} {path} {body}", request.method()).trim_end().to_owned()
}
