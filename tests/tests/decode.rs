//! What is read from an answer, and what is said of one that can't be read.
#![expect(clippy::unwrap_used, reason = "a test that can't go on fails")]

use endpoint::{Call, Client, Endpoints, Error, Kind, endpoint};
use llama_cloud::{BatchJob, BatchJobStatus, ItemProcessingResults};
use project_tests::{Act, Server, answer, ok};
use serde_json::{Value, json};

trait Things: Endpoints {
    #[endpoint(get = "/job")]
    fn job(&self) -> Call<BatchJob>;

    #[endpoint(get = "/status")]
    fn status(&self) -> Call<BatchJobStatus>;

    #[endpoint(get = "/results")]
    fn results(&self) -> Call<ItemProcessingResults>;

    #[endpoint(get = "/maybe")]
    fn maybe(&self) -> Call<Option<BatchJob>>;

    #[endpoint(get = "/nothing")]
    fn nothing(&self) -> Call<()>;

    #[endpoint(get = "/number")]
    fn number(&self) -> Call<u64>;
}

impl Things for Client {}

async fn answered(bytes: Vec<u8>) -> (Server, Client) {
    let server = Server::start([Act::Answer(bytes)]).await;
    let client = Client::builder().base_url(server.url()).retries(0).build().unwrap();
    (server, client)
}

async fn job_of(json: &str) -> Result<BatchJob, Error> {
    let (_server, client) = answered(ok(json)).await;
    client.job().await
}

async fn status_of(json: &str) -> Result<BatchJobStatus, Error> {
    let (_server, client) = answered(ok(json)).await;
    client.status().await
}

fn job() -> Value {
    json!({"id": "j", "job_type": "parse", "project_id": "p", "status": "running",
        "total_items": 2})
}

fn with(name: &str, value: Value) -> String {
    let mut job = job();
    job.as_object_mut().unwrap().insert(name.to_owned(), value);
    job.to_string()
}

/// R37
#[tokio::test]
async fn r37_deep_nesting_is_an_error() {
    for depth in [129, 10_000, 1_000_000] {
        let (open, close) = ("[".repeat(depth), "]".repeat(depth));
        let shapes = [
            format!("{open}{close}"),
            format!(r#"{{"extra": {open}{close}}}"#),
            format!(r#"{{"id": "j", "output_metadata": {open}"#),
        ];
        for shape in shapes {
            let (_server, client) = answered(ok(&shape)).await;
            assert_eq!(client.results().await.unwrap_err().kind(), Kind::Decode);
            assert_eq!(client.job().await.unwrap_err().kind(), Kind::Decode);
        }
    }
}

/// R38
#[tokio::test]
async fn r38_a_decode_error_says_where_and_what() {
    let long = format!(
        r#"{{"item_id": "i", "item_name": "{}", "processing_results":
        [{{"item_id": 7}}]}}"#,
        "n".repeat(5000)
    );
    let (_server, client) = answered(ok(&long)).await;
    let error = client.results().await.unwrap_err();
    assert_eq!(error.json_path(), Some("processing_results[0].item_id"));
    assert_eq!(error.status().unwrap(), 200);
    let line = error.to_string();
    for part in ["processing_results[0].item_id", "expected a string", "application/json", "200"] {
        assert!(line.contains(part), "{part}: {line}");
    }
    assert!(line.len() < 700, "{} characters", line.len());
}

/// R38: also of what is read from a part of the text by itself.
#[tokio::test]
async fn r38_the_place_is_one_in_the_whole_text() {
    let long = json!({
        "item_id": "i".repeat(300), "item_name": "n", "processing_results": [{
            "item_id": "i", "job_config": {"parameters": {"max_pages": "x"}}, "job_type": "parse",
            "output_s3_path": "s", "parameters_hash": "h", "processed_at": "t", "result_id": "r",
        }],
    });
    let (_server, client) = answered(ok(&long.to_string())).await;
    let error = client.results().await.unwrap_err();
    assert_eq!(error.json_path(), Some("processing_results[0].job_config"), "{error}");
}

/// R38: what a text begins with is no value if there is more of it.
#[tokio::test]
async fn r38_a_value_with_something_behind_it_is_none() {
    for text in ["12x", "12 13", "12\n]"] {
        let (_server, client) = answered(ok(text)).await;
        let error = client.number().await.unwrap_err();
        assert_eq!(error.kind(), Kind::Decode, "{text}");
        assert_eq!(error.json_path(), None, "{text}");
    }
}

/// R39
#[tokio::test]
async fn r39_what_is_not_known_survives() {
    let sent = r#"{"id": "j", "job_type": "translate", "project_id": "p", "status": "resting",
        "total_items": 2, "newer": {"a": [1, 2.50, 1e400, 12345678901234567890123], "b": null}}"#;
    let job = job_of(sent).await.unwrap();
    assert_eq!(job.status.as_str(), "resting");
    let again = serde_json::to_string(&job).unwrap();
    for part in [
        r#""status":"resting""#,
        r#""job_type":"translate""#,
        "1e400",
        "12345678901234567890123",
        "2.50",
    ] {
        assert!(again.contains(part), "{part}: {again}");
    }
    // Null stands for any field that is not required.
    for name in ["completed_at", "directory_id", "failed_items", "workflow_id"] {
        assert!(job_of(&with(name, Value::Null)).await.is_ok(), "{name}");
    }
}

/// R40
#[tokio::test]
async fn r40_numbers_are_not_bent_into_shape() {
    for number in
        ["2.5", "9223372036854775808", "-9223372036854775809", "1e400", "\"2\"", "NaN", "true"]
    {
        let json = format!(
            r#"{{"id": "j", "job_type": "parse", "project_id": "p",
            "status": "running", "total_items": {number}}}"#
        );
        let error = job_of(&json).await.unwrap_err();
        assert_eq!(error.kind(), Kind::Decode, "{number}");
        assert_eq!(error.json_path(), Some("total_items"), "{number}: {error}");
    }
    assert_eq!(job_of(&with("total_items", json!(i64::MAX))).await.unwrap().total_items, i64::MAX);
    for progress in [-1.5, 0.0, 100.0, 900.25] {
        let json = json!({ "job": job(), "progress_percentage": progress }).to_string();
        assert_eq!(status_of(&json).await.unwrap().progress_percentage, progress);
    }
    // To the last digit.
    for text in ["0.1", "33.333333333333336", "-2128731862706631358", "99.99999999999999", "1e-320"]
    {
        let json = format!(r#"{{"job": {}, "progress_percentage": {text}}}"#, job());
        let progress = status_of(&json).await.unwrap().progress_percentage;
        assert_eq!(progress.to_bits(), text.parse::<f64>().unwrap().to_bits(), "{text}");
    }
    let integer = json!({ "job": job(), "progress_percentage": 37 }).to_string();
    assert_eq!(status_of(&integer).await.unwrap().progress_percentage, 37.0);
}

/// R41
#[tokio::test]
async fn r41_repeated_keys_a_leading_bom_and_bad_utf_8() {
    let twice = job().to_string().replacen('{', r#"{"id": "other","#, 1);
    let error = job_of(&twice).await.unwrap_err();
    assert!(error.to_string().contains("duplicate field `id`"), "{error}");

    assert!(job_of(&format!("\u{feff}{}", job())).await.is_ok());

    let mut bytes = b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n".to_vec();
    bytes.extend(b"{\"id\":\"\xff\"");
    let (_server, client) = answered(bytes).await;
    let error = client.job().await.unwrap_err();
    assert_eq!(error.kind(), Kind::Decode);
    assert!(error.to_string().contains("UTF-8"), "{error}");

    let mut bytes = b"HTTP/1.1 400 Bad Request\r\ncontent-length: 16\r\n\r\n".to_vec();
    bytes.extend(b"{\"detail\":\"a\xffb\"}");
    let (_server, client) = answered(bytes).await;
    let error = client.job().await.unwrap_err();
    assert_eq!(error.kind(), Kind::Status);
    assert!(String::from_utf8_lossy(error.body()).contains("a\u{fffd}b"), "{error:?}");
}

/// R42
#[tokio::test]
async fn r42_the_content_type_is_a_hint() {
    for kind in ["text/plain", "application/octet-stream", "text/html", "nonsense"] {
        let bytes = answer("200 OK", &[("content-type", kind)], &job().to_string());
        let (_server, client) = answered(bytes).await;
        assert!(client.job().await.is_ok(), "{kind}");
    }
    for body in ["<html>x</html>", "  <!DOCTYPE html>"] {
        let (_server, client) = answered(ok(body)).await;
        let error = client.job().await.unwrap_err();
        assert!(error.to_string().contains("proxy"), "{error}");
    }
}

/// R43
#[tokio::test]
async fn r43_an_empty_answer_is_a_value_only_where_none_is_due() {
    for bytes in [answer("200 OK", &[], ""), b"HTTP/1.1 204 No Content\r\n\r\n".to_vec()] {
        let (_server, client) = answered(bytes).await;
        assert_eq!(client.job().await.unwrap_err().kind(), Kind::Decode);
        assert_eq!(client.maybe().await.unwrap(), None);
        client.nothing().await.unwrap();
    }
    for body in ["<html>", "{\"a\": ", &"x".repeat(100_000)] {
        let (_server, client) = answered(answer("200 OK", &[], body)).await;
        client.nothing().await.unwrap();
    }
    let (_server, client) = answered(ok(&job().to_string())).await;
    assert_eq!(client.maybe().await.unwrap().unwrap().id, "j");
}

/// R44
#[tokio::test]
async fn r44_a_time_that_can_not_be_parsed_keeps_its_text() {
    for text in ["yesterday", "", "2026-03-01T09:30:00", "0000-00-00T00:00:00Z", &"9".repeat(100)] {
        let job = job_of(&with("created_at", json!(text))).await.unwrap();
        let time = job.created_at.unwrap();
        assert_eq!(time.as_str(), text);
        assert!(time.instant().is_err(), "{text}");
        assert_eq!(serde_json::to_value(&time).unwrap(), json!(text));
    }
    assert!(job_of(&with("created_at", json!(5))).await.is_err());
}
