//! What it takes to wait for ten thousand jobs: requests, and memory counted by the allocator of this
//! program.
#![expect(clippy::unwrap_used, reason = "a test that can't go on fails")]

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use llama_cloud::LlamaCloud;
use peak_alloc::PeakAlloc;
use project_tests::ok;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::Instant;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

const JOBS: usize = 10_000;
const MIB: usize = 1024 * 1024;

/// How often it was asked for what.
#[derive(Default)]
struct Asked {
    rounds: AtomicUsize,
    lists: AtomicUsize,
    singles: AtomicUsize,
}

/// A service with ten thousand jobs, which end one after another from the 60th second to the 260th. It
/// keeps none of them, so that all memory is the client's.
async fn service(asked: Arc<Asked>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let began = Instant::now();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(serve(stream, Arc::clone(&asked), began));
        }
    });
    url
}

async fn serve(mut stream: TcpStream, asked: Arc<Asked>, began: Instant) {
    stream.set_nodelay(true).unwrap();
    let mut request = Vec::new();
    loop {
        while !request.ends_with(b"\r\n\r\n") {
            if stream.read_buf(&mut request).await.unwrap_or(0) == 0 {
                return;
            }
        }
        let text = String::from_utf8(std::mem::take(&mut request)).unwrap();
        let target = text.split(' ').nth(1).unwrap();
        let age = began.elapsed();
        let body = match target.split_once("offset=") {
            Some((_, offset)) => {
                let offset: usize = offset.split('&').next().unwrap().parse().unwrap();
                asked.lists.fetch_add(1, Ordering::Relaxed);
                asked.rounds.fetch_add(usize::from(offset == 0), Ordering::Relaxed);
                let jobs = (offset..JOBS.min(offset + 100)).map(|job| json(job, age));
                let jobs = jobs.collect::<Vec<String>>().join(",");
                format!(r#"{{"items": [{jobs}], "total_size": {JOBS}}}"#)
            }
            None => {
                asked.singles.fetch_add(1, Ordering::Relaxed);
                let job = target.rsplit('-').next().unwrap().parse().unwrap();
                format!(r#"{{"job": {}, "progress_percentage": 0}}"#, json(job, age))
            }
        };
        if stream.write_all(&ok(&body)).await.is_err() {
            return;
        }
    }
}

fn id(job: usize) -> String {
    format!("bjb-00000000-0000-4000-8000-{job:012}")
}

fn json(job: usize, age: Duration) -> String {
    let ends = Duration::from_millis(60_000 + (JOBS - job) as u64 * 20);
    let done = (age.as_millis() * 20 / ends.as_millis()).min(20);
    let status = if done == 20 { "completed" } else { "running" };
    format!(
        r#"{{"id": "{}", "job_type": "parse", "project_id": "proj-00000000-0000-4000-8000-000000000000",
        "status": "{status}", "total_items": 20, "processed_items": {done}, "failed_items": 0,
        "created_at": "2026-03-01T12:00:00.000000Z", "updated_at": "2026-03-01T12:00:00.000000Z",
        "started_at": "2026-03-01T12:00:00.000000Z", "effective_at": "2026-03-01T12:00:00.000000Z",
        "directory_id": "dir-00000000-0000-4000-8000-{job:012}",
        "job_record_id": "jr-00000000-0000-4000-8000-{job:012}",
        "workflow_id": "wf-bjb-00000000-0000-4000-8000-{job:012}", "skipped_items": 0}}"#,
        id(job)
    )
}

/// R70: one test, as the allocator counts for the whole program.
#[tokio::test(start_paused = true)]
async fn r70_ten_thousand_jobs_take_little_memory_and_a_hundred_requests_a_round() {
    let asked = Arc::<Asked>::default();
    let url = service(Arc::clone(&asked)).await;
    let client = LlamaCloud::builder().base_url(url).api_key("llx-1").build().unwrap();
    let batch = client.beta().batch();
    let job_ids: Vec<String> = (0..JOBS).map(id).collect();

    let before = MEMORY.current_usage();
    MEMORY.reset_peak_usage();
    let (min, max) = (Duration::from_secs(10), Duration::from_secs(30));
    let mut watch = batch.watch_all(job_ids.clone()).every(min, max);
    let mut ended = 0;
    while let Some(change) = watch.next().await {
        ended += usize::from(change.unwrap().status.is_final());
    }
    let peak = MEMORY.peak_usage() - before;
    assert_eq!(ended, JOBS);
    assert!(peak < 20 * MIB, "{} MiB", peak / MIB);
    let (rounds, lists) =
        (asked.rounds.load(Ordering::Relaxed), asked.lists.load(Ordering::Relaxed));
    assert!((10..30).contains(&rounds), "{rounds} rounds");
    // 1.2 requests for 100 jobs.
    assert!(lists <= rounds * 120, "{lists} requests in {rounds} rounds");
    // The last few, which stand on the first page, cost no more than it.
    assert!(asked.singles.load(Ordering::Relaxed) < rounds);

    let before = MEMORY.current_usage();
    MEMORY.reset_peak_usage();
    let ended = batch.wait_all(job_ids).await;
    let peak = MEMORY.peak_usage() - before;
    assert!(ended.len() == JOBS && ended.iter().all(Result::is_ok));
    assert!(peak < 30 * MIB, "{} MiB", peak / MIB);
}
