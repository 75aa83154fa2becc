//! A batch job is created once: what the sandbox's own ledger says after each fault.
#![expect(clippy::unwrap_used, reason = "a test that can't go on fails")]

use std::time::Duration;

use endpoint::{Kind, Outcome};
use llama_cloud::{
    BatchCancelParams, BatchCreateParams, BatchJobStatusValue, JobConfig, LlamaCloud, SubmitError,
};
use llama_cloud_sandbox::{Fault, Match, Sandbox};
use project_tests::{Act, Server, answer};

struct World {
    sandbox: Sandbox,
    client: LlamaCloud,
    directory: String,
}

impl World {
    async fn new() -> Self {
        let sandbox = Sandbox::start().await.unwrap();
        let client = client(&sandbox);
        let directory = sandbox.directory(&[("a.txt", b"words"), ("b.txt", b"more words")]);
        Self { sandbox, client, directory }
    }

    fn params(&self) -> BatchCreateParams {
        over(&self.directory)
    }

    fn posts(&self) -> usize {
        let requests = self.sandbox.requests();
        requests.iter().filter(|r| r.operation.as_deref() == Some("create")).count()
    }
}

fn client(sandbox: &Sandbox) -> LlamaCloud {
    LlamaCloud::builder().base_url(sandbox.url()).api_key(sandbox.key()).build().unwrap()
}

fn over(directory: &str) -> BatchCreateParams {
    BatchCreateParams::builder().job_config(JobConfig::parse()).directory_id(directory).build()
}

/// Everything that can befall a create, and whether the job is made then.
fn faults() -> Vec<(&'static str, Fault, usize)> {
    vec![
        ("drop before", Fault::DropBefore, 0),
        ("drop after commit", Fault::DropAfterCommit, 1),
        ("500", Fault::status(500), 0),
        ("502 after commit", Fault::status_after_commit(502), 1),
        ("503 after commit", Fault::status_after_commit(503).header("retry-after", "1"), 1),
        ("504 after commit", Fault::status_after_commit(504), 1),
        ("408 after commit", Fault::status_after_commit(408), 1),
        (
            "500 that asks for a retry",
            Fault::status_after_commit(500).header("x-should-retry", "true"),
            1,
        ),
        ("307", Fault::status_after_commit(307).header("location", "/elsewhere"), 1),
        ("no answer", Fault::DelayAfterCommit(Duration::from_secs(600)), 1),
        ("cut off", Fault::Truncate(10), 1),
        ("drip", Fault::Drip(Duration::from_secs(20)), 1),
        ("html", Fault::body("<html>welcome</html>"), 1),
        ("empty", Fault::body(""), 1),
        ("a list", Fault::body("[]"), 1),
        ("half of it", Fault::body(r#"{"id": 7}"#), 1),
    ]
}

/// R11, R12
#[tokio::test(start_paused = true)]
async fn r11_one_create_makes_one_job_at_most() {
    for (name, fault, jobs) in faults() {
        let world = World::new().await;
        world.sandbox.fault(Match::operation("create"), fault);
        let error = world.client.beta().batch().create(&world.params()).await.unwrap_err();
        assert_ne!(error.outcome(), Outcome::NotDone, "{name}: {error}");
        assert_eq!(error.attempts(), 1, "{name}: {error}");
        assert!(error.sent_at().is_some(), "{name}");
        assert_eq!(world.posts(), 1, "{name}");
        assert_eq!(world.sandbox.jobs().len(), jobs, "{name}");
    }
}

/// R12: what it takes to look for the job by hand, in the error and in its line.
#[tokio::test(start_paused = true)]
async fn r12_the_error_of_a_create_says_what_was_sent() {
    for (name, fault, _) in faults() {
        let world = World::new().await;
        let builder = LlamaCloud::builder().base_url(world.sandbox.url());
        let builder = builder.api_key(world.sandbox.key()).project_id("prj-7");
        let client = builder.build().unwrap();
        world.sandbox.fault(Match::operation("create"), fault);
        let began = std::time::SystemTime::now();
        let error = client.beta().batch().create(&world.params()).await.unwrap_err();
        assert_ne!(error.outcome(), Outcome::NotDone, "{name}: {error}");
        let ids = error.request().unwrap().ids();
        let id = |name: &str| ids.iter().find(|(known, _)| known == name).map(|(_, id)| &**id);
        assert_eq!(id("directory_id"), Some(&*world.directory), "{name}");
        assert_eq!(id("project_id"), Some("prj-7"), "{name}");
        assert!(error.sent_at().unwrap() >= began, "{name}");
        let line = error.to_string();
        let sent = format!("directory_id `{}`, project_id `prj-7`)", world.directory);
        assert!(line.contains(&sent) && line.contains("(sent "), "{name}: {line}");
        assert!(!format!("{error:?}").contains(world.sandbox.key()), "{name}: {error:?}");
    }
    // What was refused needs no looking for.
    let world = World::new().await;
    world.sandbox.fault(Match::operation("create"), Fault::status(422));
    let error = world.client.beta().batch().create(&world.params()).await.unwrap_err();
    assert_eq!((error.outcome(), error.request()), (Outcome::NotDone, None));
}

/// R12: also where that is not to be had at the first look.
#[tokio::test(start_paused = true)]
async fn r12_a_job_whose_id_is_known_is_looked_at_until_it_can_be_read() {
    for (times, fault) in [(7, Fault::status(503)), (2, Fault::status(404)), (1, Fault::body("[]"))]
    {
        let world = World::new().await;
        world.sandbox.fault(Match::operation("create"), Fault::Truncate(330));
        world.sandbox.fault(Match::operation("get_status").times(times), fault);
        let job = world.client.beta().batch().submit(&world.params()).await.unwrap();
        assert_eq!((job.id, world.posts()), (world.sandbox.jobs()[0].id.clone(), 1));
    }
    // What repeating does not mend is said at once, with the id.
    let world = World::new().await;
    world.sandbox.fault(Match::operation("create"), Fault::Truncate(330));
    world.sandbox.fault(Match::operation("get_status").always(), Fault::status(403));
    let began = tokio::time::Instant::now();
    let error = world.client.beta().batch().submit(&world.params()).await.unwrap_err();
    assert_eq!(error.job_id(), Some(&*world.sandbox.jobs()[0].id));
    assert!(began.elapsed() < Duration::from_secs(1), "{:?}", began.elapsed());
}

/// R15: a new job over a directory says 0 items, another says how many; neither counts.
#[tokio::test(start_paused = true)]
async fn r15_the_number_of_items_is_no_evidence() {
    for total in ["0", "2", "99", "-1"] {
        let job = |id: &str| {
            let now = jiff::Timestamp::now();
            format!(
                r#"{{"id": "{id}", "job_type": "parse", "project_id": "p", "status": "pending",
                    "directory_id": "d", "total_items": {total}, "created_at": "{now}"}}"#
            )
        };
        for (jobs, adopted) in [(vec!["a"], Some("a")), (vec!["a", "b"], None)] {
            let items: Vec<String> = jobs.iter().map(|id| job(id)).collect();
            let page = format!(r#"{{"items": [{}], "total_size": 1}}"#, items.join(","));
            let date = httpdate::fmt_http_date(std::time::SystemTime::now());
            let list = Act::Answer(answer("200 OK", &[("date", &date)], &page));
            let server = Server::start([Act::Close, list]).await;
            let client = LlamaCloud::builder().base_url(server.url()).api_key("llx-1");
            let client = client.build().unwrap();
            let submitted = client.beta().batch().submit(&over("d")).own_directory().await;
            match submitted {
                Ok(job) => assert_eq!(Some(&*job.id), adopted, "{total}"),
                Err(error) => {
                    assert_eq!((adopted, error.candidates().len()), (None, 2), "{error}");
                }
            }
            let posts = server.received().iter().filter(|r| r.method == "POST").count();
            assert_eq!(posts, 1);
        }
    }
}

/// R11, R13
#[tokio::test(start_paused = true)]
async fn r13_submit_adopts_the_one_job_in_its_own_directory() {
    for (name, fault, jobs) in faults() {
        let world = World::new().await;
        world.sandbox.fault(Match::operation("create"), fault);
        let submitted = world.client.beta().batch().submit(&world.params()).own_directory().await;
        assert_eq!(world.posts(), 1, "{name}");
        assert!(world.sandbox.jobs().len() <= 1, "{name}: {:?}", world.sandbox.jobs());
        match (submitted, jobs) {
            (Ok(job), 1) => assert_eq!(job.id, world.sandbox.jobs()[0].id, "{name}"),
            (Err(error), 0) => {
                assert_eq!(error.outcome(), Outcome::Unknown, "{name}: {error}");
                assert!(error.candidates().is_empty(), "{name}");
                assert_eq!(error.directory_id(), Some(&*world.directory), "{name}");
            }
            (submitted, _) => panic!("{name}: {submitted:?}"),
        }
    }
}

/// R13, R31: a pause that the server asks for holds back the looks too, and does not use up their time.
#[tokio::test(start_paused = true)]
async fn r13_r31_submit_looks_after_the_pause_that_the_server_asks_for() {
    for advice in ["1", "14", "30", "59"] {
        let world = World::new().await;
        let fault = Fault::status_after_commit(503).header("retry-after", advice);
        world.sandbox.fault(Match::operation("create"), fault);
        let began = tokio::time::Instant::now();
        let submitted = world.client.beta().batch().submit(&world.params()).own_directory().await;
        assert_eq!(submitted.unwrap().id, world.sandbox.jobs()[0].id, "{advice}");
        let asked = Duration::from_secs(advice.parse().unwrap());
        assert!(began.elapsed() >= asked, "{:?}", began.elapsed());
        assert_eq!(world.posts(), 1);
    }
}

/// R13, R31: so does one that another call of the client was asked for.
#[tokio::test(start_paused = true)]
async fn r13_r31_a_pause_of_the_client_does_not_use_up_the_time_of_looks() {
    let world = World::new().await;
    world
        .sandbox
        .fault(Match::operation("create"), Fault::DelayAfterCommit(Duration::from_secs(600)));
    world
        .sandbox
        .fault(Match::operation("get_status"), Fault::status(429).header("retry-after", "55"));
    let batch = world.client.beta().batch();
    let params = world.params();
    let (submitted, _) = tokio::join!(
        async { batch.submit(&params).own_directory().deadline(Duration::from_secs(120)).await },
        async {
            tokio::time::sleep(Duration::from_secs(40)).await;
            // From here on the client holds all of its calls back.
            batch.get_status("any").deadline(Duration::from_secs(1)).await
        }
    );
    assert_eq!(submitted.unwrap().id, world.sandbox.jobs()[0].id);

    let world = World::new().await;
    let batch = world.client.beta().batch();
    world.sandbox.fault(Match::operation("create"), Fault::DropAfterCommit);
    let slow = Fault::status(429).header("retry-after", "40");
    world.sandbox.fault(Match::operation("list"), slow);
    let submitted = batch.submit(&world.params()).own_directory().await;
    assert_eq!(submitted.unwrap().id, world.sandbox.jobs()[0].id);
}

/// R19: nor does it pass the deadline.
#[tokio::test(start_paused = true)]
async fn r19_a_pause_does_not_keep_a_submit_beyond_its_deadline() {
    for (operation, status) in [("create", 503), ("list", 429)] {
        let world = World::new().await;
        if operation == "list" {
            world.sandbox.fault(Match::operation("create"), Fault::DropAfterCommit);
        }
        let fault = Fault::status_after_commit(status).header("retry-after", "30");
        world.sandbox.fault(Match::operation(operation).always(), fault);
        let began = tokio::time::Instant::now();
        let deadline = Duration::from_secs(10);
        let submit = world.client.beta().batch().submit(&world.params()).own_directory();
        let error = submit.deadline(deadline).await.unwrap_err();
        assert_eq!(error.outcome(), Outcome::Unknown, "{error}");
        let took = began.elapsed();
        assert!(took <= deadline + Duration::from_millis(100), "{operation}: {took:?}");
    }
}

/// R13
#[tokio::test(start_paused = true)]
async fn r13_submit_adopts_nothing_where_others_make_jobs_too() {
    let world = World::new().await;
    world.sandbox.fault(Match::operation("create"), Fault::DropAfterCommit);
    let error = world.client.beta().batch().submit(&world.params()).await.unwrap_err();
    let job = &world.sandbox.jobs()[0].id;
    assert_eq!(error.outcome(), Outcome::Unknown);
    assert_eq!(error.candidates().iter().map(|job| &job.id).collect::<Vec<_>>(), [job]);
    assert!(error.to_string().contains(job), "{error}");
    assert_eq!(world.posts(), 1);
}

/// R13: a server may still be working on a request whose connection is gone.
#[tokio::test(start_paused = true)]
async fn r13_submit_finds_a_job_that_shows_up_late() {
    let world = World::new().await;
    world.sandbox.fault(Match::operation("create"), Fault::DropAfterCommit);
    let nothing = r#"{"items": [], "total_size": 0}"#;
    world.sandbox.fault(Match::operation("list").times(3), Fault::body(nothing));
    let job = world.client.beta().batch().submit(&world.params()).own_directory().await.unwrap();
    assert_eq!(job.id, world.sandbox.jobs()[0].id);
}

/// R14: what was there before is not what was asked for.
#[tokio::test(start_paused = true)]
async fn r14_submit_does_not_adopt_an_older_job() {
    let world = World::new().await;
    let batch = world.client.beta().batch();
    // By another client: this one does not know the job.
    let older = client(&world.sandbox).beta().batch().create(&world.params()).await.unwrap();
    world.sandbox.advance(Duration::from_secs(10));
    world.sandbox.fault(Match::operation("create"), Fault::DropBefore);
    let error = batch.submit(&world.params()).own_directory().await.unwrap_err();
    assert!(error.candidates().is_empty(), "{error}");
    assert_eq!(world.sandbox.jobs().len(), 1);
    assert_eq!(world.sandbox.jobs()[0].id, older.id);
}

/// R16
#[tokio::test(start_paused = true)]
async fn r16_several_candidates_are_reported_and_none_is_adopted() {
    let world = World::new().await;
    let other = client(&world.sandbox);
    world.sandbox.fault(Match::operation("create"), Fault::DropAfterCommit);
    world.sandbox.fault(Match::operation("list").times(1), Fault::status(500));
    let params = world.params();
    let batch = world.client.beta().batch();
    let submit = async { batch.submit(&params).own_directory().await };
    let meanwhile = async { other.beta().batch().create(&over(&world.directory)).await };
    // The other's create comes while the first look is being repeated.
    let (submitted, others) = tokio::join!(submit, async {
        tokio::time::sleep(Duration::from_millis(10)).await;
        meanwhile.await
    });
    others.unwrap();
    let error: SubmitError = submitted.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Unknown);
    assert_eq!(error.candidates().len(), 2, "{error}");
}

/// R16
#[tokio::test(start_paused = true)]
async fn r16_a_list_that_can_not_be_read_proves_nothing() {
    let world = World::new().await;
    world.sandbox.fault(Match::operation("create"), Fault::DropAfterCommit);
    world.sandbox.fault(Match::operation("list").always(), Fault::status(500));
    let error =
        world.client.beta().batch().submit(&world.params()).own_directory().await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Unknown);
    assert!(error.look_error().is_some());
    assert_eq!(world.posts(), 1);
}

/// R17
#[tokio::test(start_paused = true)]
async fn r17_two_submits_never_adopt_the_same_job() {
    for committed in [0, 1, 2] {
        let world = World::new().await;
        for nth in 1..=2 {
            let fault = if nth <= committed { Fault::DropAfterCommit } else { Fault::DropBefore };
            world.sandbox.fault(Match::operation("create").nth(nth), fault);
        }
        let params = world.params();
        let batch = world.client.beta().batch();
        let submit = || async { batch.submit(&params).own_directory().await };
        let (one, two) = tokio::join!(submit(), submit());
        let adopted: Vec<String> = [one, two].into_iter().flatten().map(|job| job.id).collect();
        assert!(adopted.len() < 2 || adopted[0] != adopted[1], "{adopted:?}");
        assert_eq!(world.sandbox.jobs().len() as u64, committed);
        assert_eq!(adopted.len() as u64, committed);
    }
}

/// R12: the answer could not be read, but shows the id.
#[tokio::test(start_paused = true)]
async fn r12_an_unreadable_answer_with_an_id_leads_to_the_job() {
    let world = World::new().await;
    let id = world.sandbox.job();
    let body = format!(r#"{{"id": "{id}", "status": 7}}"#);
    world.sandbox.fault(Match::operation("create").times(2), Fault::body(body));
    let batch = world.client.beta().batch();
    let error = batch.create(&world.params()).await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (Kind::Decode, Outcome::Done));
    assert_eq!(error.response_id(), Some(&*id));
    assert_eq!(batch.submit(&world.params()).await.unwrap().id, id);
}

/// R2: refused and throttled requests were not acted on, so they are sent again.
#[tokio::test(start_paused = true)]
async fn r2_a_throttled_submit_makes_one_job() {
    let world = World::new().await;
    let throttled = Fault::status(429).header("retry-after", "2");
    world.sandbox.fault(Match::operation("create").times(3), throttled);
    let job = world.client.beta().batch().submit(&world.params()).await.unwrap();
    assert_eq!(world.sandbox.jobs()[0].id, job.id);
    assert_eq!((world.posts(), world.sandbox.jobs().len()), (4, 1));
}

/// R23
#[tokio::test(start_paused = true)]
async fn r23_a_dropped_submit_leaves_at_most_one_job() {
    for millis in [0, 1, 100, 1_000, 10_000] {
        let world = World::new().await;
        world.sandbox.fault(Match::operation("create"), Fault::DropAfterCommit);
        world
            .sandbox
            .fault(Match::operation("list").always(), Fault::Delay(Duration::from_secs(1)));
        let params = world.params();
        let submit = async { world.client.beta().batch().submit(&params).own_directory().await };
        let _ = tokio::time::timeout(Duration::from_millis(millis), submit).await;
        tokio::time::sleep(Duration::from_secs(60)).await;
        assert!(world.posts() <= 1);
        assert!(world.sandbox.jobs().len() <= 1, "{:?}", world.sandbox.jobs());
    }
}

/// R19
#[tokio::test(start_paused = true)]
async fn r19_a_submit_keeps_its_deadline() {
    let world = World::new().await;
    for fault in [
        Fault::DelayAfterCommit(Duration::from_secs(600)),
        Fault::Drip(Duration::from_secs(1)),
        Fault::DropBefore,
    ] {
        world.sandbox.clear_faults();
        world.sandbox.fault(Match::operation("create"), fault);
        world
            .sandbox
            .fault(Match::operation("list").always(), Fault::Delay(Duration::from_secs(600)));
        let began = tokio::time::Instant::now();
        let deadline = Duration::from_secs(20);
        let params = world.params();
        let submitted =
            world.client.beta().batch().submit(&params).own_directory().deadline(deadline).await;
        assert_ne!(submitted.unwrap_err().outcome(), Outcome::NotDone);
        assert!(began.elapsed() <= deadline + Duration::from_millis(100), "{:?}", began.elapsed());
    }
}

#[tokio::test]
async fn own_directory_without_a_directory_is_refused() {
    let world = World::new().await;
    let params = BatchCreateParams::builder()
        .job_config(JobConfig::parse())
        .item_ids(vec!["dfl-1".to_owned()])
        .build();
    let error = world.client.beta().batch().submit(&params).own_directory().await.unwrap_err();
    assert_eq!((error.error().kind(), error.outcome()), (Kind::Build, Outcome::NotDone));
    assert_eq!(world.posts(), 0);
}

/// What was provably not done is an error at once: there is nothing to look for.
#[tokio::test(start_paused = true)]
async fn r13_a_submit_that_was_refused_does_not_look() {
    for status in [400, 401, 403, 404, 409, 413, 422] {
        let world = World::new().await;
        world.sandbox.fault(Match::operation("create"), Fault::status(status));
        let params = world.params();
        let error = world.client.beta().batch().submit(&params).own_directory().await.unwrap_err();
        assert_eq!(error.outcome(), Outcome::NotDone, "{status}: {error}");
        assert_eq!(world.sandbox.requests().len(), 1, "{status}");
        assert!(world.sandbox.jobs().is_empty(), "{status}");
    }
}

/// A mock's methods count for what the trait provides on top of them.
#[tokio::test(start_paused = true)]
async fn a_mock_can_be_submitted_to() {
    use endpoint::{Call, Client, Endpoints};
    use llama_cloud::{BatchEndpoints, BatchJob, BatchJobStatus};

    struct Mock(Client);
    impl Endpoints for Mock {
        fn client(&self) -> &Client {
            &self.0
        }
    }
    impl BatchEndpoints for Mock {
        fn create(&self, params: &BatchCreateParams) -> Call<BatchJob> {
            let job = BatchJob::builder().id("j").job_type("parse").project_id("p");
            let job = job.status("pending").total_items(0);
            Call::ready(job.maybe_directory_id(params.directory_id.clone()).build())
        }

        fn get_status(&self, job_id: &str) -> Call<BatchJobStatus> {
            let job = BatchJob::builder().id(job_id).job_type("parse").project_id("p");
            let job = job.status("completed").total_items(0).build();
            Call::ready(BatchJobStatus::builder().job(job).progress_percentage(100).build())
        }
    }

    let mock = Mock(Client::offline());
    let batch: &dyn BatchEndpoints = &mock;
    let job = batch.submit(&over("d")).await.unwrap();
    assert_eq!((job.id.as_str(), job.directory_id.as_deref()), ("j", Some("d")));
    assert!(batch.wait(&job.id).await.unwrap().job.status.is_final());
    // What it does not override would be sent, and is not.
    let error = batch.list(&llama_cloud::BatchListParams::default()).await.unwrap_err();
    assert_eq!(error.kind(), Kind::Connect);
}

/// R13: a look that gets no answer leaves time for the next one.
#[tokio::test(start_paused = true)]
async fn r13_a_look_that_stalls_does_not_use_up_the_time_of_all() {
    let world = World::new().await;
    world.sandbox.fault(Match::operation("create"), Fault::DropAfterCommit);
    world.sandbox.fault(Match::operation("list"), Fault::Delay(Duration::from_secs(600)));
    let job = world.client.beta().batch().submit(&world.params()).own_directory().await.unwrap();
    assert_eq!(job.id, world.sandbox.jobs()[0].id);
}

/// However long a caller is ready to wait, he waits for longer than one look.
#[tokio::test(start_paused = true)]
async fn r13_the_longest_settle_time_is_not_none() {
    let world = World::new().await;
    world.sandbox.fault(Match::operation("create"), Fault::DropAfterCommit);
    let nothing = r#"{"items": [], "total_size": 0}"#;
    world.sandbox.fault(Match::operation("list").times(3), Fault::body(nothing));
    let params = world.params();
    let submit = world.client.beta().batch().submit(&params).own_directory();
    let job = submit.settle(Duration::MAX).deadline(Duration::MAX).await.unwrap();
    assert_eq!(job.id, world.sandbox.jobs()[0].id);
}

/// R16: a job that two pages show, because rows have shifted, is one candidate.
#[tokio::test(start_paused = true)]
async fn r16_a_job_on_two_pages_is_one_candidate() {
    let world = World::new().await;
    world.sandbox.fault(Match::operation("create"), Fault::DropBefore);
    let page = format!(
        r#"{{"items": [{{"id": "bjb-1", "job_type": "parse", "project_id": "p", "status": "pending",
            "total_items": 0, "directory_id": "{}", "created_at": "2100-01-01T00:00:00Z"}}],
            "total_size": 2}}"#,
        world.directory
    );
    world.sandbox.fault(Match::operation("list").always(), Fault::body(page));
    let job = world.client.beta().batch().submit(&world.params()).own_directory().await.unwrap();
    assert_eq!(job.id, "bjb-1");
}

/// R18: the answer of the first is lost; the second finds the job cancelled, or ended before it came.
#[tokio::test(start_paused = true)]
async fn r18_a_cancel_that_is_sent_again_succeeds() {
    let cancel = BatchCancelParams::builder().reason("enough").build();
    for (fault, ends_first) in [
        (Fault::DropAfterCommit, false),
        (Fault::DropBefore, false),
        (Fault::status_after_commit(504), false),
        (Fault::Truncate(3), false),
        (Fault::DropBefore, true),
        (Fault::status(503), true),
    ] {
        let world = World::new().await;
        let batch = world.client.beta().batch();
        let job = batch.create(&world.params()).await.unwrap();
        let expected = if ends_first {
            batch.wait(&job.id).await.unwrap().job.status
        } else {
            BatchJobStatusValue::Cancelled
        };
        world.sandbox.fault(Match::operation("cancel"), fault);
        let cancelled = batch.cancel(&job.id, &cancel).await.unwrap();
        assert_eq!(cancelled.status, expected);
        assert_eq!(batch.get_status(&job.id).await.unwrap().job.status, expected);
        let requests = world.sandbox.requests();
        let cancels = requests.iter().filter(|r| r.operation.as_deref() == Some("cancel"));
        assert_eq!(cancels.count(), 2);
    }
}
