//! A loopback service that makes jobs, and misbehaves at random.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use fastrand::Rng;
use serde_json::{Value, json};
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::time::Instant;

use crate::{Received, answer, read};

/// A service of which each third request or so goes wrong, by a seed: reset, stalled, refused, answered
/// with garbage, carried out or not. It keeps the books on what it really did.
#[derive(Debug)]
pub struct Chaos {
    url: String,
    books: Arc<Mutex<Books>>,
    serving: tokio::task::JoinHandle<()>,
}

/// What was really done.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Books {
    /// The jobs that were made over each directory.
    pub jobs: BTreeMap<String, Vec<Job>>,
    made: u64,
    /// How many requests arrived.
    pub requests: usize,
    /// How many of them went wrong.
    pub faults: usize,
}

/// A job that was made.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Job {
    number: u64,
    /// When, since 1970.
    micros: u128,
}

impl Job {
    /// Its identifier.
    #[must_use]
    pub fn id(&self) -> String {
        format!("bjb-{}", self.number)
    }

    fn json(self, directory: &str) -> Value {
        let micros = i64::try_from(self.micros).unwrap_or_default();
        let created = jiff::Timestamp::from_microsecond(micros).unwrap_or_default();
        json!({
            "id": self.id(), "job_type": "parse", "project_id": "p", "status": "pending",
            "total_items": 0, "directory_id": directory, "created_at": created.to_string(),
        })
    }
}

/// What goes wrong with a request.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Fault {
    None,
    DropBefore,
    DropAfter,
    StatusBefore(&'static str),
    StatusAfter(&'static str),
    Throttle,
    Stall,
    Garbage,
    CutOff,
}

impl Chaos {
    /// Starts the service.
    ///
    /// # Panics
    /// If there is no port to be had.
    pub async fn start(seed: u64) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a loopback port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let books = Arc::<Mutex<Books>>::default();
        let kept = Arc::clone(&books);
        let clock = Clock { start: SystemTime::now(), began: Instant::now() };
        let serving = tokio::spawn(async move {
            let mut rng = Rng::with_seed(seed);
            let mut connections = tokio::task::JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                connections.spawn(serve(stream, rng.fork(), Arc::clone(&kept), clock));
                while connections.try_join_next().is_some() {}
            }
        });
        Self { url, books, serving }
    }

    /// The base URL.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// What was really done so far.
    #[must_use]
    pub fn books(&self) -> Books {
        lock(&self.books).clone()
    }

    /// The jobs that were made over a directory, which is forgotten with that.
    #[must_use]
    pub fn settle(&self, directory: &str) -> Vec<Job> {
        lock(&self.books).jobs.remove(directory).unwrap_or_default()
    }
}

impl Drop for Chaos {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

/// Wall time that goes as fast as tokio's.
#[derive(Clone, Copy)]
struct Clock {
    start: SystemTime,
    began: Instant,
}

impl Clock {
    fn now(self) -> SystemTime {
        self.start + self.began.elapsed()
    }
}

fn lock(books: &Mutex<Books>) -> MutexGuard<'_, Books> {
    books.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn serve(mut stream: TcpStream, mut rng: Rng, books: Arc<Mutex<Books>>, clock: Clock) {
    let mut buffer = Vec::new();
    while let Some(request) = read(&mut stream, &mut buffer).await {
        let fault = draw(&mut rng);
        {
            let mut books = lock(&books);
            books.requests += 1;
            books.faults += usize::from(fault != Fault::None);
        }
        if matches!(fault, Fault::Stall) && rng.bool() {
            std::future::pending::<()>().await;
        }
        let done = match fault {
            Fault::DropBefore => return,
            Fault::StatusBefore(status) => respond(clock, status, "", r#"{"detail": "no"}"#),
            Fault::Throttle => respond(
                clock,
                "429 Too Many Requests",
                "retry-after-ms: 50\r\n",
                r#"{"detail": "slow down"}"#,
            ),
            Fault::None
            | Fault::DropAfter
            | Fault::StatusAfter(_)
            | Fault::Stall
            | Fault::Garbage
            | Fault::CutOff => {
                let body = carry_out(&request, &books, clock);
                respond(clock, "200 OK", "", &body)
            }
        };
        let mut bytes = match fault {
            Fault::DropAfter => return,
            Fault::Stall => std::future::pending().await,
            Fault::StatusAfter(status) => respond(clock, status, "", r#"{"detail": "no"}"#),
            Fault::Garbage => b"\x16\x03\x01 not HTTP at all\r\n\r\n".to_vec(),
            _ => done,
        };
        let is_cut = fault == Fault::CutOff;
        if is_cut {
            bytes.truncate(bytes.len() - 20);
        }
        if stream.write_all(&bytes).await.is_err() || is_cut || fault == Fault::Garbage {
            return;
        }
    }
}

fn draw(rng: &mut Rng) -> Fault {
    const STATUSES: [&str; 4] = [
        "500 Internal Server Error",
        "502 Bad Gateway",
        "503 Service Unavailable",
        "504 Gateway Timeout",
    ];
    let status = rng.choice(STATUSES).unwrap_or(STATUSES[0]);
    match rng.u32(..100) {
        0..4 => Fault::DropBefore,
        4..10 => Fault::DropAfter,
        10..13 => Fault::StatusBefore(status),
        13..18 => Fault::StatusAfter(status),
        18..23 => Fault::Throttle,
        23..25 => Fault::Stall,
        25..28 => Fault::Garbage,
        28..31 => Fault::CutOff,
        _ => Fault::None,
    }
}

/// Does what is asked, and gives the body of the answer.
fn carry_out(request: &Received, books: &Mutex<Books>, clock: Clock) -> String {
    let mut books = lock(books);
    if request.method == "POST" {
        let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
        let directory = body.get("directory_id").and_then(Value::as_str).unwrap_or_default();
        let since = clock.now().duration_since(UNIX_EPOCH).unwrap_or_default();
        books.made += 1;
        let job = Job { number: books.made, micros: since.as_micros() };
        books.jobs.entry(directory.to_owned()).or_default().push(job);
        return job.json(directory).to_string();
    }
    if let Some((_, directory)) = request.target.split_once("directory_id=") {
        let directory = directory.split('&').next().unwrap_or_default();
        let jobs = books.jobs.get(directory).map(Vec::as_slice).unwrap_or_default();
        let items: Vec<Value> = jobs.iter().map(|job| job.json(directory)).collect();
        return json!({ "items": items, "total_size": jobs.len() }).to_string();
    }
    let id = request.target.rsplit('/').next().unwrap_or_default();
    let job = books.jobs.iter().find_map(|(directory, jobs)| {
        jobs.iter().find(|job| job.id() == id).map(|job| job.json(directory))
    });
    json!({ "job": job, "progress_percentage": 0 }).to_string()
}

fn respond(clock: Clock, status: &str, headers: &str, body: &str) -> Vec<u8> {
    let date = httpdate::fmt_http_date(clock.now());
    let mut bytes = answer(status, &[("date", &date)], body);
    // Behind the status line.
    let at = bytes.windows(2).position(|two| two == b"\r\n").map_or(0, |at| at + 2);
    bytes.splice(at..at, headers.bytes());
    bytes
}
