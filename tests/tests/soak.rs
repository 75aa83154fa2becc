//! Many submits against a service of which each third request goes wrong: none is lost, none doubled,
//! none hangs, and memory stays flat.
//!
//! `SOAK_CALLS` says how many (1,000 if it is not set), `SOAK_SEED` repeats a run.

use std::time::Duration;

use endpoint::Outcome;
use futures_util::{StreamExt, stream};
use llama_cloud::{BatchCreateParams, JobConfig, LlamaCloud};
use project_tests::Chaos;
use tokio::time::Instant;

fn variable(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// What the process holds in memory, in bytes; none where the system does not tell.
fn memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    Some(line.trim().trim_end_matches(" kB").parse::<u64>().ok()? * 1024)
}

/// What became of the calls.
#[derive(Debug, Default)]
struct Tally {
    returned: u64,
    unknown: u64,
    /// Of those whose outcome is unknown: how many were made.
    overlooked: u64,
    not_done: u64,
    lost: u64,
    doubled: u64,
    late: u64,
    /// Answers about another job than was asked for.
    mixed_up: u64,
}

/// R11, R17, R19
#[tokio::test(start_paused = true)]
async fn r11_a_soak_loses_and_doubles_nothing() {
    let calls = variable("SOAK_CALLS").unwrap_or(1_000);
    let seed = variable("SOAK_SEED").unwrap_or_else(|| fastrand::u64(..));
    println!("seed {seed}, {calls} submits");
    let chaos = Chaos::start(seed).await;
    let builder = LlamaCloud::builder().api_key("llx-1").timeout(Duration::from_secs(20));
    let client = builder.base_url(chaos.url()).build().unwrap();
    let deadline = Duration::from_secs(120);
    let began = Instant::now();

    let submits = (0..calls).map(|number| {
        let client = client.clone();
        async move {
            let directory = format!("dir-{number}");
            let params = BatchCreateParams::builder()
                .job_config(JobConfig::parse())
                .directory_id(&*directory)
                .build();
            let began = Instant::now();
            let batch = client.beta().batch();
            let submitted = batch.submit(&params).own_directory().deadline(deadline).await;
            let late = began.elapsed() > deadline + Duration::from_millis(100);
            // Reads among the writes: an answer must be that to its own request.
            let asked = match &submitted {
                Ok(job) => batch.get_status(&job.id).await.ok().map(|status| status.job.id),
                Err(_) => None,
            };
            (directory, submitted.map_err(|error| error.outcome()), asked, late)
        }
    });
    let mut submits = stream::iter(submits).buffer_unordered(100);
    let (mut tally, mut ended, mut warm) = (Tally::default(), 0, None);
    while let Some((directory, end, asked, late)) = submits.next().await {
        ended += 1;
        tally.late += u64::from(late);
        let made = chaos.settle(&directory);
        tally.doubled += u64::from(made.len() > 1);
        match end {
            Ok(job) => {
                tally.returned += 1;
                tally.lost += u64::from(!made.iter().any(|made| made.id() == job.id));
                tally.mixed_up += u64::from(asked.is_some_and(|asked| asked != job.id));
            }
            // There is a job, and the caller was told that there is none.
            Err(Outcome::NotDone) => {
                tally.not_done += 1;
                tally.lost += u64::from(!made.is_empty());
            }
            Err(_) => {
                tally.unknown += 1;
                tally.overlooked += u64::from(!made.is_empty());
            }
        }
        if ended == calls / 4 {
            warm = memory();
        }
    }
    drop(submits);

    let books = chaos.books();
    let grown = memory().zip(warm).map(|(now, warm)| now.saturating_sub(warm) / 1024);
    println!(
        "{tally:?}; {} requests, {} of them went wrong; {:?} of the paused clock; grown by \
         {grown:?} KiB since the first quarter",
        books.requests,
        books.faults,
        began.elapsed(),
    );
    let Tally { returned, lost, doubled, late, mixed_up, .. } = tally;
    assert_eq!((ended, lost, doubled, late, mixed_up), (calls, 0, 0, 0, 0), "seed {seed}");
    assert!(books.jobs.is_empty(), "made after all was told: {:?}, seed {seed}", books.jobs);
    assert!(returned > calls * 8 / 10, "only {returned} of {calls} were returned, seed {seed}");
    assert!(books.faults * 4 > books.requests, "the service behaved");
    // What a client knows of the jobs that it made takes some bytes a job.
    let flat = grown.is_none_or(|grown| grown < 4 * 1024 + calls / 4);
    assert!(flat, "grown by {grown:?} KiB, seed {seed}");
}
