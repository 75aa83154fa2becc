use endpoint::{Call, Client, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs/{job-id}/{n}")]
    fn list(
        &self,
        #[path("job-id")] job: &str,
        #[path] n: u32,
        #[query("type")] kind: &str,
        #[query("filter[name]")] name: &str,
        #[header] temporal_namespace: &str,
        #[header("X-Trace")] trace: u64,
    ) -> Call<String>;
}

impl Jobs for Client {}

fn main() {
    let call = Client::offline().list("a/b", 7, "parse", "x y", "main", 9);
    assert_eq!(
        call.endpoint().unwrap().parameters(),
        [
            ("path", "job-id"),
            ("path", "n"),
            ("query", "type"),
            ("query", "filter[name]"),
            ("header", "temporal-namespace"),
            ("header", "x-trace"),
        ]
    );
    let request = call.preview().unwrap();
    assert_eq!(request.url().path(), "/jobs/a%2Fb/7");
    let pairs: Vec<_> = request.url().query_pairs().into_owned().collect();
    assert_eq!(
        pairs,
        [("type", "parse"), ("filter[name]", "x y")].map(|(k, v)| (k.into(), v.into()))
    );
    assert_eq!(request.headers()["temporal-namespace"], "main");
    assert_eq!(request.headers()["x-trace"], "9");
}
