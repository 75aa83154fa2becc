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
