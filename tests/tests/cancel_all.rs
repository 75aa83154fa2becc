//! Cancelling many jobs: what became of each, how many at once, and what stops it.
#![expect(clippy::unwrap_used, reason = "a test that can't go on fails")]

use std::time::Duration;

use endpoint::{Call, Client, Endpoints, Kind};
use llama_cloud::{
    BatchCancelParams, BatchCancelResponse, BatchCreateParams, BatchEndpoints, BatchJobStatusValue,
    JobConfig, LlamaCloud,
};
use llama_cloud_sandbox::{Fault, Match, Sandbox};
use tokio::time::{Instant, sleep};

const LONG: Duration = Duration::from_secs(36_000);

async fn world(jobs: usize) -> (Sandbox, LlamaCloud, Vec<String>) {
    let sandbox = Sandbox::builder().job_time(LONG).start().await.unwrap();
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

fn params() -> BatchCancelParams {
    BatchCancelParams::builder().reason("enough").build()
}

fn cancels(sandbox: &Sandbox) -> usize {
    let requests = sandbox.requests();
    requests.iter().filter(|r| r.operation.as_deref() == Some("cancel")).count()
}

/// R18: in the order of the ids, and none stops another.
#[tokio::test(start_paused = true)]
async fn r18_each_of_many_jobs_tells_what_became_of_it() {
    let (sandbox, client, job_ids) = world(40).await;
    assert!(sandbox.fail_job(&job_ids[7], "the disk is full"));
    let mut asked = job_ids.clone();
    asked.insert(3, String::new());
    asked.insert(9, "bjb-none".to_owned());
    asked.extend(["..".to_owned(), sandbox.job(), job_ids[0].clone()]);
    let cancelled = client.beta().batch().cancel_all(asked.clone(), &params()).await;
    let ids: Vec<&str> = cancelled.iter().map(|it| &*it.job_id).collect();
    assert_eq!(ids, asked);
    for (place, it) in cancelled.iter().enumerate() {
        match (place, &it.answer) {
            // Before anything is sent for it.
            (3 | 42, answer) => assert_eq!(answer.as_ref().unwrap_err().kind(), Kind::Build),
            (9, answer) => {
                assert_eq!(answer.as_ref().unwrap_err().status().unwrap().as_u16(), 404);
            }
            (8, answer) => {
                assert_eq!(answer.as_ref().unwrap().status, BatchJobStatusValue::Failed)
            }
            (43, answer) => {
                assert_eq!(answer.as_ref().unwrap().status, BatchJobStatusValue::Completed);
            }
            (_, answer) => {
                let answer = answer.as_ref().unwrap();
                assert_eq!(answer.job_id, it.job_id);
                assert_eq!(answer.status, BatchJobStatusValue::Cancelled);
            }
        }
    }
    assert_eq!(cancels(&sandbox), asked.len() - 2);
    let left = sandbox.jobs().into_iter().filter(|job| job.status == "pending");
    assert_eq!(left.count(), 0);
    let requests = sandbox.requests();
    let request = requests.iter().find(|r| r.operation.as_deref() == Some("cancel")).unwrap();
    assert_eq!(request.json().unwrap()["reason"], "enough");
    assert!(client.beta().batch().cancel_all(Vec::new(), &params()).await.is_empty());
}

/// R18: each call is sent again as one by itself is.
#[tokio::test(start_paused = true)]
async fn r18_cancelling_many_survives_what_repeating_can_mend() {
    for fault in [Fault::DropBefore, Fault::DropAfterCommit, Fault::status(503)] {
        let (sandbox, client, job_ids) = world(6).await;
        sandbox.fault(Match::operation("cancel").times(2), fault.clone());
        let cancelled = client.beta().batch().cancel_all(job_ids, &params()).await;
        for it in &cancelled {
            let answer = it.answer.as_ref().unwrap_or_else(|error| panic!("{fault:?}: {error}"));
            assert_eq!(answer.status, BatchJobStatusValue::Cancelled);
        }
        assert_eq!(cancels(&sandbox), 8, "{fault:?}");
    }
    // What fails for good is that job's alone.
    let (sandbox, client, job_ids) = world(6).await;
    sandbox.fault(Match::operation("cancel").nth(2), Fault::status(403));
    let cancelled = client.beta().batch().cancel_all(job_ids, &params()).await;
    assert_eq!(cancelled.iter().filter(|it| it.answer.is_ok()).count(), 5);
}

#[tokio::test(start_paused = true)]
async fn so_many_are_cancelled_at_once_and_no_more() {
    for (at_once, expected) in [(None, 16), (Some(5), 5), (Some(0), 1), (Some(100), 48)] {
        let (sandbox, client, job_ids) = world(48).await;
        sandbox.fault(Match::operation("cancel").always(), Fault::Delay(Duration::from_secs(10)));
        let batch = client.beta().batch();
        let params = params();
        let cancel = batch.cancel_all(job_ids, &params);
        let cancel = match at_once {
            None => cancel,
            Some(at_once) => cancel.at_once(at_once),
        };
        let began = Instant::now();
        let (cancelled, so_far) = tokio::join!(cancel, async {
            sleep(Duration::from_secs(9)).await;
            cancels(&sandbox)
        });
        assert_eq!(so_far, expected, "{at_once:?}");
        assert!(cancelled.iter().all(|it| it.answer.is_ok()));
        let took = began.elapsed().as_secs();
        let rounds = 48_usize.div_ceil(expected) as u64;
        assert!((rounds * 10..=rounds * 10 + 1).contains(&took), "{at_once:?}: {took} s");
    }
}

/// A stream gives each answer when it comes, and awaited then, what is left in order.
#[tokio::test(start_paused = true)]
async fn answers_are_told_as_they_come() {
    let (sandbox, client, job_ids) = world(20).await;
    // The first takes longer than all others.
    sandbox.fault(Match::operation("cancel"), Fault::Delay(Duration::from_secs(20)));
    let params = params();
    let mut cancel = client.beta().batch().cancel_all(job_ids.clone(), &params);
    let began = Instant::now();
    let mut told = Vec::new();
    for _ in 0..10 {
        told.push(cancel.next().await.unwrap().job_id);
    }
    assert!(began.elapsed() < Duration::from_secs(1));
    let rest: Vec<String> = cancel.await.into_iter().map(|it| it.job_id).collect();
    assert!(began.elapsed() >= Duration::from_secs(20));
    let left: Vec<String> = job_ids.iter().filter(|id| !told.contains(id)).cloned().collect();
    assert_eq!(rest, left);
    assert_eq!(rest.len(), 10);

    // The one that takes long comes last.
    let (sandbox, client, job_ids) = world(20).await;
    sandbox.fault(Match::operation("cancel"), Fault::Delay(Duration::from_secs(20)));
    let mut cancel = client.beta().batch().cancel_all(job_ids, &params).at_once(2);
    let (mut when, began) = (Vec::new(), Instant::now());
    while let Some(cancellation) = cancel.next().await {
        assert!(cancellation.answer.is_ok());
        when.push(began.elapsed().as_secs());
    }
    assert_eq!((when.len(), when[18], when[19]), (20, 0, 20));
    assert!(cancel.next().await.is_none());
}

#[tokio::test(start_paused = true)]
async fn dropped_it_cancels_no_more() {
    let (sandbox, client, job_ids) = world(40).await;
    let params = params();
    let mut cancel = client.beta().batch().cancel_all(job_ids, &params).at_once(2);
    for _ in 0..4 {
        assert!(cancel.next().await.unwrap().answer.is_ok());
    }
    drop(cancel);
    sleep(Duration::from_secs(60)).await;
    assert!((4..=6).contains(&cancels(&sandbox)), "{}", cancels(&sandbox));
}

/// What a mock overrides counts.
#[tokio::test]
async fn a_mock_is_asked() {
    struct Mock(Client);

    impl Endpoints for Mock {
        fn client(&self) -> &Client {
            &self.0
        }
    }

    impl BatchEndpoints for Mock {
        fn cancel(&self, job_id: &str, params: &BatchCancelParams) -> Call<BatchCancelResponse> {
            let answer = BatchCancelResponse::builder()
                .job_id(job_id)
                .message(params.reason.clone().unwrap_or_default())
                .processed_items(0)
                .status(BatchJobStatusValue::Cancelled)
                .build();
            Call::ready(answer)
        }
    }

    let mock = Mock(Client::offline());
    let cancelled = mock.cancel_all(vec!["a".to_owned(), "b".to_owned()], &params()).await;
    let messages = cancelled.iter().map(|it| &*it.answer.as_ref().unwrap().message);
    assert_eq!(messages.collect::<Vec<_>>(), ["enough", "enough"]);
}
