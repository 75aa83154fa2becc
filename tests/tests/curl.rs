//! A request as a command line of curl: where there is a curl, it sends what the call sends.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test that can't go on fails")]

use std::process::{Command, Output, Stdio};

use endpoint::{Body, Call, Client, Endpoints, Part, Value, endpoint};
use project_tests::{Act, Received, Server, ok};
use serde::Serialize;

trait Things: Endpoints {
    #[endpoint(head = "/things")]
    fn look(&self) -> Call<()>;

    #[endpoint(get = "/things/{id}")]
    fn get(&self, id: &str, #[query] q: Option<&str>, #[header] x_e: Option<&str>) -> Call<()>;

    #[endpoint(post = "/things/run")]
    fn run(&self) -> Call<()>;

    #[endpoint(delete = "/things")]
    fn remove(&self) -> Call<()>;

    #[endpoint(put = "/things")]
    fn json(&self, #[body] thing: &serde_json::Value) -> Call<()>;

    #[endpoint(post = "/form")]
    fn form<T: Serialize>(&self, #[form] form: &T) -> Call<()>;

    #[endpoint(post = "/raw")]
    fn raw_body(&self, #[body(raw)] body: Body) -> Call<()>;

    #[endpoint(post = "/parts")]
    fn parts(&self, #[part] a: Part, #[part("b[ \"]")] b: Option<Part>) -> Call<()>;
}

impl Things for Client {}

fn curl_of(call: Call<impl Value>) -> String {
    call.preview().unwrap().to_curl()
}

fn shell(command: &str) -> Output {
    let mut shell = Command::new("sh");
    shell.args(["-c", command]).stdin(Stdio::null()).output().unwrap()
}

/// What tells two requests apart, without the boundary of parts.
fn told(request: &Received) -> (String, String, [Option<String>; 4], String) {
    let mut body = request.text();
    let content_type = request.header("content-type").unwrap_or_default();
    let mut content_type = content_type.to_owned();
    if let Some((_, boundary)) = content_type.clone().split_once("boundary=") {
        body = body.replace(boundary, "B");
        content_type = content_type.replace(boundary, "B");
    }
    let has = |name: &str| request.header(name).map(str::to_owned);
    // The length of a boundary is curl's own, and so is how a blank is encoded.
    let is_as_it_is =
        !content_type.starts_with("multipart") && !content_type.ends_with("urlencoded");
    let length = has("content-length").filter(|length| is_as_it_is || length == "0");
    let body = if is_as_it_is { body } else { body.replace("%20", "+") };
    let headers = [Some(content_type), length, has("accept"), has("x-e")];
    (request.method.clone(), request.target.clone(), headers, body)
}

#[tokio::test]
async fn curl_sends_what_the_call_sends() {
    if Command::new("curl").arg("--version").output().is_err() {
        return;
    }
    let server = Server::start([Act::Answer(ok(""))]).await;
    let base = format!("{}/base[1]/{{a}}", server.url());
    let client = Client::builder().base_url(base).build().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a, \"b\"; c\\d.txt");
    std::fs::write(&path, "from disk").unwrap();
    let plain = folder.path().join("plain.txt");
    std::fs::write(&plain, "from disk").unwrap();
    let json = serde_json::json!({"text": "it's $HOME `ls` \\ \"quoted\" @x"});
    let form = [("a b", "1 &=+ü"), ("&=[]é", "@x"), ("empty", "")];
    let text = |text: &str| Part::text(text);
    let typed = Part::text("{\"a\"; \\ 1}").content_type("application/json; charset=utf-8");
    let calls = || {
        [
            client.look(),
            client.get("a b'c[1]", Some("x&y=[1-3]{a,b}"), None),
            client.get("x", None, Some("")),
            client.run(),
            client.run().header("x-e", "a: b"),
            client.remove(),
            client.json(&json),
            client.form(&form),
            client.form(&[("", ""); 0]),
            client.raw_body(Body::text("@it's")),
            client.raw_body(Body::text("")),
            client.raw_body(Body::file(&path).content_type("text/csv")),
            client.parts(text("@no file"), Some(text("a;b=c,\"d\""))),
            client.parts(typed.clone(), Some(typed.clone().file_name("a;\"b\".json"))),
            client.parts(Part::file(&path), Some(Part::file(&path).content_type("text/plain"))),
            client.parts(Part::file(&plain).file_name("x;y,\"z\".txt"), None),
        ]
    };
    for (sent, shown) in calls().into_iter().zip(calls()) {
        let command = curl_of(shown);
        sent.await.unwrap();
        let sent = server.received().pop().unwrap();
        let silent = command.replacen("curl", "curl --silent --show-error --fail", 1);
        let output = tokio::task::spawn_blocking(move || shell(&silent)).await.unwrap();
        assert!(output.status.success(), "{command}: {output:?}");
        let curled = server.received().pop().unwrap();
        assert_eq!(told(&curled), told(&sent), "{command}");
    }
    assert_eq!(server.count(), 2 * calls().len());
}

/// Where there is no curl, at least the words are looked at.
#[test]
fn the_words_of_the_command() {
    let client = Client::builder().base_url("https://h").query("api_key", "canary-1").build();
    let client = client.unwrap();
    let curl = curl_of(client.look());
    assert!(curl.starts_with("curl --head --globoff 'https://h/things?"), "{curl}");
    assert!(!curl.contains("canary"), "{curl}");
    assert!(curl_of(client.run()).ends_with("--header 'content-length: 0'"));
    let client = Client::builder().base_url("https://h").build().unwrap();
    assert!(curl_of(client.get("x", None, Some(""))).contains("--header 'x-e;'"));
    let curl = curl_of(client.get("x", None, None));
    assert!(curl.starts_with("curl --request GET 'https://h/things/x'"), "{curl}");
    let curl = curl_of(client.form(&[("a b&=", "c d")]));
    assert!(curl.ends_with("--data-urlencode 'a+b%26%3D=c d'"), "{curl}");
    let note = Part::text("a\"b").file_name("n.txt").content_type("text/markdown");
    let curl = curl_of(client.parts(note, Some(Part::file("a,b.pdf"))));
    for words in [
        r#"--form 'a="a\"b";filename="n.txt";type=text/markdown'"#,
        r#"--form 'b[ %22]=@"a,b.pdf";filename="a,b.pdf";type=application/octet-stream'"#,
    ] {
        assert!(curl.contains(words), "{curl}");
    }
    let curl = curl_of(client.raw_body(Body::file("-")));
    assert!(curl.ends_with("--data-binary '@./-'"), "{curl}");
}
