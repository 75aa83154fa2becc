use endpoint::{Call, Client, Endpoints, endpoint};

#[derive(serde::Serialize)]
struct Filter<'a> {
    name: &'a str,
    tag: Option<&'a str>,
}

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs")]
    fn list(
        &self,
        #[query] slice: &[&str],
        #[query] vec: Vec<u32>,
        #[query] array: [char; 2],
        #[query] optional: Option<&[u8]>,
        #[query] filter: Filter<'_>,
    ) -> Call<String>;
}

impl Jobs for Client {}

fn main() {
    let filter = Filter { name: "n", tag: None };
    let call = Client::offline().list(&["a", "b"], vec![1, 2], ['x', 'y'], Some(&[3]), filter);
    assert_eq!(
        sent(call),
        "GET /jobs?slice=a&slice=b&vec=1&vec=2&array=x&array=y&optional=3&name=n"
    );
}

/// The request as one line.
fn sent<T>(call: Call<T>) -> String {
    let request = call.preview().unwrap();
    let path = request.url().as_str().strip_prefix("http://localhost").unwrap();
    let body =
        request.body().map_or("(parts)".into(), |body| String::from_utf8(body.into()).unwrap());
    format!("{} {path} {body}", request.method()).trim_end().to_owned()
}
