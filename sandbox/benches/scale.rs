//! How the program does with 10,000 jobs of 10 items each, one of 100,000, and a directory of 100,000
//! files: `cargo bench -p llama-cloud-sandbox`.
//!
//! It prints what requests take, and what the program uses of the processor and of memory, which Linux
//! tells of it. Nothing is asserted: the figures are for people to compare.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::indexing_slicing,
    reason = "a measurement that can't go on ends, and prints what it measured"
)]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

const JOBS: &str = "/api/v1/beta/batch-processing";
const PROJECT: &str = "proj-00000000-0000-4000-8000-000000000000";

fn main() {
    let folder = tempfile::tempdir().unwrap();
    let (small, large) = (folder.path().join("small.json"), folder.path().join("large.json"));
    std::fs::write(&small, json!({ "jobs": jobs() }).to_string()).unwrap();
    let seed = json!({ "directories": [directory()], "files": files(), "jobs": all_jobs() });
    std::fs::write(&large, seed.to_string()).unwrap();
    let seeded = |path: &Path| vec!["--seed".to_owned(), path.to_str().unwrap().to_owned()];

    let began = Instant::now();
    let program = Program::start(&seeded(&small));
    let (wall, cpu) = (began.elapsed(), program.cpu());
    println!("10,000 jobs and 100,000 items from a seed: {wall:.2?}, {cpu:.2?} of processor");
    println!("  memory: {}", program.memory());
    drop(program);

    let began = Instant::now();
    let program = Program::start(&seeded(&large));
    let (wall, cpu) = (began.elapsed(), program.cpu());
    let what = "with a job of 100,000 items and a directory of 100,000 files";
    println!("{what}: {wall:.2?}, {cpu:.2?} of processor");
    println!("  memory: {}", program.memory());
    let last = {
        let mut client = program.client();
        let page = client.get("/api/v1/beta/directories/dir-big/files?page_size=1000");
        page["next_page_token"].as_str().unwrap().to_owned()
    };
    for (name, target) in [
        ("jobs, offset 0", format!("{JOBS}?limit=100")),
        ("jobs, offset 9,900", format!("{JOBS}?limit=100&offset=9900")),
        ("jobs completed, offset 0", format!("{JOBS}?limit=100&status=completed")),
        ("jobs completed, offset 9,900", format!("{JOBS}?limit=100&offset=9900&status=completed")),
        ("jobs running, none", format!("{JOBS}?limit=100&status=running")),
        ("jobs of a directory", format!("{JOBS}?directory_id=dir-7")),
        ("jobs that parse", format!("{JOBS}?limit=100&job_type=parse")),
        ("items, offset 0", format!("{JOBS}/bjb-big/items?limit=100")),
        ("items, offset 90,000", format!("{JOBS}/bjb-big/items?limit=100&offset=90000")),
        ("items completed, offset 0", format!("{JOBS}/bjb-big/items?limit=100&status=completed")),
        ("items completed, 90,000", {
            format!("{JOBS}/bjb-big/items?limit=100&offset=90000&status=completed")
        }),
        ("items failed, none", format!("{JOBS}/bjb-big/items?limit=100&status=failed")),
        ("get_status, 10 items", format!("{JOBS}/bjb-42")),
        ("get_status, 100,000 items", format!("{JOBS}/bjb-big")),
        ("results of an item", format!("{JOBS}/items/dfl-bjb-42-3/processing-results")),
        ("files, first 100", "/api/v1/beta/directories/dir-big/files".to_owned()),
        ("files, next 100", format!("/api/v1/beta/directories/dir-big/files?page_token={last}")),
        ("files, by unique_id", "/api/v1/beta/directories/dir-big/files?unique_id=u-77777".into()),
        ("files, by display_name", {
            "/api/v1/beta/directories/dir-big/files?display_name=77777.txt".into()
        }),
    ] {
        program.time(name, 300, |client| drop(client.get(&target)));
    }
    program.time("an upload of 20 kB there", 2_000, |client| client.upload("dir-big"));
    program.throughput("get_status", 60_000, |client| {
        client.get(&format!("{JOBS}/bjb-42"));
    });
    println!("  memory: {}", program.memory());
    drop(program);

    let data = folder.path().join("data").to_str().unwrap().to_owned();
    let program = Program::start(&["--data".to_owned(), data.clone()]);
    let mut client = program.client();
    let made = client.post("/api/v1/beta/directories", &json!({ "name": "many" }));
    let directory = made["id"].as_str().unwrap().to_owned();
    program.throughput("uploads of 20 kB into a data folder", 10_048, move |client| {
        client.upload(&directory);
    });
    println!("  memory: {}", program.memory());
    drop(program);
    let began = Instant::now();
    let program = Program::start(&["--data".to_owned(), data]);
    println!("started again on it: {:.2?}, memory {}", began.elapsed(), program.memory());
}

fn job(id: &str, items: &[Value]) -> Value {
    json!({ "id": id, "job_type": "parse", "project_id": PROJECT, "status": "completed",
        "total_items": items.len(), "processed_items": items.len(), "directory_id": id.replace("bjb", "dir"),
        "created_at": "2026-03-01T09:30:00Z", "completed_at": "2026-03-01T09:40:00Z", "items": items })
}

fn item(job: &str, number: usize) -> Value {
    json!({ "item_id": format!("dfl-{job}-{number}"), "item_name": format!("{number}.txt"),
        "status": "completed", "job_id": format!("pjb-{job}-{number}"), "text": "A short text.",
        "started_at": "2026-03-01T09:31:00Z", "completed_at": "2026-03-01T09:32:00Z" })
}

fn jobs() -> Vec<Value> {
    let job = |number: usize| {
        let id = format!("bjb-{number}");
        job(&id, &(0..10).map(|number| item(&id, number)).collect::<Vec<_>>())
    };
    (0..10_000).map(job).collect()
}

fn all_jobs() -> Vec<Value> {
    let big: Vec<Value> = (0..100_000).map(|number| item("bjb-big", number)).collect();
    let mut all = jobs();
    all.push(job("bjb-big", &big));
    all
}

fn directory() -> Value {
    json!({ "id": "dir-big", "name": "big", "project_id": PROJECT, "type": "user" })
}

fn files() -> Vec<Value> {
    let file = |number: usize| {
        json!({ "id": format!("dfl-{number}"), "directory_id": "dir-big", "project_id": PROJECT,
            "display_name": format!("{number}.txt"), "unique_id": format!("u-{number}"),
            "file_id": format!("file-{number}"), "text": "A short text." })
    };
    (0..100_000).map(file).collect()
}

struct Program {
    child: Child,
    address: String,
}

impl Program {
    fn start(arguments: &[String]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_llama-cloud-sandbox"))
            .args(arguments)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim_end().rsplit_once('/').unwrap().1.to_owned();
        Self { child, address }
    }

    fn client(&self) -> Client {
        let stream = TcpStream::connect(&self.address).unwrap();
        stream.set_nodelay(true).unwrap();
        Client { stream: BufReader::with_capacity(1 << 20, stream) }
    }

    /// The median time of a request, one after another on one connection, and what the program uses of
    /// the processor for it: that is the same on a machine with other work to do.
    fn time(&self, name: &str, times: usize, mut request: impl FnMut(&mut Client)) {
        let mut client = self.client();
        let mut took: Vec<Duration> = Vec::new();
        let before = self.cpu();
        for _ in 0..times {
            let began = Instant::now();
            request(&mut client);
            took.push(began.elapsed());
        }
        took.sort();
        let cpu = self.cpu().saturating_sub(before) / u32::try_from(times).unwrap();
        println!("  {name:30} {:9.1?} {cpu:9.1?} of processor", took[times / 2]);
    }

    /// Requests on 64 connections at once.
    fn throughput(&self, name: &str, times: usize, request: impl Fn(&mut Client) + Clone + Send) {
        let (began, before) = (Instant::now(), self.cpu());
        std::thread::scope(|scope| {
            for _ in 0..64 {
                let (mut client, request) = (self.client(), request.clone());
                scope.spawn(move || (0..times / 64).for_each(|_| request(&mut client)));
            }
        });
        let (wall, cpu) = (began.elapsed(), self.cpu().saturating_sub(before));
        let rate = |time: Duration| (times as f64 / time.as_secs_f64()).round();
        let (by_clock, by_cpu) = (rate(wall), rate(cpu));
        println!("{name}: {by_clock} a second on 64 connections, {by_cpu} a second of processor");
    }

    /// What the program has used of the processor.
    fn cpu(&self) -> Duration {
        let stat = self.proc("stat");
        let fields: Vec<&str> = stat.rsplit_once(')').unwrap().1.split_whitespace().collect();
        let ticks: u64 = fields[11].parse::<u64>().unwrap() + fields[12].parse::<u64>().unwrap();
        Duration::from_millis(ticks * 10)
    }

    fn memory(&self) -> String {
        let status = self.proc("status");
        let line = |name: &str| status.lines().find(|line| line.starts_with(name)).unwrap_or("");
        format!("{}, {}", line("VmRSS").replace('\t', ""), line("VmHWM").replace('\t', ""))
    }

    fn proc(&self, file: &str) -> String {
        std::fs::read_to_string(format!("/proc/{}/{file}", self.child.id())).unwrap_or_default()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

struct Client {
    stream: BufReader<TcpStream>,
}

impl Client {
    fn get(&mut self, target: &str) -> Value {
        let head = format!("GET {target} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer k\r\n\r\n");
        self.exchange(head.as_bytes())
    }

    fn post(&mut self, target: &str, body: &Value) -> Value {
        self.exchange(&message(target, "application/json", body.to_string().as_bytes()))
    }

    fn upload(&mut self, directory: &str) {
        let mut form = b"--XX\r\ncontent-disposition: form-data; name=\"upload_file\"; \
            filename=\"a.txt\"\r\n\r\n"
            .to_vec();
        form.resize(form.len() + 20_000, b'x');
        form.extend_from_slice(b"\r\n--XX--\r\n");
        let target = format!("/api/v1/beta/directories/{directory}/files/upload");
        self.exchange(&message(&target, "multipart/form-data; boundary=XX", &form));
    }

    fn exchange(&mut self, message: &[u8]) -> Value {
        self.stream.get_mut().write_all(message).unwrap();
        let (mut status, mut length) = (String::new(), 0);
        self.stream.read_line(&mut status).unwrap();
        assert!(status.contains(" 200 "), "{status}");
        loop {
            let mut line = String::new();
            self.stream.read_line(&mut line).unwrap();
            match line.trim_end().split_once(": ") {
                None => break,
                Some(("content-length", value)) => length = value.parse().unwrap(),
                Some(_) => {}
            }
        }
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body).unwrap();
        // Only what is needed is read: a measurement is not to measure the client.
        if length < 1_000 || message.starts_with(b"GET /api/v1/beta/directories") {
            return serde_json::from_slice(&body).unwrap();
        }
        Value::Null
    }
}

fn message(target: &str, kind: &str, body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let head = format!(
        "POST {target} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer k\r\ncontent-type: {kind}\r\n\
         content-length: {length}\r\n\r\n"
    );
    [head.as_bytes(), body].concat()
}
