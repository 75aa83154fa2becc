use endpoint::{Call, Client, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(put = "/{a}/{b}/{c}")]
    fn all(
        &self,
        a: &&str,
        b: Box<str>,
        c: &String,
        #[query] d: &mut u8,
        #[query] e: (u8, u8),
        #[query] f: Option<impl serde::Serialize>,
        #[query] g: &impl serde::Serialize,
        #[query] h: &Option<u8>,
        #[body] j: &[u8],
    ) -> Call<()>
    where
        Self: Sized;
}

impl Jobs for Client {}

fn main() {
    let call = Client::offline().all(
        &"a",
        "b".into(),
        &"c".into(),
        &mut 4,
        (5, 6),
        Some(7),
        &8,
        &None,
        &[1],
    );
    assert_eq!(sent(call), "PUT /a/b/c?d=4&e=5&e=6&f=7&g=8 [1]");
}

/// The request as one line.
fn sent<T>(call: Call<T>) -> String {
    let request = call.preview().unwrap();
    let path = request.url().as_str().strip_prefix("http://localhost").unwrap();
    let body =
        request.body().map_or("(parts)".into(), |body| String::from_utf8(body.into()).unwrap());
    format!("{} {path} {body}", request.method()).trim_end().to_owned()
}
