//! What a caller or a server gets wrong: a typed error with one line that says what to do, before
//! anything is sent where that is possible.
#![expect(clippy::unwrap_used, reason = "a test that can't go on fails")]

use endpoint::{Error, Kind, Outcome};
use llama_cloud::{
    BatchCancelParams, BatchCreateParams, BatchParseJobRecordCreate, BatchParseParameters,
    DirectoryFileUploadParams, JobConfig, JobItemGetProcessingResultsParams, JobItemListParams,
    LlamaCloud, LlamaCloudBuilder, ParsingGetParams, Part, WebhookConfiguration,
};
use llama_cloud_sandbox::{Fault, Match, Sandbox};

const CANARY: &str = "llx-canary-4711";

fn builder() -> LlamaCloudBuilder {
    LlamaCloud::builder().api_key(CANARY)
}

/// A sandbox, and a client of it.
async fn world() -> (Sandbox, LlamaCloud) {
    let sandbox = Sandbox::builder().key(CANARY).start().await.unwrap();
    let client = builder().base_url(sandbox.url()).build().unwrap();
    (sandbox, client)
}

fn assert_is_build_error(error: &Error, says: &str) {
    assert_eq!((error.kind(), error.outcome()), (Kind::Build, Outcome::NotDone), "{error}");
    assert_one_line(error, says);
}

fn assert_one_line(error: &Error, says: &str) {
    let line = error.to_string();
    assert!(line.contains(says), "{line}");
    assert_eq!(line.lines().count(), 1, "{line}");
    assert!(!line.contains(CANARY) && !format!("{error:?}").contains(CANARY), "{error:?}");
}

#[test]
fn r79_keys_that_are_none() {
    let cases = [
        ("", "is empty"),
        (" \n", "is empty"),
        ("llx-canary\n-4711", "line break"),
        ("llx-canary -4711", "blank"),
        ("llx-canary\u{0}4711", "control character"),
        ("llx-canäry", "characters"),
    ];
    for (key, says) in cases {
        let error = LlamaCloud::builder().api_key(key).build().unwrap_err();
        assert_is_build_error(&error, says);
        assert!(error.to_string().contains("`api_key`"), "{error}");
        assert!(!error.to_string().contains("llx"), "{error}");
    }
    assert_is_build_error(&LlamaCloud::builder().build().unwrap_err(), "no API key");
    // Blanks around it come from pasting.
    LlamaCloud::builder().api_key(format!(" {CANARY}\r\n")).build().unwrap();
}

#[test]
fn r47_r79_base_urls_that_are_none() {
    let cases = [
        ("", "base_url"),
        ("api.example.com", "scheme"),
        ("ftp://api.example.com", "ftp"),
        ("https://", "base_url"),
        ("https://user:llx-canary-4711@api.example.com", "credentials"),
        ("https://api.example.com/?a=1", "query"),
        ("https://api.example.com/#a", "fragment"),
        ("http://api.example.com", "plain `http`"),
        ("not a url", "base_url"),
    ];
    for (url, says) in cases {
        let error = builder().base_url(url).build().unwrap_err();
        assert_is_build_error(&error, says);
        assert!(error.to_string().starts_with("`base_url`"), "{error}");
    }
    for url in
        ["http://127.0.0.1:1", "http://[::1]:1/", "http://localhost", "https://bücher.example/a/"]
    {
        builder().base_url(url).build().unwrap();
    }
    builder().base_url("http://api.example.com").allow_http(true).build().unwrap();
}

#[test]
fn r50_a_key_is_never_shown() {
    let client = builder().project_id("p").build().unwrap();
    let shown = format!("{client:?} {:?} {:?}", builder(), client.beta());
    assert!(!shown.contains(CANARY), "{shown}");
    let webhook = WebhookConfiguration::builder()
        .webhook_signing_secret(CANARY)
        .webhook_headers([("authorization".to_owned(), CANARY.into())])
        .build();
    let parameters = BatchParseParameters::builder()
        .gpt4o_api_key(CANARY)
        .azure_openai_key(CANARY)
        .vendor_multimodal_api_key(CANARY)
        .http_proxy(CANARY)
        .webhook_configurations(vec![webhook])
        .build();
    let params = BatchCreateParams::builder()
        .job_config(BatchParseJobRecordCreate::builder().parameters(parameters).build())
        .directory_id("d")
        .build();
    let batch = client.beta().batch();
    let shown = format!(
        "{params:?} {:?} {:?} {:?}",
        batch.create(&params),
        batch.submit(&params),
        batch.create(&params).preview().unwrap()
    );
    assert!(!shown.contains(CANARY), "{shown}");
    let unknown = r#"{"kind": "new", "their_api_key": "llx-canary-4711"}"#;
    let unknown: JobConfig = serde_json::from_str(unknown).unwrap();
    assert!(matches!(unknown, JobConfig::Unknown(_)));
    assert!(!format!("{unknown:?}").contains(CANARY));
    let newer = r#"{"parameters": {"their_api_key": "llx-canary-4711"}}"#;
    let newer: JobConfig = serde_json::from_str(newer).unwrap();
    assert!(matches!(newer, JobConfig::Parse(_)));
    assert!(!format!("{newer:?}").contains(CANARY), "{newer:?}");
}

/// Each secret of a request is taken out of what a server that echoes it says.
#[tokio::test]
async fn r51_secrets_that_the_server_echoes_are_not_shown() {
    let (sandbox, client) = world().await;
    let directory = sandbox.directory(&[("a.txt", b"words")]);
    for secret in [CANARY, "vendor-canary"] {
        let body = format!(r#"{{"detail": "the key {secret} is wrong", "id": "{secret}"}}"#);
        sandbox.fault(Match::operation("create").times(2), Fault::status(403));
        sandbox.fault(Match::operation("create").times(2), Fault::body(body));
        let parameters = BatchParseParameters::builder().gpt4o_api_key("vendor-canary").build();
        let params = BatchCreateParams::builder()
            .job_config(BatchParseJobRecordCreate::builder().parameters(parameters).build())
            .directory_id(&directory)
            .build();
        let batch = client.beta().batch();
        let created = batch.create(&params).await.unwrap_err();
        let submitted = batch.submit(&params).await.unwrap_err();
        let shown = format!(
            "{created} {created:?} {submitted} {submitted:?} {}",
            String::from_utf8_lossy(created.body())
        );
        assert!(shown.contains("[redacted]") && !shown.contains(secret), "{shown}");
    }
}

#[tokio::test]
async fn a_batch_over_nothing_is_refused_before_it_is_sent() {
    let (sandbox, client) = world().await;
    let batch = client.beta().batch();
    let config = || BatchCreateParams::builder().job_config(JobConfig::parse());
    let nan = BatchParseParameters::builder().bbox_top(f64::NAN).build();
    let cases = [
        (config().build(), "`directory_id` or `item_ids`"),
        (config().item_ids(Vec::new()).build(), "`directory_id` or `item_ids`"),
        (config().directory_id("").build(), "`directory_id` is empty"),
        (config().item_ids(vec!["a".to_owned(), String::new()]).build(), "`item_ids`"),
        (
            BatchCreateParams::builder()
                .job_config(BatchParseJobRecordCreate::builder().parameters(nan).build())
                .directory_id("d")
                .build(),
            "bbox_top",
        ),
    ];
    for (params, says) in cases {
        assert_is_build_error(&batch.create(&params).await.unwrap_err(), says);
        assert_is_build_error(batch.submit(&params).await.unwrap_err().error(), says);
    }
    assert!(sandbox.requests().is_empty());
}

#[tokio::test]
async fn r45_ids_that_are_none_send_nothing() {
    let (sandbox, client) = world().await;
    let batch = client.beta().batch();
    let items = batch.job_items();
    let directories = client.beta().directories();
    for id in ["", ".", "..", "%2e", "%2E%2e", ".%2e"] {
        let upload = DirectoryFileUploadParams::builder().upload_file(Part::text("x")).build();
        let errors = [
            batch.get_status(id).await.unwrap_err(),
            batch.cancel(id, &BatchCancelParams::default()).await.unwrap_err(),
            items.list(id, &JobItemListParams::default()).await.unwrap_err(),
            items
                .get_processing_results(id, &JobItemGetProcessingResultsParams::default())
                .await
                .unwrap_err(),
            directories.get(id).await.unwrap_err(),
            directories.delete(id).await.unwrap_err(),
            directories.files().upload(id, &upload).await.unwrap_err(),
            client.parsing().get(id, &ParsingGetParams::default()).await.unwrap_err(),
        ];
        for error in errors {
            assert_is_build_error(&error, "_id");
        }
    }
    assert!(sandbox.requests().is_empty());
}

#[tokio::test]
async fn r45_ids_with_reserved_characters_are_one_segment() {
    let (sandbox, client) = world().await;
    for id in ["a/b", "a?b=c#d", "a b%2F", "größe", "...", "a\nb"] {
        let error = client.beta().batch().get_status(id).await.unwrap_err();
        assert_eq!(error.status().unwrap(), 404, "{id}: {error}");
        let request = sandbox.requests().pop().unwrap();
        assert_eq!(request.operation.as_deref(), Some("get_status"), "{id}: {}", request.path);
    }
}

#[tokio::test]
async fn files_that_can_not_be_read_are_named() {
    let (sandbox, client) = world().await;
    let directory = sandbox.directory(&[]);
    for path in ["no/such/file.txt", "src"] {
        let upload = DirectoryFileUploadParams::builder().upload_file(Part::file(path)).build();
        let files = client.beta().directories().files();
        let error = files.upload(&directory, &upload).await.unwrap_err();
        assert_eq!((error.kind(), error.outcome()), (Kind::Body, Outcome::NotDone), "{error}");
        assert_one_line(&error, path);
    }
}

#[tokio::test(start_paused = true)]
async fn a_server_that_is_not_there() {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let client = builder().base_url(format!("http://127.0.0.1:{port}")).build().unwrap();
    let params =
        BatchCreateParams::builder().job_config(JobConfig::parse()).directory_id("d").build();
    let error = client.beta().batch().create(&params).await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (Kind::Connect, Outcome::NotDone), "{error}");
    assert_eq!(error.attempts(), 6);
    assert_one_line(&error, &format!("check that http://127.0.0.1:{port} is the right address"));
}

#[tokio::test(start_paused = true)]
async fn r38_answers_that_are_no_answers() {
    let (sandbox, client) = world().await;
    let batch = client.beta().batch();
    let job = sandbox.job();
    let deep = format!(r#"{{"job": {}{}}}"#, "[".repeat(10_000), "]".repeat(10_000));
    let invalid = b"{\"job\": \"\xff\"}".to_vec();
    let cases: [(&str, Fault, Kind, &str); 8] = [
        ("html", Fault::body("<!doctype html><p>Log in"), Kind::Decode, "HTML"),
        ("empty", Fault::body(""), Kind::Decode, "empty"),
        ("a list", Fault::body("[1, 2]"), Kind::Decode, "BatchJobStatus"),
        ("null", Fault::body("null"), Kind::Decode, "null"),
        ("deep", Fault::body(deep), Kind::Decode, ""),
        ("no UTF-8", Fault::body(invalid), Kind::Decode, ""),
        ("half", Fault::body(r#"{"job": {"id": "x"#), Kind::Decode, ""),
        (
            "out of range",
            Fault::body(
                r#"{"job": {"id": "x", "job_type": "parse", "project_id": "p", "status": "running",
                "total_items": 9223372036854775808}, "progress_percentage": 1}"#,
            ),
            Kind::Decode,
            "total_items",
        ),
    ];
    for (name, fault, kind, says) in cases {
        sandbox.fault(Match::operation("get_status"), fault);
        let error = batch.get_status(&job).await.unwrap_err();
        assert_eq!((error.kind(), error.outcome()), (kind, Outcome::Done), "{name}: {error}");
        assert_eq!((error.attempts(), error.status().unwrap().as_u16()), (1, 200), "{name}");
        assert_one_line(&error, says);
    }
    // Cut off, the answer is asked for again.
    sandbox.fault(Match::operation("get_status").times(2), Fault::Truncate(30));
    assert_eq!(batch.get_status(&job).await.unwrap().job.id, job);
    sandbox.fault(Match::operation("get_status").always(), Fault::Truncate(30));
    let error = batch.get_status(&job).await.unwrap_err();
    assert_eq!(error.attempts(), 6, "{error}");
}

#[tokio::test]
async fn what_the_service_says_is_in_the_error() {
    let (sandbox, client) = world().await;
    let batch = client.beta().batch();
    let params =
        BatchCreateParams::builder().job_config(JobConfig::parse()).directory_id("d").page_size(0);
    let error = batch.create(&params.build()).await.unwrap_err();
    assert_eq!(error.status().unwrap(), 422);
    let field = &error.detail().unwrap().fields[0];
    assert_eq!(field.location, "body.page_size");
    assert_one_line(&error, "body.page_size: ");

    let error = batch.get_status("bjb-unknown").await.unwrap_err();
    assert_eq!((error.status().unwrap().as_u16(), error.outcome()), (404, Outcome::NotDone));
    assert_one_line(&error, "not found");

    // A service that has moved on to v2.
    sandbox.fault(Match::operation("get_status"), Fault::status(404));
    sandbox.fault(Match::operation("get_status"), Fault::body(r#"{"detail": "Not Found"}"#));
    let error = batch.get_status("x").await.unwrap_err();
    assert_one_line(&error, "does not have this endpoint");

    let other = LlamaCloud::builder().api_key("wrong").base_url(sandbox.url()).build().unwrap();
    let error = other.beta().batch().get_status("x").await.unwrap_err();
    assert_eq!(error.status().unwrap(), 401);
    assert_one_line(&error, "check the API key");
}

/// A 429 that says that nothing is left to pay with is not waited for.
#[tokio::test(start_paused = true)]
async fn r31_spent_credits_are_final() {
    let (sandbox, client) = world().await;
    for says in ["You have exceeded your credit limit", "Quota exhausted", "insufficient credits"] {
        let body = format!(r#"{{"detail": "{says}"}}"#);
        sandbox.fault(Match::operation("list"), Fault::status(429).header("retry-after", "1"));
        sandbox.fault(Match::operation("list"), Fault::body(body));
        let list = client.beta().batch().list(&llama_cloud::BatchListParams::default());
        let error = list.await.unwrap_err();
        assert_eq!((error.attempts(), error.detail().unwrap().spent), (1, true), "{error}");
    }
    sandbox.fault(Match::operation("list"), Fault::status(429).header("retry-after", "1"));
    client.beta().batch().list(&llama_cloud::BatchListParams::default()).await.unwrap();
}
