//! Lists that come in pages, from servers that can't count.
#![expect(clippy::unwrap_used, reason = "a test that can't go on fails")]

use endpoint::{Error, Kind};
use llama_cloud::{BatchListParams, DirectoryListParams, LlamaCloud};
use project_tests::{Act, Server, answer, ok};

fn page(ids: std::ops::Range<u32>, total: &str) -> Act {
    let job = |id| {
        format!(
            r#"{{"id": "{id}", "job_type": "parse", "project_id": "p", "status": "pending",
                "total_items": 0}}"#
        )
    };
    let jobs: Vec<String> = ids.map(job).collect();
    Act::Answer(ok(&format!(r#"{{"items": [{}], "total_size": {total}}}"#, jobs.join(","))))
}

fn client(server: &Server) -> LlamaCloud {
    let builder = LlamaCloud::builder().api_key("llx-1").base_url(server.url());
    builder.retries(1).build().unwrap()
}

/// All ids that a list yields, the error that ends it, and the offsets that were asked for.
async fn read(script: Vec<Act>) -> (Vec<u32>, Option<Error>, Vec<Option<u32>>) {
    let server = Server::start(script).await;
    let client = client(&server);
    let mut jobs = client.beta().batch().list(&BatchListParams::default()).items();
    let (mut ids, mut error) = (Vec::new(), None);
    while let Some(job) = jobs.next().await {
        match job {
            Ok(job) => ids.push(job.id.parse().unwrap()),
            Err(ends) => error = Some(ends),
        }
    }
    let offset = |target: &str| Some(target.split_once("offset=")?.1.parse().unwrap());
    let offsets = server.received().iter().map(|request| offset(&request.target)).collect();
    (ids, error, offsets)
}

fn all(range: std::ops::Range<u32>) -> Vec<u32> {
    range.collect()
}

/// R59: rows that new ones push back come once.
#[tokio::test]
async fn r59_an_item_comes_once() {
    let script = vec![page(0..3, "6"), page(1..4, "8"), page(4..6, "8")];
    let (ids, error, _) = read(script).await;
    assert_eq!((ids, error.map(|e| e.to_string())), (all(0..6), None));
}

/// R60: pages that hold fewer rows than asked, or more; and one that is asked for twice.
#[tokio::test(start_paused = true)]
async fn r60_no_row_is_lost() {
    let script = vec![
        page(0..1, "9"),
        Act::Close,
        page(1..6, "9"),
        Act::Answer(answer("500 Internal Server Error", &[], "")),
        page(6..9, "9"),
    ];
    let (ids, error, offsets) = read(script).await;
    assert!(error.is_none(), "{error:?}");
    assert_eq!(ids, all(0..9));
    assert_eq!(offsets, [None, Some(1), Some(1), Some(6), Some(6)]);
}

/// R61: a server that repeats itself does not keep it reading.
#[tokio::test]
async fn r61_a_list_that_gets_nowhere_ends_with_an_error() {
    let (ids, error, offsets) = read(vec![page(0..2, "1000000")]).await;
    assert_eq!(ids, [0, 1]);
    let error = error.unwrap();
    assert_eq!(error.kind(), Kind::Protocol);
    assert!(error.to_string().contains("offset"), "{error}");
    assert!(offsets.len() <= 4, "{offsets:?}");
}

/// R62: the total may be anything, and an empty page ends the list.
#[tokio::test]
async fn r62_no_total_can_mislead() {
    for (total, pages, yielded) in [
        ("null", 1, 2),
        ("-1", 1, 2),
        ("0", 1, 2),
        ("2", 1, 2),
        ("9223372036854775807", 2, 2),
        ("1000000000", 2, 2),
    ] {
        let (ids, error, offsets) = read(vec![page(0..2, total), page(0..0, total)]).await;
        assert!(error.is_none(), "{total}: {error:?}");
        assert_eq!((offsets.len(), ids.len()), (pages, yielded), "{total}");
    }
    let (ids, error, _) = read(vec![page(0..2, "5"), page(2..4, "3")]).await;
    assert_eq!((ids, error.is_none()), (all(0..4), true));
    let no_total = Act::Answer(ok(r#"{"items": []}"#));
    assert!(read(vec![no_total]).await.1.is_none());
}

/// R63: what came before a failed page is there, and the error says how to go on.
#[tokio::test(start_paused = true)]
async fn r63_a_failed_page_comes_after_the_earlier_items() {
    let forbidden = Act::Answer(answer("403 Forbidden", &[], r#"{"detail": "no"}"#));
    let (ids, error, _) = read(vec![page(0..3, "9"), forbidden]).await;
    assert_eq!(ids, all(0..3));
    let error = error.unwrap();
    assert_eq!(error.status().unwrap(), 403);
    assert!(error.to_string().contains("`offset` = `3`"), "{error}");
}

/// R61, by tokens: the same token again and again.
#[tokio::test]
async fn r61_a_token_that_repeats_ends_with_an_error() {
    let page =
        r#"{"items": [{"id": "d", "name": "n", "project_id": "p"}], "next_page_token": "t"}"#;
    let server = Server::start([Act::Answer(ok(page))]).await;
    let client = client(&server);
    let mut found = client.beta().directories().list(&DirectoryListParams::default()).items();
    assert!(found.next().await.unwrap().is_ok());
    assert_eq!(found.next().await.unwrap().unwrap_err().kind(), Kind::Protocol);
    assert!(found.next().await.is_none());
    assert!(server.count() <= 4);
    assert!(server.received()[1].target.contains("page_token=t"));
}

/// The parameters of the list go with every page, and so does the key.
#[tokio::test]
async fn every_page_is_asked_for_with_all_parameters() {
    let server = Server::start([page(0..1, "2"), page(1..2, "2")]).await;
    let params = BatchListParams::builder().directory_id("d").limit(1).build();
    let mut jobs = client(&server).beta().batch().list(&params).header("x-a", "1").items();
    while let Some(job) = jobs.next().await {
        job.unwrap();
    }
    let received = server.received();
    assert_eq!(received.len(), 2);
    for request in received {
        assert!(request.target.contains("directory_id=d&limit=1"), "{}", request.target);
        assert_eq!(request.header("authorization"), Some("Bearer llx-1"));
        assert_eq!(request.header("x-a"), Some("1"));
    }
}
