//! Contents: where they are kept, and how they come out again.

use std::path::{Path, PathBuf};
use std::time::Duration;

use llama_cloud_sandbox::{Fault, Match, Sandbox};
use serde_json::{Value, json};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

use crate::client::Client;

const LARGE: usize = 3 << 20;

fn large() -> Vec<u8> {
    (0..LARGE).map(|n| b"0123456789 words\n"[n % 17]).collect()
}

fn kept(folder: &Path) -> Vec<(PathBuf, u64)> {
    let files = std::fs::read_dir(folder.join("contents")).unwrap();
    files.map(|file| file.unwrap()).map(|f| (f.path(), f.metadata().unwrap().len())).collect()
}

#[tokio::test]
async fn a_large_upload_is_on_the_disk_while_it_arrives() {
    let folder = tempfile::tempdir().unwrap();
    let sandbox = Sandbox::builder().data(folder.path()).start().await.unwrap();
    let client = Client::of(&sandbox);
    let directory = sandbox.directory(&[]);
    let mut stream =
        TcpStream::connect(sandbox.url().strip_prefix("http://").unwrap()).await.unwrap();
    let form =
        b"--XX\r\ncontent-disposition: form-data; name=\"upload_file\"; filename=\"a\"\r\n\r\n";
    let head = format!(
        "POST /api/v1/beta/directories/{directory}/files/upload HTTP/1.1\r\nhost: x\r\n\
         authorization: Bearer sandbox-key\r\ncontent-type: multipart/form-data; boundary=XX\r\n\
         content-length: {}\r\n\r\n",
        LARGE * 2
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.write_all(form).await.unwrap();
    stream.write_all(&large()).await.unwrap();
    // It arrives on this thread too: when it has, it is in the one file that there is.
    while kept(folder.path()).iter().all(|(_, len)| *len < (LARGE - 1_024) as u64) {
        tokio::task::yield_now().await;
    }
    let [(path, _)]: [_; 1] = kept(folder.path()).try_into().unwrap();
    assert!(path.file_name().unwrap().to_str().unwrap().starts_with("incoming-"));
    drop(stream);
    while !kept(folder.path()).is_empty() {
        tokio::task::yield_now().await;
    }
    let listed = client.call("directories.files.list", &[&directory], "", Value::Null).await;
    assert_eq!(listed.json()["total_size"], 0);
}

#[tokio::test]
async fn what_comes_out_is_what_went_in_wherever_it_was_kept() {
    let folder = tempfile::tempdir().unwrap();
    for builder in [Sandbox::builder(), Sandbox::builder().data(folder.path())] {
        let sandbox = builder.manual_clock().start().await.unwrap();
        let client = Client::of(&sandbox);
        let directory = sandbox.directory(&[]);
        for content in [b"".to_vec(), b"small \xff\x00".to_vec(), vec![b'x'; 20_000], large()] {
            let file = client.upload(&directory, "a.txt", &content, &[]).await.json();
            let id = file["file_id"].as_str().unwrap();
            let link = client.call("files.get", &[id], "", Value::Null).await.json();
            let answer = client.follow(link["url"].as_str().unwrap()).await;
            assert_eq!(answer.status, 200);
            assert_eq!(answer.headers["content-length"], content.len().to_string());
            assert!(answer.body == content, "{} bytes", content.len());
        }
    }
    // The two small ones stand in the log.
    assert_eq!(kept(folder.path()).len(), 2);
}

#[tokio::test]
async fn a_large_content_is_cut_where_a_fault_says() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = Client::of(&sandbox);
    let directory = sandbox.directory(&[]);
    let file = client.upload(&directory, "a.txt", &large(), &[]).await.json();
    let id = file["file_id"].as_str().unwrap();
    let link = client.call("files.get", &[id], "", Value::Null).await.json();
    sandbox.fault(Match::operation("content"), Fault::Truncate(100_000));
    let answer = client.follow(link["url"].as_str().unwrap()).await;
    assert_eq!((answer.status, answer.body.len()), (200, 100_000));
    assert!(!answer.is_whole());
}

#[tokio::test]
async fn what_is_refused_or_dropped_leaves_no_content() {
    let folder = tempfile::tempdir().unwrap();
    let sandbox = Sandbox::builder().data(folder.path()).start().await.unwrap();
    let client = Client::of(&sandbox);
    let directory = sandbox.directory(&[]);
    let unique = [("unique_id", "u")];
    assert_eq!(client.upload(&directory, "a", &large(), &unique).await.status, 200);
    for content in [large(), vec![b'x'; 20_000]] {
        assert_eq!(client.upload(&directory, "b", &content, &unique).await.status, 409);
        assert_eq!(client.upload("dir-nowhere", "b", &content, &[]).await.status, 404);
        let fault = Match::operation("directories.files.upload");
        sandbox.fault(fault, Fault::status(503));
        assert_eq!(client.upload(&directory, "b", &content, &[]).await.status, 503);
    }
    assert_eq!(kept(folder.path()).len(), 1);
}

#[tokio::test]
async fn results_are_served_by_links_until_they_expire() {
    let sandbox = Sandbox::builder().manual_clock().start().await.unwrap();
    let client = Client::of(&sandbox);
    let text = String::from_utf8(large()).unwrap();
    let files: [(&str, &[u8]); 2] = [("a.txt", text.as_bytes()), ("b.pdf", b"%PDF-1.7")];
    let create = json!({ "job_config": {}, "directory_id": sandbox.directory(&files) });
    let id = client.call("create", &[], "", create).await.id();
    sandbox.advance(Duration::from_secs(2));
    let items = client.call("job_items.list", &[&id], "", Value::Null).await.json();
    let stub = "[llama-cloud-sandbox does not parse this format: b.pdf, 8 bytes]";
    for (index, expected) in [text.as_str(), stub].into_iter().enumerate() {
        let parse_job = items["items"][index]["job_id"].as_str().unwrap();
        let query = "expand=result_content_metadata";
        let result = client.call("parsing.get", &[parse_job], query, Value::Null).await.json();
        for (name, kind) in [("text", "text/plain"), ("markdown", "text/markdown")] {
            let metadata = &result["result_content_metadata"][name];
            assert_eq!(metadata["size_bytes"], expected.len());
            assert_eq!(metadata["exists"], true);
            let url = metadata["presigned_url"].as_str().unwrap();
            let answer = client.follow(url).await;
            assert_eq!((answer.status, answer.is_whole()), (200, true));
            assert!(answer.headers["content-type"].starts_with(kind));
            assert!(answer.body == expected.as_bytes());
            let forged = url.replace("/text/", "/markdown/").replace("/markdown/", "/file/");
            assert_eq!(client.follow(&forged).await.status, 404);
        }
        let url = result["result_content_metadata"]["text"]["presigned_url"].as_str().unwrap();
        sandbox.advance(Duration::from_secs(3_600));
        assert_eq!(client.follow(url).await.status, 403);
    }
}
