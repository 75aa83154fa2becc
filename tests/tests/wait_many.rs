//! Waiting for many jobs: what it costs, what it tells of each, and what ends the wait for one alone.
#![expect(clippy::unwrap_used, reason = "a test that can't go on fails")]

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use llama_cloud::{
    BatchCreateParams, BatchJobStatusValue, JobConfig, LlamaCloud, WaitError, WaitErrorKind,
};
use llama_cloud_sandbox::{Fault, Match, Sandbox};
use serde_json::{Value, json};
use tokio::time::{Instant, sleep, timeout};

/// Where the sandbox puts what names no project.
const PROJECT: &str = "proj-00000000-0000-4000-8000-000000000000";
const COMPLETED: BatchJobStatusValue = BatchJobStatusValue::Completed;

struct World {
    sandbox: Sandbox,
    client: LlamaCloud,
    params: BatchCreateParams,
}

impl World {
    /// Jobs of so many items, which end after `job_time`.
    async fn start(job_time: Duration, items: usize) -> Self {
        let sandbox = Sandbox::builder().job_time(job_time).start().await.unwrap();
        Self::of(sandbox, items)
    }

    fn of(sandbox: Sandbox, items: usize) -> Self {
        let client =
            LlamaCloud::builder().base_url(sandbox.url()).api_key(sandbox.key()).build().unwrap();
        let names: Vec<String> = (0..items).map(|item| format!("{item}.txt")).collect();
        let files: Vec<(&str, &[u8])> = names.iter().map(|name| (&**name, &b"words"[..])).collect();
        let directory = sandbox.directory(&files);
        let params =
            BatchCreateParams::builder().job_config(JobConfig::parse()).directory_id(directory);
        let params = params.build();
        Self { sandbox, client, params }
    }

    async fn job(&self) -> String {
        self.client.beta().batch().create(&self.params).await.unwrap().id
    }

    async fn jobs(&self, count: usize) -> Vec<String> {
        let mut ids = Vec::new();
        for _ in 0..count {
            ids.push(self.job().await);
        }
        ids
    }

    fn asked(&self, operation: &str) -> usize {
        let requests = self.sandbox.requests();
        requests.iter().filter(|r| r.operation.as_deref() == Some(operation)).count()
    }

    /// How often the first page of the list was read.
    fn rounds(&self) -> usize {
        let requests = self.sandbox.requests();
        let lists = requests.iter().filter(|r| r.operation.as_deref() == Some("list"));
        lists.filter(|r| r.query("offset") == Some("0")).count()
    }
}

/// A world that holds so many running jobs of one item, which go on by the clock.
async fn seeded(jobs: usize, job_time: Duration) -> (World, Vec<String>) {
    let ids: Vec<String> = (0..jobs).map(|job| format!("bjb-{job}")).collect();
    let job = |id: &String| {
        let item =
            json!({ "item_id": format!("dfl-{id}"), "item_name": "a.txt", "status": "pending" });
        json!({
            "id": id, "job_type": "parse", "project_id": PROJECT, "status": "pending",
            "total_items": 1, "items": [item],
        })
    };
    let seed = json!({ "jobs": ids.iter().map(job).collect::<Vec<Value>>() });
    let sandbox = Sandbox::builder().job_time(job_time).seed(seed).start().await.unwrap();
    (World::of(sandbox, 1), ids)
}

/// R70
#[tokio::test(start_paused = true)]
async fn r70_a_thousand_jobs_cost_ten_requests_a_round() {
    let (world, job_ids) = seeded(1000, Duration::from_secs(20)).await;
    let ended = world.client.beta().batch().wait_all(job_ids.clone()).await;
    for (end, id) in ended.iter().zip(&job_ids) {
        let job = end.as_ref().unwrap();
        assert_eq!((&job.id, &job.status), (id, &COMPLETED));
    }
    assert_eq!(ended.len(), 1000);
    let (rounds, lists) = (world.rounds(), world.asked("list"));
    assert!((5..30).contains(&rounds), "{rounds} rounds");
    // 1.2 requests for 100 jobs.
    assert!(lists <= rounds * 12, "{lists} requests in {rounds} rounds");
    assert_eq!(world.asked("get_status"), 0);
}

/// R70: pages behind the last job that is waited for are not read.
#[tokio::test(start_paused = true)]
async fn r70_a_round_ends_with_the_last_job_that_it_looks_for() {
    let world = World::start(Duration::from_secs(60), 1).await;
    world.jobs(450).await;
    let job_ids = world.jobs(130).await;
    let ended = world.client.beta().batch().wait_all(job_ids).await;
    assert!(ended.iter().all(Result::is_ok));
    assert_eq!(world.asked("list"), 2 * world.rounds());
    assert_eq!(world.asked("get_status"), 0);
}

/// R70: the last few are asked for singly where that takes fewer requests than the pages they are on.
#[tokio::test(start_paused = true)]
async fn r70_a_few_jobs_on_many_pages_are_asked_for_singly() {
    for (left, singly) in [(3, true), (5, false)] {
        let world = World::start(Duration::from_secs(300), 1).await;
        let job_ids = world.jobs(350).await;
        // The oldest stand on the last page.
        for id in &job_ids[left..] {
            assert!(world.sandbox.fail_job(id, "the disk is full"));
        }
        let ended = world.client.beta().batch().wait_all(job_ids).await;
        assert!(ended.iter().all(Result::is_ok));
        let (lists, singles) = (world.asked("list"), world.asked("get_status"));
        if singly {
            assert_eq!(lists, 4, "one round of lists");
            assert!(singles >= left * 10 && singles % left == 0, "{singles}");
        } else {
            assert_eq!((lists, singles), (4 * world.rounds(), 0));
        }
    }
}

/// R70: what the list does not show is asked for each time, and the list is asked whether it does.
#[tokio::test(start_paused = true)]
async fn r70_jobs_that_turn_up_in_the_list_later_are_no_longer_asked_for_singly() {
    let world = World::start(Duration::from_secs(300), 1).await;
    let job_ids = world.jobs(250).await;
    let empty = Fault::body(r#"{"items": [], "total_size": 0}"#);
    world.sandbox.fault(Match::operation("list").times(2), empty);
    let ended = world.client.beta().batch().wait_all(job_ids).await;
    assert!(ended.iter().all(Result::is_ok));
    assert_eq!(world.asked("get_status"), 500);
    assert_eq!(world.asked("list"), 2 + 3 * (world.rounds() - 2));
}

/// R70, R67: a page that fails ends the round, and nobody is asked for singly instead.
#[tokio::test(start_paused = true)]
async fn r70_a_page_that_fails_is_a_missed_look() {
    let world = World::start(Duration::from_secs(60), 1).await;
    let job_ids = world.jobs(350).await;
    world.sandbox.fault(Match::operation("list").nth(3).times(2), Fault::status(500));
    let ended = world.client.beta().batch().wait_all(job_ids).await;
    assert!(ended.iter().all(Result::is_ok));
    assert_eq!(world.asked("get_status"), 0);
    // Two pages and the failure, the failure, and whole rounds.
    assert_eq!(world.asked("list"), 3 + 1 + 4 * (world.rounds() - 2));
}

/// R70: rows shift while others make jobs.
#[tokio::test(start_paused = true)]
async fn r70_jobs_that_are_made_meanwhile_hide_none() {
    let world = World::start(Duration::from_secs(120), 1).await;
    let job_ids = world.jobs(230).await;
    let batch = world.client.beta().batch();
    let (ended, ()) = tokio::join!(batch.wait_all(job_ids.clone()), async {
        for _ in 0..100 {
            world.jobs(3).await;
            sleep(Duration::from_secs(1)).await;
        }
    });
    let ids: Vec<&str> = ended.iter().map(|end| &*end.as_ref().unwrap().id).collect();
    assert_eq!(ids, job_ids);
}

/// R70: a stream tells of each change, and of each end once.
#[tokio::test(start_paused = true)]
async fn r70_watching_many_tells_of_each_change() {
    let world = World::start(Duration::from_secs(200), 4).await;
    let job_ids = world.jobs(120).await;
    let mut asked = job_ids.clone();
    // An id that is given twice is watched once, and what can't be asked for ends no other's.
    asked.extend([job_ids[0].clone(), "bjb-none".to_owned(), String::new()]);
    let mut watch = world.client.beta().batch().watch_all(asked);
    let (mut told, mut refused) = (BTreeMap::<String, Vec<_>>::new(), BTreeSet::new());
    while let Some(change) = watch.next().await {
        match change {
            Ok(job) => {
                told.entry(job.id.clone()).or_default().push((job.status, job.processed_items))
            }
            Err(error) => {
                assert_eq!(error.kind(), WaitErrorKind::Call, "{error}");
                assert!(refused.insert(error.job_id().to_owned()), "told twice: {error}");
            }
        }
    }
    assert!(watch.next().await.is_none());
    assert_eq!(refused, BTreeSet::from(["".to_owned(), "bjb-none".to_owned()]));
    assert_eq!(told.keys().collect::<BTreeSet<_>>(), job_ids.iter().collect::<BTreeSet<_>>());
    for (id, states) in &told {
        let mut known: Vec<&str> = states.iter().map(|(state, _)| state.as_str()).collect();
        known.dedup();
        assert_eq!(known, ["pending", "dispatched", "running", "completed"], "{id}");
        assert!(states.windows(2).all(|pair| pair[0] != pair[1]), "{id}: {states:?}");
        // Not only the states: the counts in between too.
        assert!(states.len() >= 6, "{id}: {states:?}");
    }
}

/// Nothing is lost when whoever takes from the stream stops in between.
#[tokio::test(start_paused = true)]
async fn a_watch_of_many_goes_on_after_an_interruption() {
    let world = World::start(Duration::from_secs(60), 1).await;
    let job_ids = world.jobs(150).await;
    let mut watch = world.client.beta().batch().watch_all(job_ids.clone());
    let mut ended = BTreeSet::new();
    loop {
        match timeout(Duration::from_millis(300), watch.next()).await {
            Err(_) => {}
            Ok(Some(change)) => {
                let job = change.unwrap();
                assert!(!job.status.is_final() || ended.insert(job.id));
            }
            Ok(None) => break,
        }
    }
    assert_eq!(ended, job_ids.into_iter().collect());
    // Interruptions make no requests.
    assert_eq!(world.asked("list"), 2 * world.rounds());
    assert!(world.rounds() < 40, "{}", world.rounds());
}

#[tokio::test]
async fn nobody_is_asked_before_a_watch_is_polled_or_for_no_jobs() {
    let world = World::start(Duration::from_secs(60), 1).await;
    let batch = world.client.beta().batch();
    drop(batch.watch_all(vec!["bjb-1".to_owned()]));
    assert!(batch.watch_all(Vec::new()).next().await.is_none());
    assert!(world.sandbox.requests().is_empty());
}

/// R70: a job that was there and is not any more is told from one that can't be asked for.
#[tokio::test(start_paused = true)]
async fn r70_a_job_that_vanishes_is_gone() {
    let world = World::start(Duration::from_secs(60), 1).await;
    let job_ids = world.jobs(5).await;
    // From the sixth round on the list shows none, and the service does not know one of them.
    sleep(Duration::from_secs(11)).await;
    let empty = Fault::body(r#"{"items": [], "total_size": 0}"#);
    world.sandbox.fault(Match::operation("list").nth(6).always(), empty);
    world.sandbox.fault(Match::operation("get_status"), Fault::status(404));
    let mut asked = job_ids.clone();
    let ended = world.client.beta().batch().wait_all(asked.clone()).await;
    let (gone, rest): (Vec<_>, Vec<_>) = ended.into_iter().partition(Result::is_err);
    assert_eq!((gone.len(), rest.len()), (1, 4));
    assert!(rest.iter().all(|end| end.as_ref().unwrap().status == COMPLETED));
    let error = gone[0].as_ref().unwrap_err();
    assert_eq!(error.kind(), WaitErrorKind::Gone);
    assert!(!error.last_job().unwrap().status.is_final());
    assert_eq!(error.call_error().unwrap().status().unwrap().as_u16(), 404);
    let words = error.to_string();
    assert!(words.contains("it is gone") && words.contains("; last seen "), "{words}");
    assert!(words.contains(error.job_id()), "{words}");

    // One that was never seen may never have been.
    asked.truncate(2);
    world.sandbox.fault(Match::operation("get_status"), Fault::status(404));
    let ended = world.client.beta().batch().wait_all(asked).await;
    let kinds: Vec<_> = ended.iter().filter_map(|end| Some(end.as_ref().err()?.kind())).collect();
    assert_eq!(kinds, [WaitErrorKind::Call]);
}

/// R65, R70: a job's own time counts from when it was made, and ends no other's wait.
#[tokio::test(start_paused = true)]
async fn r70_the_time_of_a_job_is_its_own() {
    let world = World::start(Duration::from_secs(600), 1).await;
    let mut job_ids = world.jobs(3).await;
    world.sandbox.advance(Duration::from_secs(300));
    job_ids.extend(world.jobs(3).await);
    world.sandbox.advance(Duration::from_secs(200));
    job_ids.extend(world.jobs(3).await);
    // 500 s, 200 s and no time old by now.
    let limit = Duration::from_secs(550);
    let began = Instant::now();
    let mut watch = world.client.beta().batch().watch_all(job_ids.clone()).job_deadline(limit);
    let mut ends = BTreeMap::new();
    while let Some(change) = watch.next().await {
        if let Err(error) = change {
            assert_eq!(error.kind(), WaitErrorKind::Deadline);
            assert!(!error.last_job().unwrap().status.is_final(), "{error}");
            ends.insert(error.job_id().to_owned(), began.elapsed());
        }
    }
    for (place, id) in job_ids.iter().enumerate() {
        let expected = Duration::from_secs([50, 350, 550][place / 3]);
        let end = ends[id];
        // The service tells the time to the second.
        assert!(end >= expected.saturating_sub(Duration::from_secs(1)), "{place}: {end:?}");
        assert!(end <= expected + Duration::from_secs(2), "{place}: {end:?}");
    }

    // One that ends in time is no error, nor is one that has ended, however long ago.
    let world = World::start(Duration::from_secs(600), 1).await;
    let old = world.job().await;
    world.sandbox.advance(Duration::from_secs(550));
    let young = world.job().await;
    world.sandbox.advance(Duration::from_secs(51));
    let batch = world.client.beta().batch();
    let ended = batch.wait_all(vec![old.clone(), young]).job_deadline(limit).await;
    assert_eq!(ended[0].as_ref().unwrap().status, COMPLETED);
    assert_eq!(ended[1].as_ref().unwrap_err().kind(), WaitErrorKind::Deadline);
    assert!(batch.wait_all(vec![old]).job_deadline(Duration::from_secs(1)).await[0].is_ok());
}

/// R70: where the service tells nothing, the time counts from the first look.
#[tokio::test(start_paused = true)]
async fn r70_the_time_of_a_job_that_is_not_seen_passes_too() {
    let world = World::start(Duration::from_secs(600), 1).await;
    let job_ids = world.jobs(4).await;
    world.sandbox.fault(Match::any().always(), Fault::Delay(Duration::from_secs(3600)));
    let limit = Duration::from_secs(70);
    let began = Instant::now();
    let ended = world.client.beta().batch().wait_all(job_ids).job_deadline(limit).await;
    let is_late = |end: &Result<_, WaitError>| {
        let error = end.as_ref().unwrap_err();
        error.kind() == WaitErrorKind::Deadline && error.last_job().is_none()
    };
    assert!(ended.len() == 4 && ended.iter().all(is_late), "{ended:?}");
    // A look that hangs holds nothing up.
    let took = began.elapsed();
    assert!(took >= limit && took < limit + Duration::from_secs(1), "{took:?}");
}

/// R65: the deadline of a watch ends it for all, and each tells where it stood.
#[tokio::test(start_paused = true)]
async fn r65_a_watch_of_many_that_passes_its_deadline_tells_of_each() {
    let world = World::start(Duration::from_secs(600), 1).await;
    let job_ids = world.jobs(150).await;
    let limit = Duration::from_secs(90);
    let began = Instant::now();
    let mut watch = world.client.beta().batch().watch_all(job_ids.clone()).deadline(limit);
    let mut late = BTreeSet::new();
    while let Some(change) = watch.next().await {
        if let Err(error) = change {
            assert_eq!(error.kind(), WaitErrorKind::Deadline);
            assert_eq!(error.last_job().unwrap().id, error.job_id());
            late.insert(error.job_id().to_owned());
        }
    }
    assert_eq!(late, job_ids.into_iter().collect());
    let took = began.elapsed();
    assert!(took >= limit && took < limit + Duration::from_secs(1), "{took:?}");
}

/// R69: a stall is told once for each standstill of each job, and the watch goes on.
#[tokio::test(start_paused = true)]
async fn r69_a_watch_of_many_tells_of_each_stall_and_goes_on() {
    // Pending for 200 s, dispatched for 300 s, running for 1500 s.
    let world = World::start(Duration::from_secs(2000), 1).await;
    let mut job_ids = world.jobs(2).await;
    world.sandbox.advance(Duration::from_secs(1900));
    job_ids.extend(world.jobs(2).await);
    let stall = Duration::from_secs(250);
    let mut watch = world.client.beta().batch().watch_all(job_ids.clone()).stall(stall);
    let mut told = BTreeMap::<String, Vec<String>>::new();
    while let Some(change) = watch.next().await {
        match change {
            Ok(job) => told.entry(job.id.clone()).or_default().push(job.status.to_string()),
            Err(error) => {
                assert_eq!(error.kind(), WaitErrorKind::Stalled);
                assert!(error.last_job().is_some());
                told.entry(error.job_id().to_owned()).or_default().push("stalled".to_owned());
            }
        }
    }
    for id in &job_ids[..2] {
        assert_eq!(told[id], ["running", "completed"]);
    }
    for id in &job_ids[2..] {
        let expected = ["pending", "dispatched", "stalled", "running", "stalled", "completed"];
        assert_eq!(told[id], expected);
    }

    // A wait gives up the one that stalls, and no other.
    let world = World::start(Duration::from_secs(2000), 1).await;
    let mut job_ids = world.jobs(2).await;
    world.sandbox.advance(Duration::from_secs(1900));
    job_ids.extend(world.jobs(2).await);
    let ended = world.client.beta().batch().wait_all(job_ids).stall(stall).await;
    let kinds: Vec<_> = ended
        .iter()
        .map(|end| end.as_ref().map_or_else(|error| Some(error.kind()), |_| None))
        .collect();
    assert_eq!(kinds, [None, None, Some(WaitErrorKind::Stalled), Some(WaitErrorKind::Stalled)]);
}

/// Whoever was busy with something else finds what has changed meanwhile, and no stall.
#[tokio::test(start_paused = true)]
async fn r69_a_watch_of_many_that_nobody_asked_for_a_while_has_not_stalled() {
    let world = World::start(Duration::from_secs(300), 10).await;
    let ids = world.jobs(3).await;
    let mut changes = world.client.beta().batch().watch_all(ids).stall(Duration::from_secs(60));
    let mut ended = BTreeSet::new();
    while let Some(change) = changes.next().await {
        let job = change.unwrap();
        if job.status.is_final() {
            ended.insert(job.id);
        }
        sleep(Duration::from_secs(100)).await;
    }
    assert_eq!(ended.len(), 3);
}

/// R67: of jobs in all states each end is told soon, and the rounds are far apart nevertheless.
#[tokio::test(start_paused = true)]
async fn r67_each_end_of_many_is_told_soon() {
    const DRAWS: u32 = 8;
    let mut later = Duration::ZERO;
    for draw in 0..DRAWS {
        fastrand::seed(draw.into());
        let (lags, rounds) = lags_of_ends_every_20_seconds().await;
        assert_eq!(lags.len(), 60);
        assert!(lags.iter().all(|lag| *lag <= Duration::from_secs(31)), "{lags:?}");
        // The pauses shrink where the last ones end.
        let last = lags[58].max(lags[59]);
        assert!(last <= Duration::from_secs(5), "{lags:?}");
        later += last;
        assert!(rounds < 130, "{rounds} rounds");
    }
    // A count that is new ended somewhere since the look before, not just now.
    assert!(later / DRAWS < Duration::from_secs(2), "{:?}", later / DRAWS);
}

/// How much later than it was each end of 60 jobs of 50 items is told, and in how many rounds.
async fn lags_of_ends_every_20_seconds() -> (Vec<Duration>, usize) {
    let world = World::start(Duration::from_secs(1200), 50).await;
    let mut ends = BTreeMap::new();
    for place in 0..60 {
        // The first is the oldest.
        ends.insert(world.job().await, Duration::from_secs(1200 - (59 - place) * 20));
        if place < 59 {
            world.sandbox.advance(Duration::from_secs(20));
        }
    }
    let began = Instant::now();
    let job_ids: Vec<String> = ends.keys().cloned().collect();
    let mut watch = world.client.beta().batch().watch_all(job_ids);
    let mut lags = Vec::new();
    while let Some(change) = watch.next().await {
        let job = change.unwrap();
        if job.status.is_final() {
            lags.push(began.elapsed().saturating_sub(*ends.get(&job.id).unwrap()));
        }
    }
    (lags, world.rounds())
}

/// R67: jobs that stand still just before their end are not asked about more and more often.
#[tokio::test(start_paused = true)]
async fn r67_jobs_that_never_quite_end_hurry_nobody() {
    let world = World::start(Duration::from_secs(60), 1).await;
    let job_ids = world.jobs(40).await;
    let stuck = |id: &String| {
        json!({
            "id": id, "job_type": "parse", "project_id": "p", "status": "running",
            "total_items": 10_000, "processed_items": 9_999,
        })
    };
    let items: Vec<Value> = job_ids.iter().map(stuck).collect();
    let page = json!({ "items": items, "total_size": 40 }).to_string();
    world.sandbox.fault(Match::operation("list").always(), Fault::body(page));
    let hour = Duration::from_secs(3600);
    let ended = world.client.beta().batch().wait_all(job_ids).deadline(hour).await;
    assert!(ended.iter().all(Result::is_err));
    let rounds = world.rounds();
    assert!((100..250).contains(&rounds), "{rounds} rounds in an hour");
}
