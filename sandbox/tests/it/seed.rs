//! What a sandbox holds when it starts.

use std::time::Duration;

use llama_cloud_sandbox::Sandbox;
use serde_json::{Value, json};

use crate::client::Client;

const PROJECT: &str = "project_id=proj-11111111-2222-3333-4444-555555555555";

/// The body of an answer in the contract's examples.
fn example(name: &str) -> Value {
    let path = format!("{}/contract/examples/{name}.json", env!("CARGO_MANIFEST_DIR"));
    let example: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    example["response"]["body"].clone()
}

async fn seeded(seed: Value) -> (Sandbox, Client) {
    let sandbox = Sandbox::builder().manual_clock().seed(seed).start().await.unwrap();
    let client = Client::of(&sandbox);
    (sandbox, client)
}

fn job(id: &str, status: &str) -> Value {
    json!({ "id": id, "job_type": "parse", "project_id": "p", "status": status, "total_items": 0 })
}

#[tokio::test]
async fn jobs_at_an_end_come_back_as_they_were_given() {
    for name in ["get_status_completed", "get_status_failed", "get_status_cancelled"] {
        let given = example(name)["job"].clone();
        let id = given["id"].as_str().unwrap().to_owned();
        let (sandbox, client) = seeded(json!({ "jobs": [given] })).await;
        sandbox.advance(Duration::from_secs(3600));
        let answer = client.call("get_status", &[&id], "", Value::Null).await.json();
        assert_eq!(answer["job"], given, "{name}");
        let listed = client.call("list", &[], PROJECT, Value::Null).await.json();
        assert_eq!(listed["items"], json!([given]), "{name}");
        let cancelled = client.call("cancel", &[&id], "", json!({})).await.json();
        assert_eq!(cancelled["status"], given["status"], "{name}");
    }
}

#[tokio::test]
async fn items_and_results_come_back_as_they_were_given() {
    let items = example("job_items_list_every_status")["items"].clone();
    let results = example("processing_results_several");
    let mut items: Vec<Value> = items.as_array().unwrap().clone();
    let shown = items.clone();
    items[2]["item_id"] = results["item_id"].clone();
    items[2]["processing_results"] = results["processing_results"].clone();
    items[2]["text"] = json!("What it says.");
    let mut given = job("bjb-1", "cancelled");
    given["items"] = json!(items);
    let (_sandbox, client) = seeded(json!({ "jobs": [given] })).await;

    let listed = client.call("job_items.list", &["bjb-1"], "", Value::Null).await.json();
    for (index, (listed, shown)) in
        listed["items"].as_array().unwrap().iter().zip(&shown).enumerate()
    {
        assert!(index == 2 || listed == shown, "{listed} {shown}");
    }
    let failed = client.call("job_items.list", &["bjb-1"], "status=failed", Value::Null).await;
    assert_eq!(failed.json()["total_size"], 1);

    let id = results["item_id"].as_str().unwrap();
    let answer =
        client.call("job_items.get_processing_results", &[id], "", Value::Null).await.json();
    assert_eq!(answer["processing_results"], results["processing_results"]);
    let parse_job = shown[2]["job_id"].as_str().unwrap();
    let parsed = client.call("parsing.get", &[parse_job], "expand=text_full", Value::Null).await;
    assert_eq!(parsed.json()["text_full"], "What it says.");
}

#[tokio::test]
async fn jobs_that_are_not_at_an_end_go_on() {
    for status in ["pending", "dispatched", "running"] {
        let mut given = job("bjb-1", status);
        given["created_at"] = json!("2026-03-01T09:30:00Z");
        given["items"] = json!([
            { "item_id": "a", "item_name": "a.txt", "status": "completed", "text": "done before" },
            { "item_id": "b", "item_name": "b.txt", "status": "pending", "text": "done later" },
        ]);
        let (sandbox, client) = seeded(json!({ "jobs": [given] })).await;
        let answer = client.call("get_status", &["bjb-1"], "", Value::Null).await.json();
        assert_eq!(answer["job"]["status"], status);
        assert_eq!(answer["job"]["processed_items"], 1, "{status}");
        sandbox.advance(Duration::from_secs(2));
        let answer = client.call("get_status", &["bjb-1"], "", Value::Null).await.json();
        assert_eq!(answer["job"]["status"], "completed");
        assert_eq!(answer["job"]["processed_items"], 2);
        assert_eq!(answer["job"]["created_at"], "2026-03-01T09:30:00Z");
        let items = client.call("job_items.list", &["bjb-1"], "", Value::Null).await.json();
        let parse_job = items["items"][1]["job_id"].as_str().unwrap();
        let parsed =
            client.call("parsing.get", &[parse_job], "expand=text_full", Value::Null).await.json();
        assert_eq!(parsed["text_full"], "done later");
    }
}

#[tokio::test]
async fn directories_and_files_can_be_worked_on() {
    let seed = json!({
        "directories": [{ "id": "dir-1", "name": "n", "project_id": "p", "type": "user",
            "created_at": "2026-03-01T09:30:00Z" }],
        "files": [{ "id": "dfl-1", "directory_id": "dir-1", "display_name": "a.txt", "project_id": "p",
            "unique_id": "u", "file_id": "file-1", "text": "words" }],
    });
    let (sandbox, client) = seeded(seed).await;
    let directory = client.call("directories.get", &["dir-1"], "", Value::Null).await.json();
    assert_eq!(directory["created_at"], "2026-03-01T09:30:00Z");
    let file = client.call("directories.files.get", &["dir-1", "dfl-1"], "", Value::Null).await;
    assert_eq!(file.json()["file_id"], "file-1");
    let create = json!({ "job_config": {}, "directory_id": "dir-1" });
    let id = client.call("create", &[], "", create).await.id();
    sandbox.advance(Duration::from_secs(2));
    let items = client.call("job_items.list", &[&id], "", Value::Null).await.json();
    assert_eq!(items["items"][0]["item_id"], "dfl-1");
    assert_eq!(items["items"][0]["status"], "completed");
}

#[tokio::test]
async fn what_is_wrong_with_a_seed_is_named_with_its_path() {
    let with = |name: &str, value: Value| {
        let mut job = job("bjb-1", "completed");
        job[name] = value;
        json!({ "jobs": [job] })
    };
    let item = |item: Value| with("items", json!([item]));
    let cases = [
        (json!([]), "the seed is no object"),
        (json!({ "folders": [] }), "folders: unknown key"),
        (json!({ "jobs": {} }), "jobs: Input should be a valid list"),
        (json!({ "jobs": [7] }), "jobs[0]: "),
        (with("colour", json!("red")), "jobs[0].colour: unknown key"),
        (with("status", json!("resting")), "jobs[0].status: "),
        (with("total_items", json!("2")), "jobs[0].total_items: "),
        (with("created_at", json!("yesterday")), "jobs[0].created_at: "),
        (item(json!({ "item_id": "a" })), "jobs[0].items[0].item_name: Field required"),
        (
            item(json!({ "item_id": "a", "item_name": "a", "status": "completed", "colour": 1 })),
            "jobs[0].items[0].colour: unknown key",
        ),
        (
            item(json!({ "item_id": "a", "item_name": "a", "status": "completed", "text": 1 })),
            "jobs[0].items[0].text: ",
        ),
        (
            item(json!({ "item_id": "a", "item_name": "a", "status": "completed",
                "processing_results": [{ "item_id": 1 }] })),
            "jobs[0].items[0].processing_results[0].",
        ),
        (json!({ "directories": [{ "id": "d", "name": "n" }] }), "directories[0].project_id: "),
        (
            json!({ "jobs": [job("j", "failed"), job("j", "failed")] }),
            "jobs[1].id: there is another",
        ),
    ];
    for (seed, says) in cases {
        let error = Sandbox::builder().seed(seed.clone()).start().await.unwrap_err();
        assert_eq!(error.kind(), std::io::ErrorKind::InvalidData, "{seed}");
        assert!(error.to_string().starts_with(says), "{seed}: {error}");
    }
}
