use endpoint::{Call, Client, Endpoints, endpoint};

#[derive(serde::Serialize)]
struct Id(u8);

trait Jobs: Endpoints {
    // A local variable of the expansion, for one, is a `request` too.
    #[endpoint(post = "/{request}/{client}")]
    fn list(&self, request: Id, client: Id, #[query] call: u8, #[body] body: u8) -> Call<()>;
}

impl Jobs for Client {}

fn main() {
    assert_eq!(sent(Client::offline().list(Id(1), Id(2), 3, 4)), "POST /1/2?call=3 4");
}

/// The request as one line.
fn sent<T>(call: Call<T>) -> String {
    let request = call.preview().unwrap();
    let path = request.url().as_str().strip_prefix("http://localhost").unwrap();
    let body =
        request.body().map_or("(parts)".into(), |body| String::from_utf8(body.into()).unwrap());
    format!("{} {path} {body}", request.method()).trim_end().to_owned()
}
