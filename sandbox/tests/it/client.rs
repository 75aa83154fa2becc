//! The smallest HTTP client there can be: it hides nothing of what goes over the wire.

use std::collections::BTreeMap;

use llama_cloud_sandbox::Sandbox;
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::shape;

pub(crate) struct Client {
    address: String,
    key: String,
}

/// What came back before the connection was closed.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: Vec<u8>,
}

impl Client {
    pub(crate) fn of(sandbox: &Sandbox) -> Self {
        Self::at(sandbox.url(), sandbox.key())
    }

    /// A client of what listens there.
    pub(crate) fn at(url: &str, key: &str) -> Self {
        Self { address: url.strip_prefix("http://").unwrap().to_owned(), key: key.to_owned() }
    }

    /// Calls an operation of the contract, and holds a success against its response type.
    pub(crate) async fn call(
        &self,
        operation: &str,
        ids: &[&str],
        query: &str,
        body: Value,
    ) -> Answer {
        let answer = self.try_call(operation, ids, query, body).await.expect("an answer");
        if answer.status < 300 {
            shape::check(operation, &answer);
        }
        answer
    }

    /// The same, where there may be no answer.
    pub(crate) async fn try_call(
        &self,
        operation: &str,
        ids: &[&str],
        query: &str,
        body: Value,
    ) -> Option<Answer> {
        let endpoint = shape::endpoint(operation);
        let mut target = String::new();
        let mut ids = ids.iter();
        for segment in endpoint["path"].as_str().unwrap().split('/').skip(1) {
            target.push('/');
            target.push_str(if segment.starts_with('{') { ids.next().unwrap() } else { segment });
        }
        if !query.is_empty() {
            target = format!("{target}?{query}");
        }
        let method = endpoint["method"].as_str().unwrap();
        let body = if body.is_null() { Vec::new() } else { body.to_string().into_bytes() };
        self.send(method, &target, &[("content-type", "application/json")], &body).await
    }

    /// Uploads a file into a directory, with further fields of the form.
    pub(crate) async fn upload(
        &self,
        directory: &str,
        name: &str,
        content: &[u8],
        fields: &[(&str, &str)],
    ) -> Answer {
        let path = format!("/api/v1/beta/directories/{directory}/files/upload");
        let answer = self.form(&path, "upload_file", name, content, fields).await;
        if answer.status < 300 {
            shape::check("directories.files.upload", &answer);
        }
        answer
    }

    pub(crate) async fn form(
        &self,
        path: &str,
        field: &str,
        name: &str,
        content: &[u8],
        fields: &[(&str, &str)],
    ) -> Answer {
        let mut body = Vec::new();
        for (name, value) in fields {
            let head = format!("--XX\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n");
            body.extend_from_slice(head.as_bytes());
            body.extend_from_slice(value.as_bytes());
            body.extend_from_slice(b"\r\n");
        }
        if !field.is_empty() {
            let head = format!(
                "--XX\r\ncontent-disposition: form-data; name=\"{field}\"; \
                 filename=\"{name}\"\r\ncontent-type: text/plain\r\n\r\n"
            );
            body.extend_from_slice(head.as_bytes());
            body.extend_from_slice(content);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(b"--XX--\r\n");
        let kind = [("content-type", "multipart/form-data; boundary=XX")];
        self.send("POST", path, &kind, &body).await.expect("an answer")
    }

    /// Gets what a URL of the sandbox's leads to, without a key.
    pub(crate) async fn follow(&self, url: &str) -> Answer {
        let path = url.strip_prefix("http://").and_then(|rest| rest.split_once('/')).unwrap().1;
        self.send("GET", &format!("/{path}"), &[("authorization", "")], b"").await.unwrap()
    }

    /// Sends a request with the key; a header `authorization` replaces it.
    pub(crate) async fn send(
        &self,
        method: &str,
        target: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Option<Answer> {
        let mut head = format!(
            "{method} {target} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\ncontent-length: {}\r\n",
            self.address,
            body.len()
        );
        if !headers.iter().any(|(name, _)| *name == "authorization") {
            head.push_str(&format!("authorization: Bearer {}\r\n", self.key));
        }
        for (name, value) in headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str("\r\n");
        let mut stream = TcpStream::connect(&self.address).await.ok()?;
        stream.write_all(head.as_bytes()).await.ok()?;
        stream.write_all(body).await.ok()?;
        let mut bytes = Vec::new();
        // A connection that is reset has given what it had to give.
        let _ = stream.read_to_end(&mut bytes).await;
        Answer::parse(&bytes)
    }
}

impl Answer {
    /// None if not even the head came whole.
    fn parse(bytes: &[u8]) -> Option<Self> {
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n")?;
        let head = std::str::from_utf8(&bytes[..end]).unwrap();
        let mut lines = head.lines();
        let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
        let header = |line: &str| {
            let (name, value) = line.split_once(": ").unwrap();
            (name.to_owned(), value.to_owned())
        };
        let headers = lines.map(header).collect();
        Some(Self { status, headers, body: bytes[end + 4..].to_vec() })
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("JSON")
    }

    pub(crate) fn id(&self) -> String {
        assert!(self.status < 300, "{self:?}");
        self.json()["id"].as_str().expect("an id").to_owned()
    }

    /// Whether as much of the body came as the head announced.
    pub(crate) fn is_whole(&self) -> bool {
        self.headers["content-length"] == self.body.len().to_string()
    }
}

/// A connection that is kept for several requests, which are written by hand.
pub(crate) struct Connection(TcpStream);

impl Connection {
    pub(crate) async fn to(sandbox: &Sandbox) -> Self {
        let address = sandbox.url().strip_prefix("http://").unwrap();
        Self(TcpStream::connect(address).await.unwrap())
    }

    /// Sends the text, and reads one answer; None if the connection was closed instead.
    pub(crate) async fn exchange(&mut self, request: &str) -> Option<Answer> {
        self.0.write_all(request.as_bytes()).await.unwrap();
        let (mut bytes, mut chunk) = (Vec::new(), [0; 1024]);
        loop {
            let read = self.0.read(&mut chunk).await.unwrap_or(0);
            bytes.extend_from_slice(&chunk[..read]);
            if read == 0 || bytes.windows(4).any(|four| four == b"\r\n\r\n") {
                let answer = Answer::parse(&bytes);
                if read == 0 || answer.as_ref().is_some_and(Answer::is_whole) {
                    return answer;
                }
            }
        }
    }
}
