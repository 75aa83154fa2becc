//! Many submits against a service of which each third request goes wrong: none is lost, none doubled,
//! none hangs.
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

#[tokio::test(start_paused = true)]
async fn a_soak_of_submits_loses_and_doubles_nothing() {
    let calls = variable("SOAK_CALLS").unwrap_or(1_000);
    let seed = variable("SOAK_SEED").unwrap_or_else(|| fastrand::u64(..));
    println!("seed {seed}, {calls} calls");
    let chaos = Chaos::start(seed).await;
    let builder = LlamaCloud::builder().api_key("llx-1").timeout(Duration::from_secs(20));
    let client = builder.base_url(chaos.url()).build().unwrap();
    let deadline = Duration::from_secs(120);
    let began = Instant::now();

    let mut warm = None;
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
            (directory, submitted.map_err(|error| error.outcome()), late)
        }
    });
    let mut submits = stream::iter(submits).buffer_unordered(100);
    let (mut ok, mut unknown, mut not_done, mut late) = (0_u64, 0_u64, 0_u64, 0_u64);
    let mut ends = Vec::new();
    while let Some((directory, end, was_late)) = submits.next().await {
        late += u64::from(was_late);
        ends.push((directory, end.map(|job| job.id)));
        if ends.len() as u64 == calls / 5 {
            warm = memory();
        }
    }
    drop(submits);

    let books = chaos.books();
    let (mut lost, mut doubled, mut overlooked) = (0_u64, 0_u64, 0_u64);
    for (directory, end) in &ends {
        let made = books.jobs.get(directory).map(Vec::as_slice).unwrap_or_default();
        doubled += u64::from(made.len() > 1);
        match end {
            Ok(id) => {
                ok += 1;
                lost += u64::from(!made.iter().any(|job| job.id() == *id));
            }
            // There is a job, and the caller was told that there is none.
            Err(Outcome::NotDone) => {
                not_done += 1;
                lost += u64::from(!made.is_empty());
            }
            Err(_) => {
                unknown += 1;
                overlooked += u64::from(!made.is_empty());
            }
        }
    }
    let grown = memory().zip(warm).map(|(now, warm)| now.saturating_sub(warm) / 1024);
    println!(
        "{ok} jobs returned, {unknown} unknown ({overlooked} of them made), {not_done} not done; \
         {lost} lost, {doubled} doubled, {late} late; {} requests, {} of them went wrong; {:?} of the paused clock; {grown:?} KiB grown",
        books.requests,
        books.faults,
        began.elapsed(),
    );
    assert_eq!((ends.len() as u64, lost, doubled, late), (calls, 0, 0, 0), "seed {seed}");
    assert!(ok > calls * 8 / 10, "only {ok} of {calls} jobs were returned, seed {seed}");
    assert!(books.faults * 4 > books.requests, "the service behaved");
}
