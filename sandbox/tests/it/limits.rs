//! How often requests may come, and how long uploads may be.

use std::time::Duration;

use llama_cloud_sandbox::{RateLimit, Sandbox};
use serde_json::{Value, json};
use tokio::time::{Instant, advance, sleep};

use crate::client::Client;

async fn limited(limits: &[RateLimit]) -> (Sandbox, Client) {
    let mut builder = Sandbox::builder().manual_clock();
    for limit in limits {
        builder = builder.rate_limit(limit.clone());
    }
    let sandbox = builder.start().await.unwrap();
    let client = Client::of(&sandbox);
    (sandbox, client)
}

#[tokio::test(start_paused = true)]
async fn who_waits_for_as_long_as_told_gets_through() {
    let limit = RateLimit::new(50, Duration::from_secs(5)).operation("directories.files.upload");
    let (sandbox, client) = limited(&[limit]).await;
    let directory = sandbox.directory(&[]);
    let (began, mut refused) = (Instant::now(), 0);
    for number in 0..120 {
        loop {
            let answer = client.upload(&directory, &format!("{number}.txt"), b"x", &[]).await;
            if answer.status == 200 {
                break;
            }
            assert_eq!(answer.status, 429);
            assert_eq!(answer.json(), json!({ "detail": "Rate limit exceeded" }));
            refused += 1;
            sleep(Duration::from_secs(answer.headers["retry-after"].parse().unwrap())).await;
        }
    }
    assert_eq!(refused, 2, "once for each of the two pauses");
    assert_eq!(began.elapsed().as_secs(), 10);
    let listed = client.call("directories.files.list", &[&directory], "", Value::Null).await;
    assert_eq!(listed.json()["total_size"], 120, "nothing was refused and done nevertheless");
    assert!(sandbox.requests().iter().filter(|request| !request.committed).count() == 2);
}

#[tokio::test(start_paused = true)]
async fn the_pause_is_rounded_up_and_the_span_slides() {
    let (_sandbox, client) = limited(&[RateLimit::new(2, Duration::from_secs(5))]).await;
    let list = async || client.call("list", &[], "", Value::Null).await;
    assert_eq!(list().await.status, 200);
    advance(Duration::from_millis(2_500)).await;
    assert_eq!(list().await.status, 200);
    let refused = list().await;
    assert_eq!((refused.status, refused.headers["retry-after"].as_str()), (429, "3"));
    advance(Duration::from_millis(2_499)).await;
    let refused = list().await;
    assert_eq!((refused.status, refused.headers["retry-after"].as_str()), (429, "1"));
    // The first leaves the span, and the second is still in it.
    advance(Duration::from_millis(1)).await;
    assert_eq!(list().await.status, 200);
    assert_eq!(list().await.status, 429);
}

#[tokio::test(start_paused = true)]
async fn limits_are_of_an_operation_of_a_project_or_of_all() {
    let minute = Duration::from_secs(60);
    let creates = RateLimit::new(1, minute).operation("create").per_project();
    let (_sandbox, client) = limited(&[RateLimit::new(4, minute), creates]).await;
    let create = async |query: &str| {
        let body = json!({ "job_config": {}, "item_ids": [] });
        client.call("create", &[], query, body).await.status
    };
    assert_eq!(create("").await, 200);
    assert_eq!(create("").await, 429, "of the default project");
    assert_eq!(create("project_id=p").await, 200);
    assert_eq!(create("project_id=p").await, 429);
    // Refused ones have not counted, and neither does what has no key or leads nowhere.
    let unknown = client.send("GET", "/nowhere", &[], b"").await.unwrap();
    let unauthorized =
        client.send("GET", "/api/v1/beta/files", &[("authorization", "Bearer x")], b"").await;
    assert_eq!((unknown.status, unauthorized.unwrap().status), (404, 401));
    for status in [404, 404, 429] {
        assert_eq!(client.call("get_status", &["x"], "", Value::Null).await.status, status);
    }
}

#[tokio::test]
async fn nothing_is_limited_unless_told() {
    let (_sandbox, client) = limited(&[]).await;
    for _ in 0..200 {
        assert_eq!(client.call("list", &[], "", Value::Null).await.status, 200);
    }
    let never = RateLimit::new(0, Duration::MAX);
    let (_sandbox, client) = limited(&[never]).await;
    assert_eq!(client.call("list", &[], "", Value::Null).await.status, 429);
}

#[tokio::test]
async fn an_upload_past_the_limit_is_413_and_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let builder = Sandbox::builder().data(folder.path()).max_upload(3 << 20);
    let sandbox = builder.start().await.unwrap();
    let client = Client::of(&sandbox);
    let directory = sandbox.directory(&[]);
    let answer = client.upload(&directory, "a.bin", &vec![1; 4 << 20], &[]).await;
    assert_eq!(answer.status, 413);
    assert_eq!(answer.json(), json!({ "detail": "Request body too large" }));
    assert_eq!(std::fs::read_dir(folder.path().join("contents")).unwrap().count(), 0);
    assert_eq!(client.upload(&directory, "a.bin", &vec![1; 2 << 20], &[]).await.status, 200);
    // What is no file has no business to be long.
    let field = "x".repeat((1 << 20) + 1);
    let answer = client.upload(&directory, "b", b"", &[("display_name", &field)]).await;
    assert_eq!(answer.status, 400);
    assert_eq!(std::fs::read_dir(folder.path().join("contents")).unwrap().count(), 1);
}
