//! What goes over the wire, and what comes back.
#![expect(clippy::unwrap_used, reason = "a test that can't go on fails")]

use std::time::Duration;

use endpoint::{
    Call, Client, Endpoints, Kind, OffsetPage, Outcome, Params, Part, Secret, endpoint,
};
use project_tests::{Act, Server, answer, ok};
use serde::{Deserialize, Serialize};

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Job {
    id: String,
    #[serde(default)]
    size: u32,
}

#[derive(Params)]
struct Create<'a> {
    directory_id: &'a str,
    note: Option<&'a str>,
    #[query("project")]
    project_id: Option<&'a str>,
    #[header]
    temporal_namespace: Option<&'a str>,
    hook_secret: Option<Secret<String>>,
}

trait Jobs: Endpoints {
    #[endpoint(post = "/jobs")]
    fn create(&self, #[params] params: &Create<'_>) -> Call<Job>;

    #[endpoint(get = "/jobs/{id}")]
    fn job(&self, id: &str) -> Call<Job>;

    #[endpoint(get = "/jobs")]
    fn list(
        &self,
        #[query] limit: Option<u32>,
        #[query("tag")] tags: &[&str],
    ) -> Call<OffsetPage<Job>>;

    #[endpoint(delete = "/jobs/{id}")]
    fn delete(&self, id: &str) -> Call<()>;

    #[endpoint(get = "/jobs/{id}/owner")]
    fn owner(&self, id: &str) -> Call<Option<String>>;

    #[endpoint(get = "/jobs/{id}/log")]
    fn log(&self, id: &str) -> Call<String>;

    #[endpoint(post = "/jobs/{id}/file")]
    fn upload(&self, id: &str, #[part] file: Part, #[part] name: Option<&str>) -> Call<()>;
}

impl Jobs for Client {}

impl endpoint::PageItem for Job {
    fn page_item_id(&self) -> Option<&str> {
        Some(&self.id)
    }
}

fn client(server: &Server) -> Client {
    Client::builder().base_url(server.url()).bearer_token("key-1").build().unwrap()
}

fn params() -> Create<'static> {
    Create {
        directory_id: "d",
        note: None,
        project_id: Some("p q"),
        temporal_namespace: Some("ns"),
        hook_secret: None,
    }
}

#[tokio::test]
async fn fields_go_where_their_roles_say() {
    let server = Server::start([Act::Answer(ok(r#"{"id": "j", "size": 2}"#))]).await;
    let job = client(&server).create(&params()).await.unwrap();
    assert_eq!(job, Job { id: "j".into(), size: 2 });
    let received = server.received();
    let [request] = received.as_slice() else { panic!("{received:?}") };
    assert_eq!((request.method.as_str(), request.target.as_str()), ("POST", "/jobs?project=p%20q"));
    assert_eq!(request.header("authorization"), Some("Bearer key-1"));
    assert_eq!(request.header("temporal-namespace"), Some("ns"));
    assert_eq!(request.header("accept"), Some("application/json"));
    assert_eq!(request.header("content-type"), Some("application/json"));
    assert_eq!(request.text(), r#"{"directory_id":"d"}"#);
}

#[tokio::test]
async fn a_calls_own_options_win() {
    let server = Server::start([Act::Answer(ok(r#"{"id": "j"}"#))]).await;
    let client = client(&server).with_query("project", "default").with_query("org", "o");
    let call = client.create(&Create { project_id: None, ..params() });
    call.await.unwrap();
    let call = client.create(&params()).query("project", "other").append_query("x", [1, 2]);
    call.header("temporal-namespace", "mine").body_field("note", "n").await.unwrap();
    client.job("j").query("project", None::<&str>).await.unwrap();
    let targets: Vec<_> = server.received().into_iter().map(|request| request.target).collect();
    let expected =
        ["/jobs?project=default&org=o", "/jobs?project=other&x=1&x=2&org=o", "/jobs/j?org=o"];
    assert_eq!(targets, expected);
    let second = &server.received()[1];
    assert_eq!(second.header("temporal-namespace"), Some("mine"));
    assert_eq!(second.text(), r#"{"directory_id":"d","note":"n"}"#);
}

/// What a client sends with every call is put together once: one that is made of it later has its own.
#[tokio::test]
async fn a_client_that_has_called_gives_others_their_defaults() {
    let server = Server::start([Act::Answer(ok(r#"{"id": "j"}"#))]).await;
    let plain = client(&server);
    plain.job("j").await.unwrap();
    let ours = plain.with_query("project", "p").with_header("x-team", "a").unwrap();
    ours.job("j").await.unwrap();
    let theirs = ours.with_query("project", "q/r").with_header("x-team", "b").unwrap();
    theirs.job("j").await.unwrap();
    theirs.job("j").append_query("x", 1).await.unwrap();
    ours.job("j").await.unwrap();
    plain.job("j").await.unwrap();
    let received = server.received();
    let sent: Vec<_> = received
        .iter()
        .map(|request| (request.target.as_str(), request.header("x-team")))
        .collect();
    let expected = [
        ("/jobs/j", None),
        ("/jobs/j?project=p", Some("a")),
        ("/jobs/j?project=q%2Fr", Some("b")),
        ("/jobs/j?x=1&project=q%2Fr", Some("b")),
        ("/jobs/j?project=p", Some("a")),
        ("/jobs/j", None),
    ];
    assert_eq!(sent, expected);
}

#[tokio::test]
async fn a_path_value_stays_in_its_segment() {
    let server = Server::start([Act::Answer(ok(r#"{"id": "j"}"#))]).await;
    let client = client(&server);
    client.job("a/b?c#d e").await.unwrap();
    assert_eq!(server.received()[0].target, "/jobs/a%2Fb%3Fc%23d%20e");
    for id in ["", ".", "..", "%2e%2e"] {
        let error = client.job(id).await.unwrap_err();
        assert_eq!((error.kind(), error.outcome()), (Kind::Build, Outcome::NotDone), "{id:?}");
        assert!(error.to_string().contains("the path value `id`"), "{error}");
    }
    assert_eq!(server.count(), 1);
}

#[tokio::test]
async fn results_other_than_json_objects() {
    let server = Server::start([
        Act::Answer(answer("204 No Content", &[], "")),
        Act::Answer(answer("204 No Content", &[], "")),
        Act::Answer(ok("\"ann\"")),
        Act::Answer(answer("200 OK", &[("content-type", "text/plain")], "line\n")),
        Act::Answer(ok(r#"{"anything": 1}"#)),
    ])
    .await;
    let client = client(&server);
    client.delete("j").await.unwrap();
    assert_eq!(client.owner("j").await.unwrap(), None);
    assert_eq!(client.owner("j").await.unwrap().as_deref(), Some("\"ann\""));
    assert_eq!(client.log("j").await.unwrap(), "line\n");
    client.delete("j").await.unwrap();
}

#[tokio::test]
async fn a_file_is_sent_as_a_part_with_its_progress() {
    let server = Server::start([Act::Answer(ok("{}"))]).await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a \"b\".txt");
    let content = "x".repeat(100_000);
    std::fs::write(&path, &content).unwrap();
    let (report, mut reports) = tokio::sync::mpsc::unbounded_channel();
    let part = Part::file(&path).progress(move |progress| {
        report.send((progress.sent, progress.total)).unwrap();
    });
    client(&server).upload("j", part, Some("n")).await.unwrap();
    let body = server.received()[0].text();
    assert!(body.contains("name=\"file\"; filename=\"a %22b%22.txt\""));
    assert!(body.contains(&content));
    assert!(body.contains("name=\"name\"\r\n\r\nn\r\n"));
    let mut last = (0, 0);
    while let Ok(progress) = reports.try_recv() {
        assert!(progress.0 >= last.0, "{progress:?} after {last:?}");
        last = progress;
    }
    assert_eq!(last, (100_000, 100_000));

    let missing = Part::file(folder.path().join("missing"));
    let error = client(&server).upload("j", missing, None).await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (Kind::Body, Outcome::NotDone));
    assert_eq!(server.count(), 1);
}

#[tokio::test]
async fn items_come_once_however_pages_shift() {
    let page = |ids: &[&str], total| {
        let items: Vec<_> = ids.iter().map(|id| Job { id: (*id).into(), size: 0 }).collect();
        Act::Answer(ok(&serde_json::to_string(&OffsetPage::new(items).with_total(total)).unwrap()))
    };
    let server = Server::start([page(&["a", "b"], 4), page(&["b", "c"], 5), page(&["d"], 5)]).await;
    let mut items = client(&server).list(Some(2), &["x"]).items();
    let mut ids = Vec::new();
    while let Some(item) = futures_util::StreamExt::next(&mut items).await {
        ids.push(item.unwrap().id);
    }
    assert_eq!(ids, ["a", "b", "c", "d"]);
    let targets: Vec<_> = server.received().into_iter().map(|request| request.target).collect();
    let expected =
        ["/jobs?limit=2&tag=x", "/jobs?limit=2&tag=x&offset=2", "/jobs?limit=2&tag=x&offset=4"];
    assert_eq!(targets, expected);

    let server = Server::start([page(&["a", "b"], 1_000_000)]).await;
    let mut pages = client(&server).list(None, &[]).pages();
    let mut count = 0;
    let error = loop {
        match futures_util::StreamExt::next(&mut pages).await.unwrap() {
            Ok(_) => count += 1,
            Err(error) => break error,
        }
    };
    assert_eq!((count, error.kind()), (3, Kind::Protocol));
    assert!(error.to_string().contains("`offset`"), "{error}");
    assert!(futures_util::StreamExt::next(&mut pages).await.is_none());
}

#[tokio::test]
async fn a_mock_answers_without_a_server() {
    struct Mock(Client);
    impl Endpoints for Mock {
        fn client(&self) -> &Client {
            &self.0
        }
    }
    impl Jobs for Mock {
        fn job(&self, id: &str) -> Call<Job> {
            Call::ready(Job { id: id.into(), size: 7 })
        }
    }
    let mock: &dyn Jobs = &Mock(Client::offline());
    assert_eq!(mock.job("x").timeout(Duration::from_secs(1)).await.unwrap().size, 7);
    let error = mock.delete("x").await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (Kind::Connect, Outcome::NotDone));
}

/// What an endpoint declares beside its verb holds for each call, unless the call says otherwise.
#[tokio::test(start_paused = true)]
async fn options_of_an_endpoint_hold_for_its_calls() {
    trait Versioned: Endpoints {
        #[endpoint(
            post = "/jobs",
            timeout = "3s",
            expect = 202,
            header("X-Version" = "2", "accept" = "application/vnd.jobs+json"),
            query("api-version" = "2026 11", "beta" = "")
        )]
        fn make(&self, #[query] name: &str) -> Call<Job>;

        #[endpoint(get = "/jobs/{id}", expect = 404)]
        fn is_gone(&self, id: &str) -> Call<()>;
    }
    impl Versioned for Client {}

    let job = r#"{"id": "j", "size": 1}"#;
    let accepted = Act::Answer(answer("202 Accepted", &[], job));
    let server = Server::start([accepted.clone(), accepted, Act::Answer(ok(job)), Act::Hang]).await;
    let client = Client::builder().base_url(server.url()).header("x-version", "1").build().unwrap();
    assert_eq!(client.make("a").await.unwrap().id, "j");
    client.make("a").header("x-version", 3).query("api-version", 7).await.unwrap();
    let received = server.received();
    assert_eq!(received[0].target, "/jobs?api-version=2026%2011&beta=&name=a");
    assert_eq!(received[0].header("x-version"), Some("2"));
    assert_eq!(received[0].header("accept"), Some("application/vnd.jobs+json"));
    assert_eq!(received[1].target, "/jobs?beta=&name=a&api-version=7");
    assert_eq!(received[1].header("x-version"), Some("3"));

    // Another success was one all the same: it is not repeated, and the error says so.
    let error = client.make("a").await.unwrap_err();
    assert_eq!((error.kind(), error.outcome(), error.attempts()), (Kind::Status, Outcome::Done, 1));
    let line = error.to_string();
    assert!(line.contains("200 OK, where 202 Accepted is expected"), "{line}");
    assert!(line.contains("accepted the request"), "{line}");

    let began = tokio::time::Instant::now();
    assert_eq!(client.make("a").await.unwrap_err().kind(), Kind::Timeout);
    assert!(began.elapsed() < Duration::from_secs(4), "{:?}", began.elapsed());
    let began = tokio::time::Instant::now();
    let longer = client.make("a").timeout(Duration::from_secs(9));
    assert_eq!(longer.await.unwrap_err().kind(), Kind::Timeout);
    assert!(began.elapsed() >= Duration::from_secs(9), "{:?}", began.elapsed());

    let gone = Act::Answer(answer("404 Not Found", &[], "{}"));
    let server = Server::start([gone, Act::Answer(ok("{}"))]).await;
    let client = Client::builder().base_url(server.url()).build().unwrap();
    client.is_gone("j").await.unwrap();
    assert_eq!(client.is_gone("j").await.unwrap_err().status().unwrap(), 200);
}

/// A form, as browsers send it.
#[tokio::test]
async fn a_form_is_the_body() {
    #[derive(Serialize)]
    struct Login<'a> {
        user_name: &'a str,
        password: Secret<String>,
        scopes: Vec<&'a str>,
        device: Option<&'a str>,
        remember: bool,
        attempt: u32,
    }
    trait Sessions: Endpoints {
        #[endpoint(post = "/login")]
        fn login(&self, #[form] login: &Login<'_>, #[query] app: &str) -> Call<Job>;

        #[endpoint(post = "/login")]
        fn any<T: Serialize>(&self, #[form] login: &T) -> Call<Job>;
    }
    impl Sessions for Client {}

    let server = Server::start([Act::Answer(ok(r#"{"id": "j", "size": 1}"#))]).await;
    let client = Client::builder().base_url(server.url()).build().unwrap();
    let login = Login {
        user_name: "Zoë & co",
        password: "p@ss canary+1".into(),
        scopes: vec!["read", "write"],
        device: None,
        remember: true,
        attempt: 2,
    };
    client.login(&login, "x").await.unwrap();
    let request = server.received().remove(0);
    assert_eq!(request.target, "/login?app=x");
    assert_eq!(request.header("content-type"), Some("application/x-www-form-urlencoded"));
    assert_eq!(
        request.text(),
        "user_name=Zo%C3%AB+%26+co&password=p%40ss+canary%2B1&scopes=read&scopes=write&\
         remember=true&attempt=2"
    );
    let preview = client.login(&login, "x").preview().unwrap();
    let curl = preview.to_curl();
    assert!(!format!("{preview:?} {curl}").contains("canary"), "{preview:?} {curl}");
    assert!(curl.contains("--data-urlencode 'user_name=Zoë & co'"), "{curl}");

    // What is no form is said before anything is sent.
    let error = client.any(&vec![vec![1, 2]]).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (Kind::Build, 0), "{error}");
    let nested =
        std::collections::BTreeMap::from([("a", std::collections::BTreeMap::from([("b", 1)]))]);
    let error = client.any(&nested).await.unwrap_err();
    assert!(error.to_string().contains("no form"), "{error}");
    assert_eq!(server.count(), 1);
}

/// R50: a command line that a shell reads as it is meant, without the secrets.
#[cfg(unix)]
#[test]
fn r50_a_request_as_a_command_of_curl() {
    trait Curled: Endpoints {
        #[endpoint(post = "/jobs/{id}")]
        fn make(&self, id: &str, #[query] q: &str, #[body] body: &serde_json::Value) -> Call<Job>;

        #[endpoint(post = "/secret")]
        fn secret(&self, #[body] body: &Secret<String>) -> Call<Job>;

        #[endpoint(post = "/upload")]
        fn send_file(&self, #[part] file: Part, #[part] note: &str) -> Call<Job>;
    }
    impl Curled for Client {}

    let client =
        Client::builder().base_url("https://h.example").bearer_token("llx-canary").build().unwrap();
    let args = |curl: &str| {
        let shell =
            format!("curl() {{ for arg in \"$@\"; do printf '%s\\n' \"$arg\"; done; }}; {curl}");
        let output = std::process::Command::new("sh").args(["-c", &shell]).output().unwrap();
        assert!(output.status.success());
        String::from_utf8(output.stdout).unwrap()
    };
    let body = serde_json::json!({ "text": "it's $HOME `ls` \\ \"quoted\"" });
    let curl = client.make("a b'c", "x&y", &body).preview().unwrap().to_curl();
    let args_of_make = args(&curl);
    let lines: Vec<&str> = args_of_make.lines().collect();
    assert_eq!(lines[..3], ["--request", "POST", "https://h.example/jobs/a%20b%27c?q=x%26y"]);
    assert!(lines.contains(&"authorization: [redacted]"), "{lines:?}");
    assert_eq!(lines[lines.len() - 2..], ["--data-raw", body.to_string().as_str()]);

    let curl = client.secret(&Secret::from("vendor-canary")).preview().unwrap().to_curl();
    assert!(curl.contains("[redacted]"), "{curl}");
    let file = Part::file("a b.pdf").content_type("application/pdf");
    let upload = client.send_file(file, "no'te").preview().unwrap().to_curl();
    let lines = args(&upload);
    assert!(
        lines.contains("file=@\"a b.pdf\";filename=\"a b.pdf\";type=application/pdf"),
        "{lines}"
    );
    assert!(lines.contains("--form-string\nnote=no'te\n"), "{lines}");
    assert!(!format!("{curl}{upload}").contains("canary"));
}
