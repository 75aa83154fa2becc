//! A loopback server that does to a client whatever a script says, and remembers what it received.
#![expect(clippy::expect_used, reason = "a test that can't go on fails")]

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

pub use self::chaos::{Books, Chaos, Job};

mod chaos;

/// What the server does with one request. The last act of a script is repeated.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Act {
    /// Answers with these bytes, and keeps the connection open.
    Answer(Vec<u8>),
    /// Answers with these bytes, and closes the connection.
    AnswerAndClose(Vec<u8>),
    /// Reads the request, and closes the connection without a word.
    Close,
    /// Answers, and closes the connection a little later, when the client has it in its pool.
    AnswerAndGoStale(Vec<u8>),
    /// Reads the request, and never answers.
    Hang,
    /// Answers with a byte a second.
    Drip(Vec<u8>),
    /// Answers with the head at once, and with a byte of the body a second.
    DripBody(Vec<u8>),
}

/// A request as it came over the wire.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Received {
    /// The method.
    pub method: String,
    /// Path and query.
    pub target: String,
    /// The header lines, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Received {
    /// The value of a header.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    /// The body as text.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// The server. It runs on the caller's runtime, so that paused time works, until it is dropped.
#[derive(Debug)]
pub struct Server {
    url: String,
    received: Arc<Mutex<Vec<Received>>>,
    serving: tokio::task::JoinHandle<()>,
}

impl Server {
    /// Starts a server that does the acts in their order, one a request.
    ///
    /// # Panics
    /// If there is no port to be had.
    pub async fn start(script: impl IntoIterator<Item = Act>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a loopback port");
        Self::serve(listener, script)
    }

    /// The same on a port that is already there.
    ///
    /// # Panics
    /// If the listener has no address.
    #[must_use]
    pub fn serve(listener: TcpListener, script: impl IntoIterator<Item = Act>) -> Self {
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let received = Arc::<Mutex<Vec<Received>>>::default();
        let script = Arc::new(Mutex::new(script.into_iter().collect::<VecDeque<_>>()));
        let log = Arc::clone(&received);
        let serving = tokio::spawn(async move {
            let mut connections = tokio::task::JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                connections.spawn(serve(stream, Arc::clone(&script), Arc::clone(&log)));
            }
        });
        Self { url, received, serving }
    }

    /// The base URL.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// What has been received so far.
    #[must_use]
    pub fn received(&self) -> Vec<Received> {
        self.received.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// How many requests have been received so far.
    #[must_use]
    pub fn count(&self) -> usize {
        self.received().len()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn serve(
    mut stream: TcpStream,
    script: Arc<Mutex<VecDeque<Act>>>,
    log: Arc<Mutex<Vec<Received>>>,
) {
    let mut buffer = Vec::new();
    while let Some(request) = read(&mut stream, &mut buffer).await {
        log.lock().unwrap_or_else(PoisonError::into_inner).push(request);
        let act = {
            let mut script = script.lock().unwrap_or_else(PoisonError::into_inner);
            if script.len() > 1 { script.pop_front() } else { script.front().cloned() }
        };
        match act {
            Some(Act::Answer(bytes)) => {
                let _ = stream.write_all(&bytes).await;
            }
            Some(Act::AnswerAndClose(bytes)) => {
                let _ = stream.write_all(&bytes).await;
                return;
            }
            Some(Act::AnswerAndGoStale(bytes)) => {
                let _ = stream.write_all(&bytes).await;
                // The next request on this connection is read, and never answered.
                if let Some(request) = read(&mut stream, &mut buffer).await {
                    log.lock().unwrap_or_else(PoisonError::into_inner).push(request);
                }
                return;
            }
            Some(Act::Close) | None => return,
            Some(Act::Hang) => std::future::pending().await,
            Some(Act::Drip(bytes)) => drip(&mut stream, &bytes).await,
            Some(Act::DripBody(bytes)) => {
                let head = bytes.windows(4).position(|window| window == b"\r\n\r\n");
                let (head, body) = bytes.split_at(head.map_or(0, |end| end + 4));
                if stream.write_all(head).await.is_ok() {
                    drip(&mut stream, body).await;
                }
            }
        }
    }
}

async fn drip(stream: &mut TcpStream, bytes: &[u8]) {
    for byte in bytes {
        tokio::time::sleep(Duration::from_secs(1)).await;
        if stream.write_all(&[*byte]).await.is_err() {
            return;
        }
    }
}

async fn read(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> Option<Received> {
    loop {
        if let Some(end) = buffer.windows(4).position(|window| window == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(buffer.get(..end)?).into_owned();
            let mut lines = head.split("\r\n");
            let mut request_line = lines.next()?.split(' ');
            let (method, target) =
                (request_line.next()?.to_owned(), request_line.next()?.to_owned());
            let headers: Vec<_> = lines
                .filter_map(|line| line.split_once(':'))
                .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
                .collect();
            if headers.iter().any(|(name, value)| name == "transfer-encoding" && value == "chunked")
            {
                if let Some((body, len)) = chunked(buffer.get(end + 4..)?) {
                    buffer.drain(..end + 4 + len);
                    return Some(Received { method, target, headers, body });
                }
                if stream.read_buf(buffer).await.ok()? == 0 {
                    return None;
                }
                continue;
            }
            let len = headers.iter().find(|(name, _)| name == "content-length");
            let len: usize = len.map_or(0, |(_, len)| len.parse().unwrap_or(0));
            let whole = end + 4 + len;
            if buffer.len() >= whole {
                let body = buffer.get(end + 4..whole)?.to_vec();
                buffer.drain(..whole);
                return Some(Received { method, target, headers, body });
            }
        }
        if stream.read_buf(buffer).await.ok()? == 0 {
            return None;
        }
    }
}

/// A body in chunks, and how long it was on the wire; `None` if its end has not come.
fn chunked(wire: &[u8]) -> Option<(Vec<u8>, usize)> {
    let (mut body, mut at) = (Vec::new(), 0);
    loop {
        let rest = wire.get(at..)?;
        let end = rest.windows(2).position(|window| window == b"\r\n")?;
        let size = std::str::from_utf8(rest.get(..end)?).ok()?;
        let size = usize::from_str_radix(size, 16).ok()?;
        let chunk = rest.get(end + 2..end + 2 + size)?;
        rest.get(end + 2 + size..end + 4 + size)?;
        body.extend_from_slice(chunk);
        at += end + 4 + size;
        if size == 0 {
            return Some((body, at));
        }
    }
}

/// Keeps paused time from leaping ahead, until it is dropped: only `tokio::time::advance` moves it then.
///
/// Paused time leaps whenever all tasks wait, also for what is on its way through a socket. Where much
/// goes through one, the time of a whole timeout could pass in between.
#[derive(Debug)]
pub struct HeldClock {
    _released_when_dropped: std::sync::mpsc::Sender<()>,
}

impl HeldClock {
    /// Holds the clock of the runtime that this runs on.
    #[must_use]
    pub fn hold() -> Self {
        let (held, released) = std::sync::mpsc::channel();
        // Tokio leaves the clock alone while such a task runs.
        tokio::task::spawn_blocking(move || {
            let _ = released.recv();
        });
        Self { _released_when_dropped: held }
    }
}

/// A 200 with a JSON body.
#[must_use]
pub fn ok(json: &str) -> Vec<u8> {
    answer("200 OK", &[("content-type", "application/json")], json)
}

/// A response with a status line, headers and a body.
#[must_use]
pub fn answer(status: &str, headers: &[(&str, &str)], body: &str) -> Vec<u8> {
    let mut text = format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\n", body.len());
    for (name, value) in headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    text.push_str("\r\n");
    text.push_str(body);
    text.into_bytes()
}
