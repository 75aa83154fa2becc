//! What goes over the wire below requests and answers.

use llama_cloud_sandbox::{Fault, Match, Sandbox};

use crate::client::Connection;

const HEAD: &str = "host: localhost\r\nauthorization: Bearer sandbox-key\r\n";

fn list() -> String {
    format!("GET /api/v1/beta/batch-processing HTTP/1.1\r\n{HEAD}\r\n")
}

#[tokio::test]
async fn a_connection_serves_many_requests_until_it_is_cut() {
    let sandbox = Sandbox::start().await.unwrap();
    let mut connection = Connection::to(&sandbox).await;
    for _ in 0..3 {
        assert_eq!(connection.exchange(&list()).await.unwrap().status, 200);
    }
    let refused = list().replace("sandbox-key", "wrong");
    assert_eq!(connection.exchange(&refused).await.unwrap().status, 401);
    sandbox.fault(Match::operation("list"), Fault::DropAfterCommit);
    assert!(connection.exchange(&list()).await.is_none());
    assert_eq!(sandbox.requests().len(), 5);
}

#[tokio::test]
async fn an_upload_may_come_in_chunks() {
    let sandbox = Sandbox::start().await.unwrap();
    let directory = sandbox.directory(&[]);
    let form = "--XX\r\ncontent-disposition: form-data; name=\"upload_file\"; \
                filename=\"a.txt\"\r\n\r\nwords\r\n--XX--\r\n";
    let (one, two) = form.split_at(40);
    let request = format!(
        "POST /api/v1/beta/directories/{directory}/files/upload HTTP/1.1\r\n{HEAD}\
         content-type: multipart/form-data; boundary=\"XX\"\r\ntransfer-encoding: chunked\r\n\r\n\
         {:x}\r\n{one}\r\n{:x}\r\n{two}\r\n0\r\n\r\n",
        one.len(),
        two.len()
    );
    let answer = Connection::to(&sandbox).await.exchange(&request).await.unwrap();
    assert_eq!((answer.status, &answer.json()["display_name"]), (200, &"a.txt".into()));
    assert_eq!(sandbox.requests()[0].body, form.as_bytes());
}

#[tokio::test(start_paused = true)]
async fn a_request_that_breaks_off_does_nothing() {
    let sandbox = Sandbox::start().await.unwrap();
    let body = "{\"job_config\": {}, \"item_ids\": []}";
    let mut request = format!(
        "POST /api/v1/beta/batch-processing HTTP/1.1\r\n{HEAD}\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    request.pop();
    let mut connection = Connection::to(&sandbox).await;
    let waited =
        tokio::time::timeout(std::time::Duration::from_millis(200), connection.exchange(&request));
    assert!(waited.await.is_err());
    drop(connection);
    // Answered after the connection's end was seen, as everything runs on this one thread.
    assert_eq!(Connection::to(&sandbox).await.exchange(&list()).await.unwrap().status, 200);
    let requests = sandbox.requests();
    assert_eq!(requests[0].answer, llama_cloud_sandbox::Answer::None);
    assert!(!requests[0].committed);
    assert!(sandbox.jobs().is_empty());
}
