//! Each endpoint of the forge against a server on loopback that answers what it received.

use std::collections::BTreeMap;

use axum::body::Bytes;
use axum::extract::{Form, Json, Multipart, Path, Query, RawQuery};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, options, patch, post, put};
use axum::{Router, body};
use downstream::forge::{
    Attachment, Content, Forge, Instance, Issue, NewFile, NewIssue, Order, Refusal, Repository,
    Search, Sort, TokenRequest, Work,
};
use endpoint::{Body, Kind, Outcome, Part};
use futures_util::{StreamExt, TryStreamExt, stream};
use serde_json::{Value, json};

type Path3 = Path<(String, String, String)>;

/// A forge with one repository, `ada/engine notes`, and its URL.
async fn forge() -> Forge {
    let repo = "/api/v1/repos/{owner}/{repo}";
    let of = |rest: &str| format!("{repo}{rest}");
    let router = Router::new()
        .route("/api/v1/version", get(|| async { Json(json!({"version": "12.0.1"})) }))
        .route("/api/v1/signing-key.gpg", get(|| async { "-----BEGIN PGP-----" }))
        .route("/api/v1/markdown/raw", post(render))
        .route("/login/oauth/access_token", post(token))
        .route("/api/v1/repos/search", get(search))
        .route("/api/v1/{resource}", options(|| async { [(header::ALLOW, "GET, POST")] }))
        .route(repo, get(repository).merge(delete(|| async { StatusCode::NO_CONTENT })))
        .route(&of("/languages"), get(|| async { Json(json!({"Rust": 7, "Shell": 1})) }))
        .route(&of("/raw/{path}"), get(raw))
        .route(&of("/contents/{path}"), put(put_file))
        .route(&of("/archive/{archive}"), get(archive))
        .route(&of("/issues"), get(issues).post(open))
        .route(&of("/issues/{number}"), patch(rename))
        .route(&of("/issues/{number}/pin"), get(pin))
        .route(&of("/releases/{release}/assets"), post(attach))
        .route("/api/v1/attachments/{id}", put(replace));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    Forge::new(&url, "canary").unwrap()
}

async fn render(headers: HeaderMap, text: String) -> String {
    let label = |name| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("-");
    format!("<p>{text}</p> {} {}", label(header::CONTENT_TYPE), label(header::AUTHORIZATION))
}

async fn token(headers: HeaderMap, Form(form): Form<Vec<(String, String)>>) -> Response {
    assert_eq!(headers[header::ACCEPT], "application/json");
    let form: Vec<_> = form.iter().map(|(name, value)| format!("{name}:{value}")).collect();
    Json(json!({"access_token": form.join(" ")})).into_response()
}

/// Three repositories, one a page.
async fn search(
    Query(query): Query<BTreeMap<String, String>>,
    RawQuery(raw): RawQuery,
) -> Json<Value> {
    let page: u64 = query.get("page").map_or(1, |page| page.parse().unwrap());
    let name = format!("ada/{}", raw.unwrap());
    let data = if page <= 3 { vec![json!({"id": page, "full_name": name})] } else { vec![] };
    Json(json!({"ok": true, "data": data}))
}

async fn repository(Path((owner, repo)): Path<(String, String)>) -> Response {
    if repo != "engine notes" {
        let refusal = json!({"message": "no such repository", "url": "https://forge.example/docs"});
        return (StatusCode::NOT_FOUND, Json(refusal)).into_response();
    }
    Json(json!({"id": 1, "full_name": format!("{owner}/{repo}"), "fork": false})).into_response()
}

async fn raw(Path((.., path)): Path3, RawQuery(query): RawQuery) -> Response {
    let mut content = vec![0xff, 0x00];
    content.extend(format!("{path}?{}", query.unwrap_or_default()).into_bytes());
    content.into_response()
}

async fn put_file(Path((.., path)): Path3, Json(file): Json<Value>) -> StatusCode {
    assert_eq!((path.as_str(), file), ("src/a.rs", json!({"content": "YQ==", "message": "m"})));
    StatusCode::CREATED
}

async fn archive(Path((.., archive)): Path3) -> Response {
    let pieces =
        stream::iter(0..100).map(move |n| Ok::<_, std::io::Error>(format!("{archive} {n}\n")));
    body::Body::from_stream(pieces).into_response()
}

async fn issues(headers: HeaderMap, RawQuery(query): RawQuery) -> Response {
    let trace = headers["x-trace"].to_str().unwrap().to_owned();
    let issue = json!({"number": 7, "title": query, "body": trace});
    ([("x-total-count", "41")], Json(json!([issue]))).into_response()
}

async fn open(headers: HeaderMap, Json(issue): Json<Value>) -> Response {
    if issue["title"] == "" {
        let refusal = json!({"message": "[Title]: Required"});
        return (StatusCode::UNPROCESSABLE_ENTITY, Json(refusal)).into_response();
    }
    if issue["title"] == "later" {
        return (StatusCode::ACCEPTED, Json(json!({"number": 8, "title": "later"})))
            .into_response();
    }
    let otp = headers.get("x-gitea-otp").map(HeaderValue::to_str);
    let body = format!("{} {:?}", issue, otp.map(Result::unwrap));
    (StatusCode::CREATED, Json(json!({"number": 8, "title": "t", "body": body}))).into_response()
}

async fn rename(
    Path((.., number)): Path<(String, String, u64)>,
    Json(changes): Json<Value>,
) -> Json<Value> {
    Json(json!({"number": number, "title": changes["title"]}))
}

async fn pin(Path((.., number)): Path<(String, String, u64)>) -> Response {
    match number {
        7 => Json(json!({"number": 7, "title": "t"})).into_response(),
        _ => StatusCode::NO_CONTENT.into_response(),
    }
}

async fn attach(RawQuery(query): RawQuery, mut parts: Multipart) -> Json<Value> {
    let (mut name, mut size) = (vec![query.unwrap_or_default()], 0);
    while let Some(part) = parts.next_field().await.unwrap() {
        name.push(format!("{} {:?}", part.name().unwrap(), part.file_name()));
        size += part.bytes().await.unwrap().len();
    }
    Json(json!({"name": name.join(" "), "size": size}))
}

async fn replace(Path(id): Path<u64>, headers: HeaderMap, content: Bytes) -> Json<Value> {
    let framing = if headers.contains_key(header::CONTENT_LENGTH) { "sized" } else { "chunked" };
    Json(json!({"name": format!("{id} {framing}"), "size": content.len()}))
}

const ADA: (&str, &str) = ("ada", "engine notes");

#[tokio::test]
async fn json_text_and_nothing() {
    let forge = forge().await;
    assert_eq!(forge.version().await.unwrap().version, "12.0.1");
    assert_eq!(forge.signing_key().await.unwrap(), "-----BEGIN PGP-----");
    let repository = forge.repository(ADA.0, ADA.1).await.unwrap();
    assert_eq!(repository, Repository { id: 1, full_name: "ada/engine notes".to_owned() });
    let languages = forge.languages(ADA.0, ADA.1).await.unwrap();
    assert_eq!(languages, BTreeMap::from([("Rust".to_owned(), 7), ("Shell".to_owned(), 1)]));
    forge.remove(ADA.0, ADA.1).await.unwrap();
    assert_eq!(forge.pin(ADA.0, ADA.1, 7).await.unwrap().unwrap().number, 7);
    assert_eq!(forge.pin(ADA.0, ADA.1, 8).await.unwrap(), None);
}

#[tokio::test]
async fn headers_of_a_response() {
    let forge = forge().await;
    assert_eq!(forge.verbs("repos").await.unwrap().headers["allow"], "GET, POST");
    assert_eq!(forge.is_there(ADA.0, ADA.1).await.unwrap().status, 200);
    let error = forge.is_there("ada", "other").await.unwrap_err();
    assert_eq!((error.kind(), error.status().unwrap().as_u16()), (Kind::Status, 404));
    let issues = forge.issues(ADA.0, ADA.1, &["open", "closed"], None, 5).await.unwrap();
    assert_eq!(issues.headers["x-total-count"], "41");
    let title = "state=open&state=closed&page=1".to_owned();
    assert_eq!(issues.value, [Issue { number: 7, title, body: "5".to_owned() }]);
}

#[tokio::test]
async fn bytes_at_once_and_as_they_come() {
    let forge = forge().await;
    let file = forge.file(ADA.0, ADA.1, "src/a b.rs", Some("main")).await.unwrap();
    assert_eq!(file, b"\xff\x00src/a b.rs?ref=main".as_slice());
    let archive = forge.archive(ADA.0, ADA.1, "v1").await.unwrap();
    let pieces: Vec<Bytes> = archive.try_collect().await.unwrap();
    let whole = String::from_utf8(pieces.concat()).unwrap();
    assert_eq!(whole.lines().count(), 100);
    assert!(whole.ends_with("v1.tar.gz 99\n"), "{whole}");
}

#[tokio::test]
async fn each_kind_of_body() {
    let forge = forge().await;
    let html = forge.render("a & b").await.unwrap();
    assert_eq!(html, "<p>a & b</p> text/plain; charset=utf-8 token canary");
    let request = TokenRequest { grant_type: "code", code: "a&b=c", scope: &["x", "y"] };
    let token = forge.token(&request).await.unwrap().access_token.into_inner();
    assert_eq!(token, "grant_type:code code:a&b=c scope:x scope:y");
    let file = NewFile { content: "YQ==", message: "m" };
    forge.put_file(ADA.0, ADA.1, "src/a.rs", &file).await.unwrap();
    let changes = BTreeMap::from([("title", "new".to_owned())]);
    assert_eq!(forge.rename(ADA.0, ADA.1, 7, changes).await.unwrap().title, "new");

    let scan = Part::bytes("12345").file_name("scan.pdf");
    let attached = forge.attach(ADA.0, ADA.1, 3, Some("s"), scan, None).await.unwrap();
    let name = "name=s attachment Some(\"scan.pdf\")".to_owned();
    assert_eq!(attached, Attachment { name, size: 5 });
    let pieces = || stream::iter([Ok::<_, std::io::Error>("12"), Ok("345")]);
    let streamed = Part::stream(pieces).file_name("s");
    let attached = forge.attach(ADA.0, ADA.1, 3, None, streamed, Some("n")).await.unwrap();
    let name = " attachment Some(\"s\") note None".to_owned();
    assert_eq!(attached, Attachment { name, size: 6 });

    for (body, name) in [
        (Body::stream(pieces), "9 chunked"),
        (Body::stream(pieces).length(5), "9 sized"),
        (Body::bytes("12345"), "9 sized"),
    ] {
        let replaced = forge.replace(9, body).await.unwrap();
        assert_eq!(replaced, Attachment { name: name.to_owned(), size: 5 });
    }
}

#[tokio::test]
async fn parameters_of_a_struct() {
    let forge = forge().await;
    let issue = NewIssue {
        title: "a \"b\"".to_owned(),
        one_time_password: Some("123".to_owned()),
        ..NewIssue::default()
    };
    let opened = forge.open(ADA.0, ADA.1, &issue).await.unwrap();
    assert_eq!(opened.body, r#"{"assignees":[],"title":"a \"b\""} Some("123")"#);
}

#[tokio::test]
async fn what_is_refused_has_its_type() {
    let forge = forge().await;
    let error = forge.repository("ada", "other").await.unwrap_err();
    let url = Some("https://forge.example/docs".to_owned());
    let refusal = Refusal { message: "no such repository".to_owned(), url };
    assert_eq!(error.api_error(), Some(&refusal));
    assert!(error.to_string().contains("no such repository"), "{error}");
    let error = forge.open(ADA.0, ADA.1, &NewIssue::default()).await.unwrap_err();
    assert_eq!(error.api_error::<Refusal>().unwrap().message, "[Title]: Required");
    assert_eq!(error.outcome(), Outcome::NotDone);
    // A success, but not the one that is expected.
    let later = NewIssue { title: "later".to_owned(), ..NewIssue::default() };
    let error = forge.open(ADA.0, ADA.1, &later).await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (Kind::Status, Outcome::Done), "{error}");
}

#[tokio::test]
async fn pages_of_its_own_kind() {
    let forge = forge().await;
    let order = Order { sort: Sort::Size, direction: None };
    let search = Search { q: Some("engine"), limit: Some(1), order: Some(order) };
    let found: Vec<Repository> = forge.search(&search).items().try_collect().await.unwrap();
    assert_eq!(found.iter().map(|found| found.id).collect::<Vec<_>>(), [1, 2, 3]);
    assert_eq!(found[2].full_name, "ada/private=false&q=engine&limit=1&sort=size&order=asc&page=3");
    let all = forge.search(&Search::default()).await.unwrap();
    assert_eq!(all.data[0].full_name, "ada/private=false&limit=50");
}

#[tokio::test]
async fn a_token_is_not_shown() {
    let forge = forge().await;
    let html = forge.render("a").preview().unwrap();
    assert!(!format!("{html:?} {} {forge:?}", html.to_curl()).contains("canary"));
}
