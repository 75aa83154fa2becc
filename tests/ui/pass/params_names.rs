use endpoint::{Call, Client, Endpoints, Params, endpoint};

#[derive(Params)]
#[params(rename_all = "camelCase")]
struct Job {
    #[query]
    page_size: u8,
    #[query("kept_so")]
    other_size: u8,
    #[header]
    trace_id: u8,
    job_name: u8,
    #[params(rename = "type")]
    kind: u8,
    #[params(skip)]
    skipped: u8,
}

macro_rules! in_case {
    ($($name:ident $case:literal)*) => {$(
        #[derive(Params)]
        #[params(rename_all = $case)]
        struct $name {
            #[query]
            a_b: u8,
        }
    )*};
}

in_case! {
    Lower "lowercase" Upper "UPPERCASE" Pascal "PascalCase" Snake "snake_case"
    Screaming "SCREAMING_SNAKE_CASE" Kebab "kebab-case" ScreamingKebab "SCREAMING-KEBAB-CASE"
}

trait Jobs: Endpoints {
    #[endpoint(post = "/jobs")]
    fn create(&self, #[params] job: &Job) -> Call<()>;
    #[endpoint(put = "/x")]
    fn any<P: Params>(&self, #[params] params: P) -> Call<()>
    where
        Self: Sized;
}

impl Jobs for Client {}

fn main() {
    let client = Client::offline();
    let job = Job { page_size: 1, other_size: 2, trace_id: 3, job_name: 4, kind: 5, skipped: 6 };
    let request = client.create(&job).preview().unwrap();
    assert_eq!(request.headers()["trace-id"], "3");
    assert_eq!(
        sent(client.create(&job)),
        r#"POST /jobs?pageSize=1&kept_so=2 {"jobName":4,"type":5}"#
    );
    assert_eq!(job.skipped, 6);
    assert_eq!(sent(client.any(Lower { a_b: 1 })), "PUT /x?a_b=1");
    assert_eq!(sent(client.any(Upper { a_b: 1 })), "PUT /x?A_B=1");
    assert_eq!(sent(client.any(Pascal { a_b: 1 })), "PUT /x?AB=1");
    assert_eq!(sent(client.any(Snake { a_b: 1 })), "PUT /x?a_b=1");
    assert_eq!(sent(client.any(Screaming { a_b: 1 })), "PUT /x?A_B=1");
    assert_eq!(sent(client.any(Kebab { a_b: 1 })), "PUT /x?a-b=1");
    assert_eq!(sent(client.any(ScreamingKebab { a_b: 1 })), "PUT /x?A-B=1");
}

/// The request as one line.
fn sent<T>(call: Call<T>) -> String {
    let request = call.preview().unwrap();
    let path = request.url().as_str().strip_prefix("http://localhost").unwrap();
    let body =
        request.body().map_or("(parts)".into(), |body| String::from_utf8(body.into()).unwrap());
    format!("{} {path} {body}", request.method()).trim_end().to_owned()
}
