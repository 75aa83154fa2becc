//! A whole run, from the directory to the text, each answer held against the contract.

use std::time::Duration;

use llama_cloud_sandbox::Sandbox;
use serde_json::{Value, json};

use crate::client::Client;

async fn sandbox() -> (Sandbox, Client) {
    let job_time = Duration::from_secs(100);
    let sandbox = Sandbox::builder().manual_clock().job_time(job_time).start().await.unwrap();
    let client = Client::of(&sandbox);
    (sandbox, client)
}

#[tokio::test]
async fn files_go_in_and_their_text_comes_out() {
    let (sandbox, client) = sandbox().await;
    let made = json!({ "name": "letters", "type": "ephemeral", "system_metadata": { "n": 1 } });
    let directory = client.call("directories.create", &[], "", made).await.id();
    let first = client.upload(&directory, "a.txt", b"one\x0ctwo", &[]).await.id();
    let second = client.upload(&directory, "b.pdf", b"%PDF-1.7", &[]).await.id();

    let create =
        json!({ "job_config": { "parameters": { "tier": "fast" } }, "directory_id": directory });
    let answer = client.call("create", &[], "", create).await;
    let (id, job) = (answer.id(), answer.json());
    assert_eq!(job["status"], "pending");
    assert_eq!(job["total_items"], 0);

    let mut seen = vec![("pending".to_owned(), 0.0, 0)];
    for _ in 0..20 {
        sandbox.advance(Duration::from_secs(5));
        let status = client.call("get_status", &[&id], "", Value::Null).await.json();
        let listed = client.call("list", &[], "", Value::Null).await.json();
        assert_eq!(listed["items"][0], status["job"]);
        let processed = status["job"]["processed_items"].as_u64().unwrap();
        let word = status["job"]["status"].as_str().unwrap().to_owned();
        seen.push((word, status["progress_percentage"].as_f64().unwrap(), processed));
        client.call("job_items.list", &[&id], "", Value::Null).await;
    }
    seen.dedup();
    let expected = [
        ("pending", 0.0, 0),
        ("dispatched", 0.0, 0),
        ("running", 0.0, 0),
        ("running", 50.0, 1),
        ("completed", 100.0, 2),
    ];
    assert_eq!(seen, expected.map(|(word, progress, n)| (word.to_owned(), progress, n)));

    let items = client.call("job_items.list", &[&id], "", Value::Null).await.json();
    assert_eq!(items["items"][0]["item_id"], first.as_str());
    assert_eq!(items["items"][1]["item_id"], second.as_str());
    let parse = |index: usize| items["items"][index]["job_id"].as_str().unwrap();
    let expand = "expand=text&expand=text_full&expand=markdown&expand=markdown_full&expand=metadata\
                  &expand=job_metadata&expand=raw_parameters&expand=images_content_metadata\
                  &expand=result_content_metadata&expand=items&expand=forms";
    let text = client.call("parsing.get", &[parse(0)], expand, Value::Null).await.json();
    assert_eq!(text["job"]["status"], "COMPLETED");
    assert_eq!(text["text_full"], "one\u{c}two");
    assert_eq!(text["text"]["pages"][1], json!({ "page_number": 2, "text": "two" }));
    assert_eq!(text["markdown"]["pages"][0]["markdown"], "one");
    assert_eq!(text["raw_parameters"], json!({ "tier": "fast" }));
    let stub =
        client.call("parsing.get", &[parse(1)], "expand=text_full", Value::Null).await.json();
    let says = "[llama-cloud-sandbox does not parse this format: b.pdf, 8 bytes]";
    assert_eq!(stub["text_full"], says);
    assert_eq!(stub.as_object().unwrap().len(), 2, "only what was asked for: {stub}");

    let results = client.call("job_items.get_processing_results", &[&first], "", Value::Null).await;
    let results = results.json();
    assert_eq!(results["item_name"], "a.txt");
    assert_eq!(results["processing_results"][0]["job_type"], "parse");
    let config = &results["processing_results"][0]["job_config"];
    assert_eq!(*config, json!({ "parameters": { "tier": "fast" } }));
    let query = "job_type=classify";
    let none = client.call("job_items.get_processing_results", &[&first], query, Value::Null).await;
    assert_eq!(none.json()["processing_results"], json!([]));

    let cancelled = client.call("cancel", &[&id], "", json!({ "reason": "too late" })).await.json();
    assert_eq!(cancelled["status"], "completed");
    assert_eq!(cancelled["processed_items"], 2);
}

#[tokio::test]
async fn a_cancelled_job_stays_as_far_as_it_came() {
    let (sandbox, client) = sandbox().await;
    let directory = sandbox.directory(&[("a.txt", b"a"), ("b.txt", b"b"), ("c.txt", b"c")]);
    let create = json!({ "job_config": {}, "directory_id": directory });
    let id = client.call("create", &[], "", create).await.id();
    sandbox.advance(Duration::from_secs(51));
    for message in ["Batch job cancelled", "The job had already been cancelled"] {
        let answer = client.call("cancel", &[&id], "", json!({})).await.json();
        assert_eq!(answer["status"], "cancelled");
        assert_eq!(answer["processed_items"], 1);
        assert_eq!(answer["message"], message);
        sandbox.advance(Duration::from_secs(1000));
    }
    let items = client.call("job_items.list", &[&id], "", Value::Null).await.json();
    let statuses: Vec<&Value> =
        items["items"].as_array().unwrap().iter().map(|item| &item["status"]).collect();
    assert_eq!(statuses, ["completed", "cancelled", "cancelled"]);
    let status = client.call("get_status", &[&id], "", Value::Null).await.json();
    assert!((status["progress_percentage"].as_f64().unwrap() - 100.0 / 3.0).abs() < 1e-9);
    let cancelled = client.call("job_items.list", &[&id], "status=cancelled", Value::Null).await;
    assert_eq!(cancelled.json()["total_size"], 2);
    let early =
        client.call("create", &[], "", json!({ "job_config": {}, "item_ids": [] })).await.id();
    client.call("cancel", &[&early], "", json!({})).await;
    assert_eq!(sandbox.jobs()[1].status, "cancelled");
    assert_eq!(sandbox.jobs()[1].total_items, 0);
}

#[tokio::test]
async fn items_fail_and_are_skipped_with_a_reason() {
    let (sandbox, client) = sandbox().await;
    sandbox.fail_item("bad.txt", "The file is encrypted");
    sandbox.skip_item("old.txt", "already_processed");
    let files: [(&str, &[u8]); 4] =
        [("bad.txt", b"x"), ("old.txt", b"y"), ("empty.txt", b""), ("good.txt", b"z")];
    let directory = sandbox.directory(&files);
    let create = json!({ "job_config": {}, "directory_id": directory });
    let id = client.call("create", &[], "", create).await.id();
    sandbox.advance(Duration::from_secs(100));
    let items = client.call("job_items.list", &[&id], "", Value::Null).await.json();
    let told = |index: usize| {
        let item = &items["items"][index];
        (item["status"].clone(), item["error_message"].clone(), item["skip_reason"].clone())
    };
    assert_eq!(told(0), (json!("failed"), json!("The file is encrypted"), Value::Null));
    assert_eq!(told(1), (json!("skipped"), Value::Null, json!("already_processed")));
    assert_eq!(told(2), (json!("failed"), json!("The file is empty"), Value::Null));
    assert_eq!(told(3), (json!("completed"), Value::Null, Value::Null));
    let job = &sandbox.jobs()[0];
    assert_eq!((job.total_items, job.processed_items), (4, 1));
    assert_eq!((job.failed_items, job.skipped_items), (2, 1));
    assert_eq!(job.status, "completed");
    let failed = items["items"][0]["job_id"].as_str().unwrap();
    let parsed = client.call("parsing.get", &[failed], "expand=text", Value::Null).await.json();
    assert_eq!(parsed["job"]["error_message"], "The file is encrypted");
    assert!(parsed.get("text").is_none());
}

#[tokio::test]
async fn listed_items_are_files_of_directories_or_stored_ones() {
    let (sandbox, client) = sandbox().await;
    let directory = sandbox.directory(&[("a.txt", b"a")]);
    let listed = client.call("directories.files.list", &[&directory], "", Value::Null).await.json();
    let file = &listed["items"][0];
    let ids = json!([file["id"], file["file_id"], "dfl-unknown"]);
    let id =
        client.call("create", &[], "", json!({ "job_config": {}, "item_ids": ids })).await.id();
    sandbox.advance(Duration::from_secs(100));
    let items = client.call("job_items.list", &[&id], "", Value::Null).await.json();
    assert_eq!(items["items"][0]["status"], "completed");
    assert_eq!(items["items"][1]["status"], "completed");
    assert_eq!(items["items"][1]["item_name"], "a.txt");
    assert_eq!(items["items"][2]["status"], "failed");
    assert_eq!(items["items"][2]["error_message"], "No such file");
    assert_eq!(sandbox.jobs()[0].directory_id, None);
}

#[tokio::test]
async fn items_are_the_files_of_the_moment_of_dispatch() {
    let (sandbox, client) = sandbox().await;
    let directory = sandbox.directory(&[("a.txt", b"a")]);
    let create = json!({ "job_config": {}, "directory_id": directory });
    let id = client.call("create", &[], "", create).await.id();
    client.upload(&directory, "b.txt", b"b", &[]).await;
    sandbox.advance(Duration::from_secs(10));
    client.upload(&directory, "c.txt", b"c", &[]).await;
    let items = client.call("job_items.list", &[&id], "", Value::Null).await.json();
    assert_eq!(items["total_size"], 2);
}

#[tokio::test]
async fn a_job_fails_when_its_directory_is_gone_or_when_told() {
    let (sandbox, client) = sandbox().await;
    let directory = sandbox.directory(&[("a.txt", b"a")]);
    let create = json!({ "job_config": {}, "directory_id": directory });
    let first = client.call("create", &[], "", create.clone()).await.id();
    let second = client.call("create", &[], "", create.clone()).await.id();
    assert!(sandbox.fail_job(&second, "No workers"));
    assert!(!sandbox.fail_job(&second, "Still none"));
    client.call("directories.delete", &[&directory], "", Value::Null).await;
    assert_eq!(client.call("create", &[], "", create).await.status, 404);
    sandbox.advance(Duration::from_secs(100));
    for (id, message) in
        [(first, "The directory was deleted before the job began"), (second, "No workers")]
    {
        let status = client.call("get_status", &[&id], "", Value::Null).await.json();
        assert_eq!(status["job"]["status"], "failed");
        assert_eq!(status["job"]["error_message"], message);
        assert_eq!(client.call("cancel", &[&id], "", json!({})).await.json()["status"], "failed");
    }
}

#[tokio::test]
async fn a_classification_has_results_and_no_parse_job() {
    let (sandbox, client) = sandbox().await;
    let directory = sandbox.directory(&[("a.txt", b"a")]);
    let config = json!({
        "id": "clj-1", "project_id": "p", "status": "PENDING", "user_id": "u",
        "rules": [{ "type": "invoice", "description": "Bills" }],
    });
    let create = json!({ "job_config": config, "directory_id": directory });
    let job = client.call("create", &[], "", create).await;
    assert_eq!(job.json()["job_type"], "classify");
    sandbox.advance(Duration::from_secs(100));
    let items = client.call("job_items.list", &[&job.id()], "", Value::Null).await.json();
    assert_eq!(items["items"][0]["job_id"], Value::Null);
    let item = items["items"][0]["item_id"].as_str().unwrap();
    let query = "job_type=classify";
    let results =
        client.call("job_items.get_processing_results", &[item], query, Value::Null).await;
    assert_eq!(results.json()["processing_results"][0]["job_config"], config);
}

#[tokio::test]
async fn a_ready_made_job_is_finished() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = Client::of(&sandbox);
    let id = sandbox.job();
    let status = client.call("get_status", &[&id], "", Value::Null).await.json();
    assert_eq!(status["job"]["status"], "completed");
    let items = client.call("job_items.list", &[&id], "", Value::Null).await.json();
    let parse = items["items"][0]["job_id"].as_str().unwrap();
    let text = client.call("parsing.get", &[parse], "expand=text_full", Value::Null).await.json();
    assert_eq!(text["text_full"], "The text of the document.\n");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_clients_at_once_lose_nothing() {
    fn shared<T: Send + Sync + std::fmt::Debug>(value: T) -> std::sync::Arc<T> {
        std::sync::Arc::new(value)
    }
    let sandbox = shared(Sandbox::start().await.unwrap());
    let directory = sandbox.directory(&[]);
    let mut tasks = tokio::task::JoinSet::new();
    for number in 0..100 {
        let (client, directory) = (Client::of(&sandbox), directory.clone());
        tasks.spawn(async move {
            client.upload(&directory, &format!("{number}.txt"), b"x", &[]).await;
            let create = json!({ "job_config": {}, "directory_id": directory });
            client.call("create", &[], "", create).await.id()
        });
    }
    let mut ids = tasks.join_all().await;
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 100);
    assert_eq!(sandbox.jobs().len(), 100);
    assert_eq!(sandbox.requests().len(), 200);
    let listed = Client::of(&sandbox);
    let listed = listed.call("directories.files.list", &[&directory], "", Value::Null).await;
    assert_eq!(listed.json()["total_size"], 100);
}
