//! Time: by hand, by tokio's clock, and as it is written.

use std::time::Duration;

use llama_cloud_sandbox::Sandbox;
use serde_json::{Value, json};

use crate::client::Client;

#[tokio::test(start_paused = true)]
async fn a_manual_clock_stands_still() {
    let sandbox = Sandbox::builder().manual_clock().start().await.unwrap();
    let client = Client::of(&sandbox);
    let directory = sandbox.directory(&[("a.txt", b"a")]);
    let create = json!({ "job_config": {}, "directory_id": directory });
    let id = client.call("create", &[], "", create).await.id();
    let before = client.call("get_status", &[&id], "", Value::Null).await;
    tokio::time::advance(Duration::from_secs(3_600)).await;
    let after = client.call("get_status", &[&id], "", Value::Null).await;
    assert_eq!(before.body, after.body);
    assert_eq!(before.headers["date"], after.headers["date"]);
    sandbox.advance(Duration::from_millis(1_999));
    assert_eq!(sandbox.jobs()[0].status, "running");
    sandbox.advance(Duration::from_millis(1));
    assert_eq!(sandbox.jobs()[0].status, "completed");
}

#[tokio::test(start_paused = true)]
async fn the_automatic_clock_is_tokios() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = Client::of(&sandbox);
    let create = json!({ "job_config": {}, "directory_id": sandbox.directory(&[("a", b"a")]) });
    client.call("create", &[], "", create).await;
    assert_eq!(sandbox.jobs()[0].status, "pending");
    tokio::time::sleep(Duration::from_millis(1_000)).await;
    assert_eq!(sandbox.jobs()[0].status, "running");
    sandbox.advance(Duration::from_millis(1_000));
    assert_eq!(sandbox.jobs()[0].status, "completed");
}

#[tokio::test]
async fn wall_time_follows_the_clock() {
    let sandbox = Sandbox::builder().manual_clock().start().await.unwrap();
    let client = Client::of(&sandbox);
    let id = sandbox.job();
    let created = |index: usize| sandbox.jobs()[index].created_at.clone();
    sandbox.advance(Duration::from_secs(24 * 3_600));
    let _ = sandbox.job();
    assert_eq!(created(0)[10..], created(1)[10..], "the same time of another day");
    assert_ne!(created(0)[..10], created(1)[..10]);
    let date = &client.call("get_status", &[&id], "", Value::Null).await.headers["date"];
    assert_eq!(date[17..25], created(1)[11..19]);
    assert!(date.ends_with(" GMT"));
    // As far as it goes, and no panic past that.
    sandbox.advance(Duration::MAX);
    assert!(client.call("list", &[], "", Value::Null).await.headers["date"].contains(" 9999 "));
}

#[tokio::test]
async fn a_job_without_any_time_is_done_at_once() {
    let sandbox = Sandbox::builder().job_time(Duration::ZERO).start().await.unwrap();
    let client = Client::of(&sandbox);
    let create = json!({ "job_config": {}, "directory_id": sandbox.directory(&[("a", b"a")]) });
    let job = client.call("create", &[], "", create).await.json();
    assert_eq!((&job["status"], &job["processed_items"]), (&json!("completed"), &json!(1)));
}

#[tokio::test]
async fn a_dropped_sandbox_serves_no_more() {
    let sandbox = Sandbox::start().await.unwrap();
    let address = sandbox.url().strip_prefix("http://").unwrap().to_owned();
    let open = tokio::net::TcpStream::connect(&address).await.unwrap();
    drop(sandbox);
    let mut buffer = [0; 1];
    let mut open = open;
    let read = tokio::io::AsyncReadExt::read(&mut open, &mut buffer).await;
    assert!(matches!(read, Ok(0) | Err(_)), "the connection is closed");
    assert!(tokio::net::TcpStream::connect(&address).await.is_err(), "nobody listens");
}
