//! Waiting for a job: what ends it, what does not, and what is known then.
#![expect(clippy::unwrap_used, reason = "a test that can't go on fails")]

use std::error::Error as _;
use std::time::Duration;

use endpoint::Kind;
use llama_cloud::{
    BatchCreateParams, BatchJob, BatchJobStatusValue, JobConfig, LlamaCloud, WaitErrorKind,
};
use llama_cloud_sandbox::{Fault, Match, Sandbox};
use project_tests::{Act, Server, ok};
use tokio::time::Instant;

async fn world(job_time: Duration) -> (Sandbox, LlamaCloud, BatchJob) {
    let sandbox = Sandbox::builder().job_time(job_time).start().await.unwrap();
    let client =
        LlamaCloud::builder().base_url(sandbox.url()).api_key(sandbox.key()).build().unwrap();
    let directory = sandbox.directory(&[("a.txt", b"words"), ("b.txt", b"more words")]);
    let params =
        BatchCreateParams::builder().job_config(JobConfig::parse()).directory_id(directory).build();
    let job = client.beta().batch().create(&params).await.unwrap();
    (sandbox, client, job)
}

fn looks(sandbox: &Sandbox) -> usize {
    let requests = sandbox.requests();
    requests.iter().filter(|r| r.operation.as_deref() == Some("get_status")).count()
}

/// R64, R67
#[tokio::test(start_paused = true)]
async fn r64_a_wait_ends_with_the_job() {
    let (sandbox, client, job) = world(Duration::from_secs(600)).await;
    let began = Instant::now();
    let status = client.beta().batch().wait(&job.id).await.unwrap();
    assert_eq!(status.job.status, BatchJobStatusValue::Completed);
    assert_eq!(status.job.processed_items, Some(2));
    // Not much later than the job, and without asking all the time.
    assert!(began.elapsed() < Duration::from_secs(640), "{:?}", began.elapsed());
    assert!((20..70).contains(&looks(&sandbox)), "{}", looks(&sandbox));
}

/// R64: what repeating can mend is a missed look.
#[tokio::test(start_paused = true)]
async fn r64_a_wait_survives_what_repeating_can_mend() {
    let unknown_state = r#"{"job": {"id": "x", "job_type": "parse", "project_id": "p",
        "status": "resting", "total_items": 2}, "progress_percentage": 900.5}"#;
    let faults = [
        ("drop before", Fault::DropBefore),
        ("drop after", Fault::DropAfterCommit),
        ("500", Fault::status(500)),
        ("501", Fault::status(501)),
        ("503 with advice", Fault::status(503).header("retry-after", "7")),
        ("429", Fault::status(429)),
        ("429 with much advice", Fault::status(429).header("retry-after", "300")),
        ("408", Fault::status(408)),
        ("425", Fault::status(425)),
        ("no answer", Fault::Delay(Duration::from_secs(600))),
        ("cut off", Fault::Truncate(20)),
        ("html", Fault::body("<html>")),
        ("empty", Fault::body("")),
        ("unknown state", Fault::body(unknown_state)),
    ];
    for (name, fault) in faults {
        let (sandbox, client, job) = world(Duration::from_secs(30)).await;
        sandbox.fault(Match::operation("get_status").times(3), fault);
        let waited = client.beta().batch().wait(&job.id).await;
        let status = waited.unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(status.job.status, BatchJobStatusValue::Completed, "{name}");
    }
}

/// R27: advice beyond any clock.
#[tokio::test(start_paused = true)]
async fn r27_a_wait_is_not_hurried_by_endless_advice() {
    let (sandbox, client, job) = world(Duration::from_secs(30)).await;
    let endless = Fault::status(503).header("retry-after", "99999999999999999999999999");
    sandbox.fault(Match::operation("get_status").always(), endless);
    let hour = Duration::from_secs(3600);
    let error = client.beta().batch().wait(&job.id).deadline(hour).await.unwrap_err();
    assert_eq!(error.kind(), WaitErrorKind::Deadline);
    assert!(looks(&sandbox) < 3, "{} looks", looks(&sandbox));
}

/// R64, R65
#[tokio::test(start_paused = true)]
async fn r64_a_wait_ends_with_what_repeating_does_not_mend() {
    let faults = [
        ("401", Fault::status(401)),
        ("403", Fault::status(403)),
        ("410", Fault::status(410)),
        ("302", Fault::status(302).header("location", "https://elsewhere.example/")),
        ("500 that forbids it", Fault::status(500).header("x-should-retry", "false")),
    ];
    for (name, fault) in faults {
        let (sandbox, client, job) = world(Duration::from_secs(30)).await;
        sandbox.fault(Match::operation("get_status").nth(2), fault);
        let error = client.beta().batch().wait(&job.id).await.unwrap_err();
        assert_eq!(error.kind(), WaitErrorKind::Call, "{name}: {error}");
        assert_eq!(error.job_id(), job.id, "{name}");
        assert!(error.last().is_some() && error.source().is_some(), "{name}: {error}");
        assert!(error.to_string().contains(&job.id), "{name}: {error}");
    }
}

#[tokio::test]
async fn a_wait_for_no_id_sends_nothing() {
    let (sandbox, client, _) = world(Duration::from_secs(30)).await;
    for id in ["", ".", ".."] {
        let error = client.beta().batch().wait(id).await.unwrap_err();
        assert_eq!(error.call_error().unwrap().kind(), Kind::Build);
    }
    assert_eq!(looks(&sandbox), 0);
}

/// R66
#[tokio::test(start_paused = true)]
async fn r66_a_404_right_after_the_creation_is_a_missed_look() {
    let (sandbox, client, job) = world(Duration::from_secs(30)).await;
    sandbox.fault(Match::operation("get_status").times(2), Fault::status(404));
    client.beta().batch().wait(&job.id).await.unwrap();

    // Not so for a job that this client has not made, nor for one that it made long ago.
    sandbox.fault(Match::operation("get_status").always(), Fault::status(404));
    let error = client.beta().batch().wait(&job.id).await.unwrap_err();
    assert_eq!(error.kind(), WaitErrorKind::Call);
    let error = client.beta().batch().wait("bjb-of-another").await.unwrap_err();
    assert_eq!(error.kind(), WaitErrorKind::Call);
}

/// What was seen, and is not known any more, is gone; what was never seen is a call that failed.
#[tokio::test(start_paused = true)]
async fn a_job_that_vanishes_is_gone() {
    let (sandbox, client, job) = world(Duration::from_secs(3600)).await;
    sandbox.fault(Match::operation("get_status").nth(20).always(), Fault::status(404));
    let error = client.beta().batch().wait(&job.id).await.unwrap_err();
    assert_eq!(error.kind(), WaitErrorKind::Gone);
    assert!(error.last().is_some());
    assert!(error.to_string().contains("it is gone"), "{error}");
}

/// R64, R65
#[tokio::test(start_paused = true)]
async fn r65_a_wait_that_passes_its_deadline_tells_where_the_job_stood() {
    let (_sandbox, client, job) = world(Duration::from_secs(3600)).await;
    let began = Instant::now();
    let wait = client.beta().batch().wait(&job.id).deadline(Duration::from_secs(60));
    let error = wait.await.unwrap_err();
    assert_eq!(error.kind(), WaitErrorKind::Deadline);
    assert_eq!(error.job_id(), job.id);
    assert_eq!(error.last().unwrap().job.status, BatchJobStatusValue::Pending);
    let took = began.elapsed();
    assert!(took >= Duration::from_secs(60) && took < Duration::from_millis(60_100), "{took:?}");
}

/// R69
#[tokio::test(start_paused = true)]
async fn r69_a_stall_ends_a_wait_that_asked_for_it() {
    let (_sandbox, client, job) = world(Duration::from_secs(36_000)).await;
    let wait = client.beta().batch().wait(&job.id).stall(Duration::from_secs(120));
    let error = wait.await.unwrap_err();
    assert_eq!(error.kind(), WaitErrorKind::Stalled);
    assert!(error.last().is_some(), "{error}");
}

/// R69: a watch reports a stall once, and goes on.
#[tokio::test(start_paused = true)]
async fn r69_a_watch_reports_a_stall_once_and_goes_on() {
    let (_sandbox, client, job) = world(Duration::from_secs(2000)).await;
    let mut watch = client.beta().batch().watch(&job.id).stall(Duration::from_secs(150));
    let (mut stalls, mut states) = (Vec::new(), Vec::new());
    while let Some(change) = watch.next().await {
        match change {
            Ok(status) => states.push(status.job.status),
            Err(error) => {
                assert_eq!(error.kind(), WaitErrorKind::Stalled);
                stalls.push(states.len());
            }
        }
    }
    assert_eq!(states.last(), Some(&BatchJobStatusValue::Completed));
    // Once for each state in which the job stood still.
    stalls.dedup();
    let all = stalls.len();
    assert!((1..=states.len()).contains(&all), "{stalls:?} {states:?}");
}

#[tokio::test(start_paused = true)]
async fn a_watch_shows_each_state_and_ends_after_the_last() {
    let (_sandbox, client, job) = world(Duration::from_secs(200)).await;
    let mut watch = client.beta().batch().watch(&job.id);
    let mut states = Vec::new();
    while let Some(change) = watch.next().await {
        states.push(change.unwrap().job.status.to_string());
    }
    states.dedup();
    assert_eq!(states, ["pending", "dispatched", "running", "completed"]);
    assert!(watch.next().await.is_none());
}

/// R67: in an outage a waiter sends no more than when all is well.
#[tokio::test(start_paused = true)]
async fn r67_an_outage_does_not_make_a_waiter_ask_more() {
    let hour = Duration::from_secs(3600);
    let (sandbox, client, job) = world(hour * 10).await;
    let batch = client.beta().batch();
    let _ = batch.wait(&job.id).deadline(hour).await.unwrap_err();
    let when_well = looks(&sandbox);
    sandbox.fault(Match::operation("get_status").always(), Fault::status(503));
    let error = batch.wait(&job.id).deadline(hour).await.unwrap_err();
    assert_eq!(error.kind(), WaitErrorKind::Deadline);
    assert!(error.call_error().is_some());
    let in_outage = looks(&sandbox) - when_well;
    assert!(in_outage <= when_well * 11 / 10, "{in_outage} looks, {when_well} when all is well");
}

#[tokio::test(start_paused = true)]
async fn failed_and_cancelled_jobs_are_ends_too() {
    let (sandbox, client, job) = world(Duration::from_secs(100)).await;
    let batch = client.beta().batch();
    assert!(sandbox.fail_job(&job.id, "the disk is full"));
    let status = batch.wait(&job.id).await.unwrap();
    assert_eq!(status.job.status, BatchJobStatusValue::Failed);
    assert_eq!(status.job.error_message.as_deref(), Some("the disk is full"));

    let (_sandbox, client, job) = world(Duration::from_secs(100)).await;
    let batch = client.beta().batch();
    let params = llama_cloud::BatchCancelParams::builder().reason("enough").build();
    let (waited, cancelled) = tokio::join!(async { batch.wait(&job.id).await }, async {
        tokio::time::sleep(Duration::from_secs(30)).await;
        batch.cancel(&job.id, &params).await
    });
    assert_eq!(cancelled.unwrap().status, BatchJobStatusValue::Cancelled);
    assert_eq!(waited.unwrap().job.status, BatchJobStatusValue::Cancelled);
}

/// A wait moves into a task with a clone of the client.
#[tokio::test(start_paused = true)]
async fn a_wait_can_be_spawned() {
    let (_sandbox, client, job) = world(Duration::from_secs(5)).await;
    let task = tokio::spawn({
        let client = client.clone();
        async move { client.beta().batch().wait(&job.id).await }
    });
    assert!(task.await.unwrap().is_ok());
}

#[tokio::test(start_paused = true)]
async fn the_longest_pauses_are_no_panic() {
    let (_sandbox, client, job) = world(Duration::from_secs(30)).await;
    let wait = client.beta().batch().wait(&job.id).every(Duration::MAX, Duration::MAX);
    let error = wait.deadline(Duration::from_secs(3600)).await.unwrap_err();
    assert_eq!(error.kind(), WaitErrorKind::Deadline);
    let wait = client.beta().batch().wait(&job.id).stall(Duration::MAX).deadline(Duration::MAX);
    assert!(wait.await.is_ok());
}

/// A world with so many jobs, which end after `job_time`.
async fn many(jobs: usize, job_time: Duration) -> (Sandbox, LlamaCloud, Vec<String>) {
    let sandbox = Sandbox::builder().job_time(job_time).start().await.unwrap();
    let client =
        LlamaCloud::builder().base_url(sandbox.url()).api_key(sandbox.key()).build().unwrap();
    let directory = sandbox.directory(&[("a.txt", b"words")]);
    let params =
        BatchCreateParams::builder().job_config(JobConfig::parse()).directory_id(directory).build();
    let mut job_ids = Vec::new();
    for _ in 0..jobs {
        job_ids.push(client.beta().batch().create(&params).await.unwrap().id);
    }
    (sandbox, client, job_ids)
}

fn lists(sandbox: &Sandbox) -> usize {
    let requests = sandbox.requests();
    requests.iter().filter(|r| r.operation.as_deref() == Some("list")).count()
}

/// R70: a hundred jobs to a request, in the order that was asked for.
#[tokio::test(start_paused = true)]
async fn r70_many_jobs_are_waited_for_by_reading_lists() {
    let (sandbox, client, mut job_ids) = many(950, Duration::from_secs(60)).await;
    // One is asked for twice.
    job_ids.push(job_ids[3].clone());
    let ended = client.beta().batch().wait_all(job_ids.clone()).await;
    let ids: Vec<String> = ended
        .into_iter()
        .map(|end| {
            let job = end.unwrap();
            assert_eq!(job.status, BatchJobStatusValue::Completed);
            job.id
        })
        .collect();
    assert_eq!(ids, job_ids);
    assert_eq!(looks(&sandbox), 0, "none had to be asked for singly");
    let rounds = lists(&sandbox) / 10;
    assert!((5..40).contains(&rounds), "{} requests", lists(&sandbox));
}

/// R70: those that the list does not show are asked for, and what fails fails alone.
#[tokio::test(start_paused = true)]
async fn r70_no_job_is_dropped_and_none_ends_the_wait_of_another() {
    let (sandbox, client, job_ids) = many(5, Duration::from_secs(20)).await;
    let mut asked = job_ids.clone();
    asked.extend(["bjb-none".to_owned(), String::new(), "..".to_owned()]);
    assert!(sandbox.fail_job(&job_ids[1], "the disk is full"));
    let ended = client.beta().batch().wait_all(asked.clone()).await;
    assert_eq!(ended.len(), asked.len());
    let states: Vec<_> = ended.iter().map(|end| end.as_ref().map(|job| &job.status)).collect();
    let (completed, failed) = (BatchJobStatusValue::Completed, BatchJobStatusValue::Failed);
    for (index, state) in states.iter().enumerate().take(5) {
        let expected = if index == 1 { &failed } else { &completed };
        assert_eq!(*state.as_ref().unwrap(), expected, "{index}");
    }
    for (end, id) in ended.iter().zip(&asked).skip(5) {
        let error = end.as_ref().unwrap_err();
        assert_eq!((error.job_id(), error.kind()), (&**id, WaitErrorKind::Call), "{error}");
        assert!(error.call_error().is_some());
    }

    // A list that shows none of them, or that nobody may read.
    for fault in [Fault::body(r#"{"items": [], "total_size": 0}"#), Fault::status(403)] {
        let (sandbox, client, job_ids) = many(5, Duration::from_secs(20)).await;
        sandbox.fault(Match::operation("list").always(), fault);
        let ended = client.beta().batch().wait_all(job_ids).await;
        assert!(ended.iter().all(|end| end.as_ref().unwrap().status == completed));
        assert!(looks(&sandbox) >= 5);
    }
}

/// R70, R64: faults are missed looks, of the list and of a single job.
#[tokio::test(start_paused = true)]
async fn r70_waiting_for_many_survives_what_repeating_can_mend() {
    for fault in [
        Fault::DropBefore,
        Fault::status(500),
        Fault::status(429).header("retry-after", "7"),
        Fault::Truncate(20),
        Fault::body("<html>"),
        Fault::Delay(Duration::from_secs(600)),
    ] {
        for operation in ["list", "get_status"] {
            let (sandbox, client, mut job_ids) = many(4, Duration::from_secs(30)).await;
            if operation == "get_status" {
                job_ids.truncate(2);
            }
            sandbox.fault(Match::operation(operation).times(5), fault.clone());
            let ended = client.beta().batch().wait_all(job_ids).await;
            assert!(ended.iter().all(Result::is_ok), "{fault:?}, {operation}: {ended:?}");
        }
    }
    // In an outage it asks no more than when all is well.
    let (sandbox, client, job_ids) = many(120, Duration::from_secs(36_000)).await;
    let before = sandbox.requests().len();
    let hour = Duration::from_secs(3600);
    let batch = client.beta().batch();
    let _ = batch.wait_all(job_ids.clone()).deadline(hour).await;
    let when_well = sandbox.requests().len() - before;
    sandbox.fault(Match::any().always(), Fault::status(503));
    let ended = batch.wait_all(job_ids).deadline(hour).await;
    for end in &ended {
        let error = end.as_ref().unwrap_err();
        assert_eq!(error.kind(), WaitErrorKind::Deadline);
        assert!(error.call_error().is_some(), "{error}");
    }
    let in_outage = sandbox.requests().len() - before - when_well;
    assert!(in_outage <= when_well, "{in_outage}, {when_well} when all is well");
}

/// R65, R69, R70: the deadline and the stall limit hold for each job, and tell where it stood.
#[tokio::test(start_paused = true)]
async fn r70_what_has_not_ended_tells_where_it_stood() {
    let (_sandbox, client, job_ids) = many(4, Duration::from_secs(36_000)).await;
    let batch = client.beta().batch();
    let limit = Duration::from_secs(600);
    for (wait, kind) in [
        (batch.wait_all(job_ids.clone()).deadline(limit), WaitErrorKind::Deadline),
        (batch.wait_all(job_ids.clone()).stall(limit), WaitErrorKind::Stalled),
    ] {
        let began = Instant::now();
        let ended = wait.await;
        assert_eq!(ended.len(), 4);
        for (end, id) in ended.iter().zip(&job_ids) {
            let error = end.as_ref().unwrap_err();
            assert_eq!((error.kind(), error.job_id()), (kind, &**id));
            assert!(!error.last_job().unwrap().status.is_final(), "{error}");
        }
        let took = began.elapsed();
        assert!(took < limit + Duration::from_secs(31) && took >= limit, "{took:?}");
    }
    assert!(batch.wait_all(Vec::new()).await.is_empty());
}

/// R68: whatever a server says of a job on its way, the first known end ends the wait.
#[tokio::test(start_paused = true)]
async fn r68_no_odd_status_ends_a_wait() {
    let looks: [(&str, &str); 9] = [
        ("running", "10"),
        ("pending", "99.5"),
        ("resting", "-7"),
        ("", "1e300"),
        ("COMPLETED", "100"),
        ("dispatched", "0"),
        ("running", "100"),
        ("pending", "250"),
        ("failed", "3"),
    ];
    let act = |(status, progress): (&str, &str)| {
        Act::Answer(ok(&format!(
            r#"{{"job": {{"id": "j", "job_type": "parse", "project_id": "p", "status": "{status}",
                "total_items": 2, "processed_items": -3}}, "progress_percentage": {progress}}}"#
        )))
    };
    let server = Server::start(looks.into_iter().chain([("completed", "100")]).map(act)).await;
    let client = LlamaCloud::builder().base_url(server.url()).api_key("llx-1").build().unwrap();
    let status = client.beta().batch().wait("j").await.unwrap();
    assert_eq!(status.job.status, BatchJobStatusValue::Failed);
    assert_eq!(server.count(), looks.len());
}

/// Whoever comes back late is told what there is, and not that nothing has changed meanwhile.
#[tokio::test(start_paused = true)]
async fn r69_a_watch_that_nobody_asked_has_not_stalled() {
    let (_sandbox, client, job) = world(Duration::from_secs(100)).await;
    let mut watch = client.beta().batch().watch(&job.id).stall(Duration::from_secs(60));
    watch.next().await.unwrap().unwrap();
    tokio::time::sleep(Duration::from_secs(600)).await;
    let status = watch.next().await.unwrap().unwrap();
    assert_eq!(status.job.status, BatchJobStatusValue::Completed);
}
