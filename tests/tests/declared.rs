//! What a declaration says beyond the parameters: defaults, optional groups, the type of an error.
#![expect(clippy::unwrap_used, reason = "a test that can't go on fails")]

use endpoint::{Call, Client, Endpoints, Kind, Outcome, Params, endpoint};
use project_tests::{Act, Server, answer};

#[derive(Debug, PartialEq, serde::Deserialize)]
struct Problem {
    code: String,
    retry_in: Option<u32>,
}

#[derive(Debug, PartialEq, serde::Deserialize)]
struct Other {
    code: String,
}

#[derive(Clone, Copy, serde::Serialize)]
#[serde(rename_all = "lowercase")]
enum Format {
    Text,
}

#[derive(Params)]
struct Search<'a> {
    #[query(default = 20)]
    limit: Option<u32>,
    #[query("q", default = "*")]
    words: Option<&'a str>,
    #[header("x-mode", default = "fast")]
    mode: Option<String>,
    #[params(flatten)]
    range: Option<Range>,
}

#[derive(Params)]
struct Range {
    #[query]
    from: u32,
    #[query]
    to: Option<u32>,
}

#[derive(Params)]
struct Note {
    note: String,
}

trait Reports: Endpoints {
    #[endpoint(get = "/reports", error = Problem)]
    fn list(&self, #[params] search: &Search<'_>) -> Call<String>;

    #[endpoint(get = "/reports/{id}", error = Problem)]
    fn report(
        &self,
        id: u8,
        #[query(default = "text")] format: Option<Format>,
        #[header("accept-language", default = "en")] language: Option<&str>,
        #[query(default = -1)] offset: Option<i8>,
        #[query(default = true)] all: &Option<bool>,
    ) -> Call<String>;

    #[endpoint(post = "/reports", error = std::collections::BTreeMap<String, serde_json::Value>)]
    fn file(&self, #[params] note: Option<&Note>) -> Call<()>;

    #[endpoint(delete = "/reports/{id}")]
    fn remove(&self, id: u8) -> Call<()>;
}

impl Reports for Client {}

fn target<T>(call: Call<T>) -> String {
    let preview = call.preview().unwrap();
    let url = preview.url().as_str().strip_prefix("http://localhost").unwrap().to_owned();
    let header = |name| preview.headers().get(name).map_or("-", |value| value.to_str().unwrap());
    format!("{url} {} {}", header("x-mode"), header("accept-language"))
}

#[test]
fn a_default_is_sent_for_none() {
    let client = Client::offline();
    let none = Search { limit: None, words: None, mode: None, range: None };
    assert_eq!(target(client.list(&none)), "/reports?limit=20&q=%2A fast -");
    let some = Search {
        limit: Some(1),
        words: Some(""),
        mode: Some("slow".to_owned()),
        range: Some(Range { from: 3, to: None }),
    };
    assert_eq!(target(client.list(&some)), "/reports?limit=1&q=&from=3 slow -");
    let defaults = client.report(7, None, None, None, &None);
    assert_eq!(target(defaults), "/reports/7?format=text&offset=-1&all=true - en");
    let given = client.report(7, Some(Format::Text), Some("de"), Some(2), &Some(false));
    assert_eq!(target(given), "/reports/7?format=text&offset=2&all=false - de");
}

/// What a call sets wins over a default, and so does taking the parameter away.
#[test]
fn a_default_gives_way_to_the_call() {
    let call = || Client::offline().report(7, None, None, None, &None);
    assert_eq!(
        target(
            call().query("offset", 5).query("all", None::<bool>).header("accept-language", "fr")
        ),
        "/reports/7?format=text&offset=5 - fr"
    );
}

#[test]
fn a_group_is_sent_as_a_whole_or_not_at_all() {
    let client = Client::offline();
    let note = Note { note: "n".to_owned() };
    let body = |call: Call<()>| call.preview().unwrap().body().unwrap();
    assert_eq!(body(client.file(Some(&note))), r#"{"note":"n"}"#);
    // The endpoint has a JSON body, so there is one.
    assert_eq!(body(client.file(None)), "{}");
}

#[tokio::test(start_paused = true)]
async fn an_error_has_the_type_of_its_endpoint() {
    let body = r#"{"code": "locked", "retry_in": 7, "message": "wait"}"#;
    let refused = |status: &str, body: &str| Act::Answer(answer(status, &[], body));
    let server = Server::start([refused("423 Locked", body)]).await;
    let client = Client::builder().base_url(server.url()).bearer_token("canary").build().unwrap();
    let error = client.report(7, None, None, None, &None).await.unwrap_err();
    let problem = Problem { code: "locked".to_owned(), retry_in: Some(7) };
    assert_eq!(error.api_error::<Problem>(), Some(&problem));
    // It is what the endpoint names, and nothing else.
    assert_eq!(error.api_error::<Other>(), None);
    assert!(error.to_string().contains("wait"), "{error}");
    let error = client.remove(7).await.unwrap_err();
    assert_eq!(error.api_error::<Problem>(), None);
    let error = client.file(None).await.unwrap_err();
    let fields: &std::collections::BTreeMap<String, serde_json::Value> = error.api_error().unwrap();
    assert_eq!(fields.get("retry_in"), Some(&7.into()));

    // What is no such body is no reason to lose the status.
    for body in ["", "<html>", r#"{"retry_in": 7}"#, "{\"code\": \"lo"] {
        let server = Server::start([refused("423 Locked", body)]).await;
        let client = Client::builder().base_url(server.url()).build().unwrap();
        let error = client.report(7, None, None, None, &None).await.unwrap_err();
        assert_eq!(error.api_error::<Problem>(), None, "{body}");
        assert_eq!((error.kind(), error.outcome()), (Kind::Status, Outcome::NotDone), "{body}");
    }

    // After the last retry, and where the server asks for more time than there is.
    let server = Server::start([refused("500 Internal Server Error", body)]).await;
    let client = Client::builder().base_url(server.url()).bearer_token("canary").build().unwrap();
    let error = client.report(7, None, None, None, &None).retries(1).await.unwrap_err();
    assert_eq!((error.attempts(), error.api_error()), (2, Some(&problem)), "{error}");
    let later = answer("429 Too Many Requests", &[("retry-after", "9999")], body);
    let server = Server::start([Act::Answer(later)]).await;
    let client = Client::builder().base_url(server.url()).build().unwrap();
    let error = client.report(7, None, None, None, &None).await.unwrap_err();
    assert_eq!((error.kind(), error.api_error()), (Kind::Throttled, Some(&problem)), "{error}");
}

#[tokio::test]
async fn a_secret_that_is_echoed_is_not_in_the_type() {
    let echo = answer("400 Bad Request", &[], r#"{"code": "no such key: llx-canary"}"#);
    let server = Server::start([Act::Answer(echo)]).await;
    let client =
        Client::builder().base_url(server.url()).bearer_token("llx-canary").build().unwrap();
    let error = client.report(7, None, None, None, &None).await.unwrap_err();
    assert_eq!(error.api_error::<Problem>().unwrap().code, "no such key: [redacted]");
}
