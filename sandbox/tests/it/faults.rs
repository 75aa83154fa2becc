//! Each fault: what a client sees, and what was really done.

use std::time::Duration;

use llama_cloud_sandbox::{Answer, Fault, Match, Sandbox};
use serde_json::{Value, json};

use crate::client::Client;

struct Rig {
    sandbox: Sandbox,
    client: Client,
    body: Value,
}

impl Rig {
    async fn new() -> Self {
        let sandbox = Sandbox::start().await.unwrap();
        let client = Client::of(&sandbox);
        let body = json!({ "job_config": {}, "directory_id": sandbox.directory(&[]) });
        Self { sandbox, client, body }
    }

    async fn create(&self) -> Option<crate::client::Answer> {
        self.client.try_call("create", &[], "", self.body.clone()).await
    }

    /// How many jobs there are, and what the record says of the last request.
    fn ledger(&self) -> (usize, Answer, bool) {
        let last = self.sandbox.requests().pop().unwrap();
        assert_eq!(last.json(), Some(self.body.clone()), "the whole request was read");
        (self.sandbox.jobs().len(), last.answer, last.committed)
    }
}

#[tokio::test]
async fn dropped_before_nothing_is_done() {
    let rig = Rig::new().await;
    rig.sandbox.fault(Match::operation("create"), Fault::DropBefore);
    assert!(rig.create().await.is_none());
    assert_eq!(rig.ledger(), (0, Answer::Dropped, false));
    assert_eq!(rig.create().await.unwrap().status, 200);
    assert_eq!(rig.ledger(), (1, Answer::Status(200), true));
}

#[tokio::test]
async fn dropped_after_the_commit_the_job_exists() {
    let rig = Rig::new().await;
    rig.sandbox.fault(Match::operation("create"), Fault::DropAfterCommit);
    assert!(rig.create().await.is_none());
    assert_eq!(rig.ledger(), (1, Answer::Dropped, true));
}

#[tokio::test]
async fn a_status_instead_of_the_work_or_after_it() {
    let rig = Rig::new().await;
    let fault = Fault::status(503).header("retry-after", "2");
    rig.sandbox.fault(Match::operation("create"), fault);
    let answer = rig.create().await.unwrap();
    assert_eq!((answer.status, answer.headers["retry-after"].as_str()), (503, "2"));
    assert_eq!(answer.json(), json!({ "detail": "Service Unavailable" }));
    assert_eq!(rig.ledger(), (0, Answer::Status(503), false));

    rig.sandbox.fault(Match::operation("create"), Fault::status_after_commit(504));
    assert_eq!(rig.create().await.unwrap().status, 504);
    assert_eq!(rig.ledger(), (1, Answer::Status(504), true));
}

#[tokio::test]
async fn a_truncated_answer_announces_more_than_it_brings() {
    let rig = Rig::new().await;
    for bytes in [0, 1, 20] {
        rig.sandbox.fault(Match::operation("create"), Fault::Truncate(bytes));
        let answer = rig.create().await.expect("a head");
        assert_eq!((answer.status, answer.body.len()), (200, bytes));
        assert!(!answer.is_whole());
        assert!(matches!(rig.ledger(), (_, Answer::Truncated(200), true)));
        rig.sandbox.clear_faults();
    }
    rig.sandbox.fault(Match::operation("create"), Fault::Truncate(1_000_000));
    assert!(rig.create().await.unwrap().is_whole());
    assert_eq!(rig.ledger(), (4, Answer::Status(200), true));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_large_answer_is_truncated_where_it_should_be() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = Client::of(&sandbox);
    let content = vec![b'x'; 1 << 20];
    let file =
        client.form("/api/v1/beta/files", "file", "x", &content, &[("purpose", "p")]).await.id();
    let link = client.call("files.get", &[&file], "", Value::Null).await.json();
    let path = link["url"].as_str().unwrap().strip_prefix(sandbox.url()).unwrap().to_owned();
    for bytes in (0..20).map(|n| 50_000 * n) {
        sandbox.fault(Match::operation("content"), Fault::Truncate(bytes));
        let answer = client.send("GET", &path, &[], b"").await.unwrap();
        assert_eq!(answer.body.len(), bytes);
        assert_eq!(answer.headers["content-length"], content.len().to_string());
        sandbox.clear_faults();
    }
    assert!(client.send("GET", &path, &[], b"").await.unwrap().is_whole());
}

#[tokio::test(start_paused = true)]
async fn a_dripping_answer_comes_whole_and_late() {
    let rig = Rig::new().await;
    let began = tokio::time::Instant::now();
    rig.sandbox.fault(Match::operation("create"), Fault::Drip(Duration::from_millis(100)));
    let answer = rig.create().await.unwrap();
    assert!(answer.is_whole());
    let bytes = u32::try_from(answer.body.len()).unwrap();
    assert_eq!(began.elapsed().as_millis() / 100, u128::from(bytes));
}

#[tokio::test(start_paused = true)]
async fn delays_come_before_the_work_or_after_it_and_the_work_is_done_anyway() {
    for (fault, meanwhile) in [
        (Fault::Delay(Duration::from_secs(60)), (0, Answer::None, false)),
        (Fault::DelayAfterCommit(Duration::from_secs(60)), (1, Answer::None, true)),
    ] {
        let rig = Rig::new().await;
        rig.sandbox.fault(Match::operation("create"), fault);
        let began = tokio::time::Instant::now();
        let impatient = tokio::time::timeout(Duration::from_secs(30), rig.create()).await;
        assert!(impatient.is_err());
        assert_eq!(rig.ledger(), meanwhile);
        assert_eq!(began.elapsed().as_secs(), 30);
        tokio::time::sleep(Duration::from_secs(60)).await;
        assert_eq!(rig.ledger(), (1, Answer::None, true));
    }
}

#[tokio::test(start_paused = true)]
async fn a_patient_client_gets_its_delayed_answer() {
    let rig = Rig::new().await;
    rig.sandbox.fault(Match::operation("create"), Fault::Delay(Duration::from_secs(60)));
    let began = tokio::time::Instant::now();
    assert_eq!(rig.create().await.unwrap().status, 200);
    assert_eq!(began.elapsed().as_secs(), 60);
}

#[tokio::test]
async fn a_body_is_replaced() {
    let rig = Rig::new().await;
    rig.sandbox
        .fault(Match::operation("create"), Fault::body("{\"id\": \"bjb-1\", \"status\": 5}"));
    let answer = rig.create().await.unwrap();
    assert_eq!(answer.json()["status"], 5);
    assert!(answer.is_whole());
    assert_eq!(rig.ledger(), (1, Answer::Status(200), true));
}

#[tokio::test]
async fn faults_strike_the_requests_that_were_meant() {
    let rig = Rig::new().await;
    let sandbox = &rig.sandbox;
    sandbox.fault(Match::operation("create").nth(2).times(2), Fault::status(500));
    sandbox.fault(Match::operation("list").always(), Fault::status(502));
    sandbox.fault(Match::any().nth(5), Fault::status(418));
    let mut statuses = Vec::new();
    for operation in ["create", "create", "create", "create", "create", "list", "list"] {
        let body = if operation == "list" { Value::Null } else { rig.body.clone() };
        let answer = rig.client.try_call(operation, &[], "", body).await;
        statuses.push(answer.unwrap().status);
    }
    assert_eq!(statuses, [200, 500, 500, 200, 418, 502, 502]);
    sandbox.clear_faults();
    assert_eq!(rig.client.call("list", &[], "", Value::Null).await.status, 200);
}

#[tokio::test]
async fn a_dropped_upload_was_kept_or_not() {
    let rig = Rig::new().await;
    let directory = rig.body["directory_id"].as_str().unwrap();
    let path = format!("/api/v1/beta/directories/{directory}/files/upload");
    let kind = [("content-type", "multipart/form-data; boundary=XX")];
    let body = b"--XX\r\ncontent-disposition: form-data; name=\"upload_file\"; \
                 filename=\"a.txt\"\r\n\r\nwords\r\n--XX--\r\n";
    for (fault, kept) in [(Fault::DropBefore, 0), (Fault::DropAfterCommit, 1)] {
        rig.sandbox.fault(Match::operation("directories.files.upload"), fault);
        assert!(rig.client.send("POST", &path, &kind, body).await.is_none());
        let request = rig.sandbox.requests().pop().unwrap();
        assert_eq!(request.body, body.as_slice());
        assert_eq!(request.committed, kept == 1);
        rig.sandbox.clear_faults();
        let listed = rig.client.call("directories.files.list", &[directory], "", Value::Null).await;
        assert_eq!(listed.json()["total_size"], kept);
    }
}
