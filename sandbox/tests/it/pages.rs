//! Lists: their order, their pages and their filters.

use llama_cloud_sandbox::Sandbox;
use serde_json::{Value, json};

use crate::client::Client;

fn ids(page: &Value) -> Vec<String> {
    let items = page["items"].as_array().unwrap();
    items.iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn jobs_are_listed_newest_first_by_offset() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = Client::of(&sandbox);
    let mut made: Vec<String> = (0..105).map(|_| sandbox.job()).collect();
    made.reverse();
    let get = async |query: &str| client.call("list", &[], query, Value::Null).await.json();
    let first = get("").await;
    assert_eq!(ids(&first), made[..100]);
    assert_eq!(first["total_size"], 105);
    assert_eq!(ids(&get("offset=100").await), made[100..]);
    assert_eq!(ids(&get("limit=3&offset=2").await), made[2..5]);
    assert_eq!(ids(&get("limit=1000").await), made);
    let past = get("offset=105").await;
    assert_eq!((ids(&past).len(), &past["total_size"]), (0, &json!(105)));
}

#[tokio::test]
async fn jobs_are_filtered() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = Client::of(&sandbox);
    let done = sandbox.job();
    let directory = sandbox.directory(&[]);
    let create = json!({ "job_config": {}, "directory_id": directory });
    let fresh = client.call("create", &[], "", create.clone()).await.id();
    let elsewhere = client.call("create", &[], "project_id=p-2", create).await;
    assert_eq!(elsewhere.json()["project_id"], "p-2");
    let elsewhere = elsewhere.id();
    let get = async |query: &str| ids(&client.call("list", &[], query, Value::Null).await.json());
    assert_eq!(get("").await, [fresh.clone(), done.clone()]);
    assert_eq!(get("status=completed").await, [done]);
    assert_eq!(get(&format!("directory_id={directory}")).await, [fresh]);
    assert_eq!(get("project_id=p-2").await, std::slice::from_ref(&elsewhere));
    assert!(get("job_type=classify").await.is_empty());
    // An id is found whatever the project.
    assert_eq!(client.call("get_status", &[&elsewhere], "", Value::Null).await.status, 200);
}

#[tokio::test]
async fn token_pages_neither_repeat_nor_lose() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = Client::of(&sandbox);
    let directory = sandbox.directory(&[]);
    for number in 0..7 {
        sandbox.directory_with_id(&directory, &[(&format!("{number}.txt"), b"x")]);
    }
    let (mut names, mut token, mut pages) = (Vec::new(), String::new(), 0);
    loop {
        let query = format!("page_size=3&page_token={token}");
        let page = client.call("directories.files.list", &[&directory], &query, Value::Null).await;
        let page = page.json();
        for item in page["items"].as_array().unwrap() {
            names.push(item["display_name"].as_str().unwrap().to_owned());
        }
        pages += 1;
        // Made and deleted between two pages.
        sandbox.directory_with_id(&directory, &[("new.txt", b"x")]);
        if pages == 1 {
            let last = page["items"][2]["id"].as_str().unwrap();
            client.call("directories.files.delete", &[&directory, last], "", Value::Null).await;
        }
        match page["next_page_token"].as_str() {
            Some(next) => token = next.to_owned(),
            None => break,
        }
    }
    assert_eq!(names, ["6.txt", "5.txt", "4.txt", "3.txt", "2.txt", "1.txt", "0.txt"]);
    assert_eq!(pages, 3);
    for bad in ["xyz", "abc", "64666c", "%C3%A9"] {
        let query = format!("page_token={bad}");
        let page = client.call("directories.files.list", &[&directory], &query, Value::Null).await;
        assert_eq!(page.status, 400, "{bad}");
        assert_eq!(page.json(), json!({ "detail": "Invalid page token" }));
    }
}

/// The ids of all that pages of this size show, first by offset, then with a look at the total.
async fn all_items(client: &Client, job: &str, status: &str) -> Vec<String> {
    let (mut found, mut offset) = (Vec::new(), 0);
    loop {
        let query = format!("status={status}&limit=2&offset={offset}");
        let page = client.call("job_items.list", &[job], &query, Value::Null).await.json();
        let rows = page["items"].as_array().unwrap();
        found.extend(rows.iter().map(|row| row["item_id"].as_str().unwrap().to_owned()));
        offset += 2;
        if rows.is_empty() {
            assert_eq!(page["total_size"], found.len());
            return found;
        }
    }
}

#[tokio::test]
async fn items_are_filtered_in_their_order_however_they_end() {
    let item = |id: &str, status: &str| {
        json!({ "item_id": id, "item_name": id, "status": status, "skip_reason": "old",
            "error_message": "torn" })
    };
    // Those that were done before stand between those that are still to be worked on.
    let items = [
        item("a", "pending"),
        item("b", "completed"),
        item("c", "pending"),
        item("d", "failed"),
        item("e", "skipped"),
        item("f", "pending"),
        item("g", "completed"),
    ];
    let seed = json!({ "jobs": [{ "id": "bjb-1", "job_type": "parse", "project_id": "p",
        "status": "running", "total_items": 7, "items": items }] });
    let job_time = std::time::Duration::from_secs(40);
    let builder = Sandbox::builder().manual_clock().job_time(job_time).seed(seed);
    let sandbox = builder.start().await.unwrap();
    let client = Client::of(&sandbox);
    let check = async |expected: [(&str, &str); 6], (done, failed, skipped): (u64, u64, u64)| {
        for (status, ids) in expected {
            let found = all_items(&client, "bjb-1", status).await;
            let ids: Vec<String> = ids.chars().map(String::from).collect();
            assert_eq!(found, ids, "{status}");
        }
        let job =
            client.call("get_status", &["bjb-1"], "", Value::Null).await.json()["job"].clone();
        assert_eq!(
            (&job["processed_items"], &job["failed_items"], &job["skipped_items"]),
            (&json!(done), &json!(failed), &json!(skipped))
        );
    };
    let (failed, skipped) = (("failed", "d"), ("skipped", "e"));
    let (none, off) = ("", ("cancelled", ""));
    let at_first =
        [("completed", "bg"), failed, skipped, ("processing", "a"), ("pending", "cf"), off];
    check(at_first, (2, 1, 1)).await;
    sandbox.advance(job_time / 3);
    let then = [("completed", "abg"), failed, skipped, ("processing", "c"), ("pending", "f"), off];
    check(then, (3, 1, 1)).await;
    client.call("cancel", &["bjb-1"], "", json!({})).await;
    sandbox.advance(job_time);
    let at_last = [
        ("completed", "abg"),
        failed,
        skipped,
        ("processing", none),
        ("pending", none),
        ("cancelled", "cf"),
    ];
    check(at_last, (3, 1, 1)).await;
}

#[tokio::test]
async fn jobs_are_listed_under_the_status_that_they_have_by_now() {
    let sandbox = Sandbox::builder().manual_clock().start().await.unwrap();
    let client = Client::of(&sandbox);
    let directory = sandbox.directory(&[("a.txt", b"a")]);
    let classify = json!({ "id": "c", "project_id": "p", "status": "PENDING", "user_id": "u",
        "rules": [{ "type": "a", "description": "b" }] });
    let mut made = Vec::new();
    for config in [json!({}), classify, json!({}), json!({})] {
        let create = json!({ "job_config": config, "directory_id": directory });
        made.push(client.call("create", &[], "", create).await.id());
        sandbox.advance(std::time::Duration::from_millis(400));
    }
    client.call("cancel", &[&made[2]], "", json!({})).await;
    let get = async |query: &str| ids(&client.call("list", &[], query, Value::Null).await.json());
    let some = |places: &[usize]| places.iter().map(|at| made[*at].clone()).collect::<Vec<_>>();
    assert_eq!(get("status=running").await, some(&[1, 0]));
    assert_eq!(get("status=dispatched").await, some(&[3]));
    assert_eq!(get("status=cancelled").await, some(&[2]));
    assert_eq!(get("status=running&job_type=parse").await, some(&[0]));
    assert_eq!(get("job_type=classify").await, some(&[1]));
    assert_eq!(get(&format!("directory_id={directory}&status=running")).await, some(&[1, 0]));
    sandbox.advance(std::time::Duration::from_millis(400));
    assert_eq!(get("status=completed").await, some(&[0]));
    assert_eq!(get("status=running&limit=1&offset=1").await, some(&[1]));
    assert_eq!(get("status=pending").await, some(&[]));
}

#[tokio::test]
async fn filters_find_what_was_renamed_deleted_or_has_expired() {
    let sandbox = Sandbox::builder().manual_clock().start().await.unwrap();
    let client = Client::of(&sandbox);
    let create = async |name: &str, kind: &str| {
        let body = json!({ "name": name, "type": kind });
        client.call("directories.create", &[], "", body).await.id()
    };
    let (kept, brief) = (create("a", "user").await, create("a", "ephemeral").await);
    let list = async |query: &str| {
        let page = client.call("directories.list", &[], query, Value::Null).await.json();
        assert_eq!(page["total_size"], ids(&page).len());
        ids(&page)
    };
    assert_eq!(list("name=a").await, [brief.clone(), kept.clone()]);
    client.call("directories.update", &[&kept], "", json!({ "name": "b" })).await;
    assert_eq!(list("name=a").await, std::slice::from_ref(&brief));
    assert_eq!(list("name=b").await, std::slice::from_ref(&kept));
    sandbox.advance(std::time::Duration::from_secs(24 * 3_600));
    assert_eq!(list("").await, std::slice::from_ref(&kept));
    assert_eq!(list("include_deleted=true").await, [brief, kept.clone()]);

    let unique = [("unique_id", "u")];
    let first = client.upload(&kept, "a.txt", b"a", &unique).await.id();
    client.call("directories.files.delete", &[&kept, &first], "", Value::Null).await;
    let second = client.upload(&kept, "a.txt", b"a", &unique).await.id();
    let files = async |query: &str| {
        ids(&client.call("directories.files.list", &[&kept], query, Value::Null).await.json())
    };
    assert_eq!(files("unique_id=u").await, std::slice::from_ref(&second));
    assert_eq!(files("unique_id=u&include_deleted=true").await, [second.clone(), first]);
    assert_eq!(files("display_name=a.txt").await, [second]);
    assert_eq!(files("unique_id=v").await, Vec::<String>::new());
}
