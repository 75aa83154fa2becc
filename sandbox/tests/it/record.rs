//! What the record keeps, and what it doesn't.

use llama_cloud_sandbox::{Answer, Sandbox};
use serde_json::{Value, json};

use crate::client::Client;

#[tokio::test]
async fn secrets_are_taken_out() {
    let sandbox = Sandbox::builder().key("llx-KEY").start().await.unwrap();
    let client = Client::of(&sandbox);
    let body = json!({
        "job_config": { "parameters": {
            "azure_openai_key": "SECRET", "gpt4o_api_key": "SECRET", "http_proxy": "SECRET",
            "vendor_multimodal_api_key": "SECRET", "lang": "en",
            "webhook_configurations": [{
                "webhook_signing_secret": "SECRET",
                "webhook_headers": { "x-anything": "SECRET" },
                "webhook_url": "https://example.com/hook",
            }],
        } },
        "item_ids": ["a"],
    });
    client.call("create", &[], "", body).await;
    let headers = [("content-type", "application/json"), ("cookie", "SECRET")];
    let broken = b"{\"azure_openai_key\": \"SECRET\"";
    client.send("POST", "/api/v1/beta/batch-processing", &headers, broken).await;
    client.send("POST", "/nowhere", &headers, broken).await;
    for misplaced in [json!(["SECRET"]), json!("SECRET")] {
        let parameters = json!({ "webhook_configurations": [{ "webhook_headers": misplaced }] });
        let body = json!({ "job_config": { "parameters": parameters } });
        assert_eq!(client.call("create", &[], "", body).await.status, 422);
    }
    let requests = sandbox.requests();
    assert_eq!(requests.len(), 5);
    for request in &requests {
        let all = format!("{request:?} {}", String::from_utf8_lossy(&request.body));
        assert!(!all.contains("SECRET") && !all.contains("llx-KEY"), "{all}");
        assert_eq!(request.header("authorization"), Some("[redacted]"));
    }
    let kept = &requests[0].json().unwrap()["job_config"]["parameters"];
    assert_eq!(kept["lang"], "en");
    assert_eq!(kept["webhook_configurations"][0]["webhook_url"], "https://example.com/hook");
    assert_eq!(kept["webhook_configurations"][0]["webhook_headers"]["x-anything"], "[redacted]");
    assert!(!format!("{sandbox:?}").contains("llx-KEY"));
    assert!(!format!("{:?}", Sandbox::builder().key("llx-KEY")).contains("llx-KEY"));
}

#[tokio::test]
async fn requests_are_kept_as_they_came() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = Client::of(&sandbox);
    let directory = sandbox.directory(&[]);
    let body = format!("{{ \"job_config\": {{}},   \"directory_id\": \"{directory}\" }}");
    let headers = [("content-type", "application/json"), ("temporal-namespace", "batch-eu")];
    let target = "/api/v1/beta/batch-processing?project_id=a%20b&x=1";
    client.send("POST", target, &headers, body.as_bytes()).await;
    client.call("get_status", &["a%2Fb"], "", Value::Null).await;
    client.upload(&directory, "a.txt", &[b'x'; 100_000], &[]).await;
    let [create, status, upload]: [_; 3] = sandbox.requests().try_into().unwrap();
    assert_eq!(create.method, "POST");
    assert_eq!(create.path, "/api/v1/beta/batch-processing");
    assert_eq!((create.query("project_id"), create.query("x")), (Some("a b"), Some("1")));
    assert_eq!(create.header("temporal-namespace"), Some("batch-eu"));
    assert_eq!(create.body, body.as_bytes());
    assert_eq!((create.answer, create.committed), (Answer::Status(200), true));
    assert_eq!(status.operation.as_deref(), Some("get_status"));
    assert_eq!(status.path, "/api/v1/beta/batch-processing/a%2Fb");
    assert_eq!((status.answer, status.committed), (Answer::Status(404), false));
    assert_eq!(upload.operation.as_deref(), Some("directories.files.upload"));
    assert_eq!(upload.body.len(), 64 << 10);
    assert!(upload.body_len > 100_000);
}

#[tokio::test]
async fn requests_are_counted_whether_or_not_they_are_kept() {
    for keeps in [true, false] {
        let sandbox = Sandbox::builder().record(keeps).start().await.unwrap();
        let client = Client::of(&sandbox);
        let directory = sandbox.directory(&[]);
        client.upload(&directory, "a.txt", b"words", &[]).await;
        for _ in 0..3 {
            client.call("get_status", &["x"], "", Value::Null).await;
        }
        client.send("GET", "/nowhere", &[], b"").await;
        assert_eq!(sandbox.count("directories.files.upload"), 1);
        assert_eq!(sandbox.count("get_status"), 3);
        assert_eq!(sandbox.count("create"), 0);
        assert_eq!(sandbox.requests().len(), if keeps { 5 } else { 0 });
    }
}
