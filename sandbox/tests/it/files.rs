//! Files and directories.

use std::time::Duration;

use llama_cloud_sandbox::Sandbox;
use serde_json::{Value, json};

use crate::client::Client;

async fn client() -> (Sandbox, Client) {
    let sandbox = Sandbox::builder().manual_clock().start().await.unwrap();
    let client = Client::of(&sandbox);
    (sandbox, client)
}

fn names(page: &Value, key: &str) -> Vec<String> {
    let items = page["items"].as_array().unwrap();
    items.iter().map(|item| item[key].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn what_is_uploaded_is_served_by_a_link_until_it_expires() {
    let (sandbox, client) = client().await;
    let directory = sandbox.directory(&[]);
    let content: Vec<u8> = (0..300_000_u32).map(|n| n.to_le_bytes()[0]).collect();
    let file = client.upload(&directory, "a.bin", &content, &[]).await.json();
    let stored = file["file_id"].as_str().unwrap();
    let link =
        client.call("files.get", &[stored], "expires_at_seconds=60", Value::Null).await.json();
    let path = link["url"].as_str().unwrap().strip_prefix(sandbox.url()).unwrap();
    let get = async || client.send("GET", path, &[("authorization", "")], b"").await.unwrap();
    let answer = get().await;
    assert_eq!((answer.status, answer.body), (200, content));
    sandbox.advance(Duration::from_secs(60));
    assert_eq!(get().await.status, 403);
    let expanded = "expand=download_url";
    let id = file["id"].as_str().unwrap();
    let got = client.call("directories.files.get", &[&directory, id], expanded, Value::Null).await;
    assert!(got.json()["download_url"]["url"].is_string());
    let list = client.call("directories.files.list", &[&directory], expanded, Value::Null).await;
    assert!(list.json()["items"][0]["download_url"]["url"].is_string());
    client.call("files.delete", &[stored], "", Value::Null).await;
    assert_eq!(client.call("files.get", &[stored], "", Value::Null).await.status, 404);
}

#[tokio::test]
async fn a_unique_id_is_taken_once_in_a_directory() {
    let (sandbox, client) = client().await;
    let (one, two) = (sandbox.directory(&[]), sandbox.directory(&[]));
    let unique = [("unique_id", "u-1")];
    let first = client.upload(&one, "a.txt", b"a", &unique).await;
    assert_eq!(first.json()["unique_id"], "u-1");
    assert_eq!(client.upload(&one, "b.txt", b"b", &unique).await.status, 409);
    assert_eq!(client.upload(&two, "b.txt", b"b", &unique).await.status, 200);
    client.call("directories.files.delete", &[&one, &first.id()], "", Value::Null).await;
    assert_eq!(client.upload(&one, "b.txt", b"b", &unique).await.status, 200);
    let made: Vec<Value> = [
        client.upload(&one, "c.txt", b"c", &[]).await.json()["unique_id"].clone(),
        client.upload(&one, "c.txt", b"c", &[]).await.json()["unique_id"].clone(),
    ]
    .into();
    assert_ne!(made[0], made[1]);
}

#[tokio::test]
async fn an_upload_keeps_what_the_form_says() {
    let (sandbox, client) = client().await;
    let directory = sandbox.directory(&[]);
    let fields = [
        ("display_name", "Brief für Zoë.txt"),
        ("external_file_id", "ext-1"),
        ("metadata", "{\"pages\": 3, \"tags\": [\"a\"], \"none\": null}"),
    ];
    let file = client.upload(&directory, "x.txt", b"x", &fields).await.json();
    assert_eq!(file["display_name"], "Brief für Zoë.txt");
    assert_eq!(file["metadata"], json!({ "pages": 3, "tags": ["a"], "none": null }));
    let stored = client.call("files.list", &[], "external_file_id=ext-1", Value::Null).await.json();
    assert_eq!(names(&stored, "name"), ["x.txt"]);
    assert_eq!(stored["items"][0]["id"], file["file_id"]);
}

#[tokio::test]
async fn directory_files_are_filtered() {
    let (sandbox, client) = client().await;
    let directory = sandbox.directory(&[("a.txt", b"a"), ("b.txt", b"b")]);
    sandbox.advance(Duration::from_secs(10));
    sandbox.directory_with_id(&directory, &[("c.md", b"c")]);
    let list = async |query: &str| {
        client.call("directories.files.list", &[&directory], query, Value::Null).await.json()
    };
    let all = list("").await;
    assert_eq!(names(&all, "display_name"), ["c.md", "b.txt", "a.txt"]);
    assert_eq!(names(&list("display_name=a.txt").await, "display_name"), ["a.txt"]);
    assert_eq!(list("display_name_contains=.txt").await["total_size"], 2);
    for key in ["file_id", "unique_id"] {
        let query = format!("{key}={}", all["items"][1][key].as_str().unwrap());
        assert_eq!(names(&list(&query).await, "display_name"), ["b.txt"]);
    }
    let since = all["items"][0]["updated_at"].as_str().unwrap();
    let after = list(&format!("updated_at_on_or_after={since}")).await;
    assert_eq!(names(&after, "display_name"), ["c.md"]);
    let before = all["items"][2]["updated_at"].as_str().unwrap();
    let before = list(&format!("updated_at_on_or_before={before}")).await;
    assert_eq!(names(&before, "display_name"), ["b.txt", "a.txt"]);
    let gone = all["items"][0]["id"].as_str().unwrap();
    client.call("directories.files.delete", &[&directory, gone], "", Value::Null).await;
    assert_eq!(list("").await["total_size"], 2);
    let with_deleted = list("include_deleted=true").await;
    assert!(with_deleted["items"][0]["deleted_at"].is_string());
    let again = client.call("directories.files.delete", &[&directory, gone], "", Value::Null).await;
    assert_eq!(again.status, 404);
}

#[tokio::test]
async fn stored_files_are_created_listed_queried_and_added() {
    let (sandbox, client) = client().await;
    let create = async |name: &str| {
        client.form("/api/v1/beta/files", "file", name, b"words", &[("purpose", "parse")]).await
    };
    let first = create("b.txt").await;
    crate::shape::check("files.create", &first);
    assert_eq!(first.json()["purpose"], "parse");
    assert_eq!(first.json()["file_type"], "txt");
    let second = create("a.txt").await.id();
    let list = async |query: &str| client.call("files.list", &[], query, Value::Null).await.json();
    assert_eq!(names(&list("").await, "name"), ["a.txt", "b.txt"]);
    assert_eq!(names(&list("order_by=name%20desc").await, "name"), ["b.txt", "a.txt"]);
    assert_eq!(names(&list("file_name=b.txt").await, "name"), ["b.txt"]);
    assert_eq!(names(&list(&format!("file_ids={second}")).await, "name"), ["a.txt"]);
    assert_eq!(client.call("files.list", &[], "order_by=colour", Value::Null).await.status, 400);
    let query = json!({ "filter": { "file_ids": [second] }, "page_size": 1 });
    let queried = client.call("files.query", &[], "", query).await.json();
    assert_eq!(names(&queried, "name"), ["a.txt"]);
    let page = client.call("files.query", &[], "", json!({ "page_size": 1 })).await.json();
    let next = json!({ "page_size": 1, "page_token": page["next_page_token"] });
    let next = client.call("files.query", &[], "", next).await.json();
    assert_eq!(
        (names(&next, "name"), &next["next_page_token"]),
        (vec!["b.txt".to_owned()], &Value::Null)
    );

    let directory = sandbox.directory(&[]);
    let add = json!({ "file_id": second, "metadata": { "a": 1.5, "b": null, "c": ["d"] } });
    let added = client.call("directories.files.add", &[&directory], "", add.clone()).await.json();
    assert_eq!(added["display_name"], "a.txt");
    assert_eq!(added["file_id"], second.as_str());
    let mut wrong = add;
    wrong["metadata"]["a"] = json!({});
    let wrong = client.call("directories.files.add", &[&directory], "", wrong).await;
    assert_eq!(wrong.status, 422);
}

#[tokio::test]
async fn directories_are_made_changed_listed_and_deleted() {
    let (sandbox, client) = client().await;
    let create = async |body: Value| client.call("directories.create", &[], "", body).await;
    let user = create(json!({ "name": "one", "description": "first" })).await.id();
    let brief = create(json!({ "name": "two", "type": "ephemeral" })).await;
    assert!(brief.json()["expires_at"].is_string());
    assert_eq!(create(json!({ "name": "three", "type": "index" })).await.status, 422);
    let list =
        async |query: &str| client.call("directories.list", &[], query, Value::Null).await.json();
    assert_eq!(names(&list("").await, "name"), ["two", "one"]);
    assert_eq!(names(&list("type=user").await, "name"), ["one"]);
    assert_eq!(names(&list("types=user&types=ephemeral").await, "name"), ["two", "one"]);
    assert_eq!(names(&list("name=two").await, "name"), ["two"]);

    let update =
        async |body: Value| client.call("directories.update", &[&user], "", body).await.json();
    let renamed = update(json!({ "name": "uno" })).await;
    assert_eq!((&renamed["name"], &renamed["description"]), (&json!("uno"), &json!("first")));
    let cleared = update(json!({ "name": null, "description": null })).await;
    assert_eq!((&cleared["name"], &cleared["description"]), (&json!("uno"), &Value::Null));

    client.call("directories.delete", &[&user], "", Value::Null).await;
    for operation in ["directories.get", "directories.delete", "directories.files.list"] {
        let answer = client.call(operation, &[&user], "", Value::Null).await;
        assert_eq!(answer.status, 404, "{operation}");
    }
    assert_eq!(client.upload(&user, "a.txt", b"a", &[]).await.status, 404);
    assert_eq!(names(&list("").await, "name"), ["two"]);
    assert_eq!(names(&list("include_deleted=true").await, "name"), ["two", "uno"]);
    sandbox.advance(Duration::from_secs(24 * 3_600));
    let expired = client.call("directories.get", &[&brief.id()], "", Value::Null).await;
    assert_eq!(expired.status, 404);
}
