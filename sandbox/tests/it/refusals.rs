//! What is refused, and how.

use llama_cloud_sandbox::Sandbox;
use serde_json::{Value, json};

use crate::client::{Answer, Client};

const JOBS: &str = "/api/v1/beta/batch-processing";
const JSON: [(&str, &str); 1] = [("content-type", "application/json")];

async fn client() -> (Sandbox, Client) {
    let sandbox = Sandbox::start().await.unwrap();
    let client = Client::of(&sandbox);
    (sandbox, client)
}

fn complaints(answer: &Answer) -> Vec<(Value, Value)> {
    assert_eq!(answer.status, 422, "{answer:?}");
    assert_eq!(answer.headers["content-type"], "application/json");
    let detail = answer.json()["detail"].as_array().unwrap().clone();
    assert!(detail.iter().all(|one| one["msg"].is_string()));
    detail.iter().map(|one| (one["loc"].clone(), one["type"].clone())).collect()
}

#[tokio::test]
async fn a_body_is_judged_field_by_field() {
    let (sandbox, client) = client().await;
    let directory = sandbox.directory(&[]);
    let with = |config: Value| json!({ "job_config": config, "directory_id": directory });
    let rule = json!({ "type": "a", "description": "b" });
    let classify = |change: &dyn Fn(&mut Value)| {
        let mut config = json!({
            "id": "c", "project_id": "p", "status": "PENDING", "user_id": "u", "rules": [rule],
        });
        change(&mut config);
        with(config)
    };
    let parameters = |parameters: Value| with(json!({ "parameters": parameters }));
    let cases: Vec<(&str, Value, Value, &str)> = vec![
        ("no job_config", json!({}), json!(["body", "job_config"]), "missing"),
        (
            "null",
            json!({ "job_config": null }),
            json!(["body", "job_config"]),
            "model_attributes_type",
        ),
        ("a list", json!([1]), json!(["body"]), "model_attributes_type"),
        (
            "an unknown job name",
            with(json!({ "job_name": "x" })),
            json!(["body", "job_config", "job_name"]),
            "enum",
        ),
        (
            "null where none may be",
            parameters(json!({ "lang": null })),
            json!(["body", "job_config", "parameters", "lang"]),
            "string_type",
        ),
        (
            "an unknown language",
            parameters(json!({ "languages": ["en", "de", "xx"] })),
            json!(["body", "job_config", "parameters", "languages", 2]),
            "enum",
        ),
        (
            "text for a number",
            parameters(json!({ "bbox_top": "0.5" })),
            json!(["body", "job_config", "parameters", "bbox_top"]),
            "float_type",
        ),
        (
            "a fraction for an integer",
            parameters(json!({ "max_pages": 1.5 })),
            json!(["body", "job_config", "parameters", "max_pages"]),
            "int_from_float",
        ),
        (
            "text for an integer",
            parameters(json!({ "max_pages": "1" })),
            json!(["body", "job_config", "parameters", "max_pages"]),
            "int_type",
        ),
        (
            "text for a boolean",
            parameters(json!({ "fast_mode": "true" })),
            json!(["body", "job_config", "parameters", "fast_mode"]),
            "bool_type",
        ),
        (
            "a number in a map of texts",
            with(json!({ "partitions": { "a": 1 } })),
            json!(["body", "job_config", "partitions", "a"]),
            "string_type",
        ),
        (
            "a list for a map",
            parameters(json!({ "custom_metadata": [] })),
            json!(["body", "job_config", "parameters", "custom_metadata"]),
            "dict_type",
        ),
        (
            "text for a list",
            parameters(json!({ "images_to_save": "screenshot" })),
            json!(["body", "job_config", "parameters", "images_to_save"]),
            "list_type",
        ),
        (
            "an unknown event in a webhook",
            parameters(json!({ "webhook_configurations": [{ "webhook_events": ["x"] }] })),
            json!([
                "body",
                "job_config",
                "parameters",
                "webhook_configurations",
                0,
                "webhook_events",
                0
            ]),
            "enum",
        ),
        (
            "a classification without a user",
            classify(&|config| drop(config.as_object_mut().unwrap().remove("user_id"))),
            json!(["body", "job_config", "user_id"]),
            "missing",
        ),
        (
            "a rule without a type",
            classify(&|config| config["rules"][0] = json!({ "description": "b" })),
            json!(["body", "job_config", "rules", 0, "type"]),
            "missing",
        ),
        (
            "a date that is none",
            classify(&|config| config["created_at"] = json!("yesterday")),
            json!(["body", "job_config", "created_at"]),
            "datetime_parsing",
        ),
        (
            "a page of nothing",
            json!({ "job_config": {}, "directory_id": directory, "page_size": 0 }),
            json!(["body", "page_size"]),
            "greater_than_equal",
        ),
    ];
    for (name, body, at, kind) in cases {
        let answer = client.call("create", &[], "", body).await;
        assert_eq!(complaints(&answer), [(at, json!(kind))], "{name}");
    }
    let accepted = [
        parameters(json!({ "max_pages": 2.0, "bbox_top": 1, "nobody_knows": [null] })),
        parameters(json!({ "fast_mode": null })),
        with(json!({ "rulez": 1 })),
        classify(&|config| config["created_at"] = json!("2026-03-01T09:30:00")),
    ];
    for body in accepted {
        assert_eq!(client.call("create", &[], "", body.clone()).await.status, 200, "{body}");
    }
    assert_eq!(sandbox.jobs().len(), 4);
}

#[tokio::test]
async fn all_complaints_come_at_once_with_what_was_sent() {
    let (_sandbox, client) = client().await;
    let body = json!({ "job_config": { "user_id": 1 }, "page_size": 0, "item_ids": ["a", 2] });
    let answer = client.call("create", &[], "", body).await;
    assert_eq!(complaints(&answer).len(), 3);
    let detail = answer.json()["detail"].clone();
    assert!(detail.as_array().unwrap().contains(&json!({
        "loc": ["body", "item_ids", 1],
        "msg": "Input should be a valid string",
        "type": "string_type",
        "input": 2,
    })));
    assert!(detail.as_array().unwrap().contains(&json!({
        "loc": ["body", "page_size"],
        "msg": "Input should be greater than or equal to 1",
        "type": "greater_than_equal",
        "input": 0,
        "ctx": { "ge": 1 },
    })));
}

#[tokio::test]
async fn a_query_is_judged_too() {
    let (_sandbox, client) = client().await;
    for (operation, query, at, kind) in [
        ("list", "limit=0", json!(["query", "limit"]), "greater_than_equal"),
        ("list", "limit=1001", json!(["query", "limit"]), "less_than_equal"),
        ("list", "limit=many", json!(["query", "limit"]), "int_parsing"),
        ("list", "offset=-1", json!(["query", "offset"]), "greater_than_equal"),
        ("list", "status=done", json!(["query", "status"]), "enum"),
        ("list", "job_type=PARSE", json!(["query", "job_type"]), "enum"),
        (
            "directories.list",
            "include_deleted=maybe",
            json!(["query", "include_deleted"]),
            "bool_parsing",
        ),
        ("directories.list", "types=user&types=x", json!(["query", "types", 1]), "enum"),
        ("directories.list", "page_size=0", json!(["query", "page_size"]), "greater_than_equal"),
    ] {
        let answer = client.call(operation, &[], query, Value::Null).await;
        assert_eq!(complaints(&answer), [(at, json!(kind))], "{query}");
    }
    for query in ["limit=1000&offset=0", "nobody_knows=1", "status=completed&job_type=extract"] {
        assert_eq!(client.call("list", &[], query, Value::Null).await.status, 200, "{query}");
    }
}

#[tokio::test]
async fn a_body_that_is_no_json_is_refused() {
    let (sandbox, client) = client().await;
    let send = |headers: &'static [(&str, &str)], body: &'static [u8]| {
        let client = &client;
        async move { client.send("POST", JOBS, headers, body).await.unwrap() }
    };
    let answer = send(&JSON, b"{\"job_config\": ").await;
    assert_eq!(complaints(&answer)[0].1, "json_invalid");
    assert_eq!(complaints(&send(&JSON, b"").await), [(json!(["body"]), json!("missing"))]);
    let text = send(&[("content-type", "text/plain")], b"{}").await;
    assert_eq!(complaints(&text), [(json!(["body"]), json!("model_attributes_type"))]);
    let cancel = format!("{JOBS}/{}/cancel", sandbox.job());
    let cancel = client.send("POST", &cancel, &JSON, b"").await.unwrap();
    assert_eq!(complaints(&cancel), [(json!(["body"]), json!("missing"))]);
}

#[tokio::test]
async fn a_body_past_the_limit_is_413() {
    let (_sandbox, client) = client().await;
    let body = vec![b' '; (16 << 20) + 1];
    let answer = client.send("POST", JOBS, &JSON, &body).await.unwrap();
    assert_eq!(answer.status, 413);
    assert_eq!(answer.json(), json!({ "detail": "Request body too large" }));
}

#[tokio::test]
async fn the_key_comes_first() {
    let (sandbox, client) = client().await;
    for value in ["Bearer wrong", "Bearer ", "Basic sandbox-key", "sandbox-key", ""] {
        for target in [JOBS, "/nowhere"] {
            let answer =
                client.send("GET", target, &[("authorization", value)], b"").await.unwrap();
            assert_eq!(answer.status, 401, "{value} {target}");
            assert_eq!(answer.headers["www-authenticate"], "Bearer");
        }
    }
    assert!(sandbox.requests().iter().all(|request| !request.committed));
    let any = Sandbox::builder().any_key().start().await.unwrap();
    let client = Client::of(&any);
    for (value, status) in [("Bearer anything", 200), ("bearer x", 200), ("Bearer ", 401)] {
        let answer = client.send("GET", JOBS, &[("authorization", value)], b"").await.unwrap();
        assert_eq!(answer.status, status, "{value}");
    }
}

#[tokio::test]
async fn unknown_paths_methods_and_ids() {
    let (sandbox, client) = client().await;
    for target in ["/", "/nowhere", "/api/v1/beta/batch-processing/", "/api/v1/beta/files//content"]
    {
        let answer = client.send("GET", target, &[], b"").await.unwrap();
        assert_eq!(
            (answer.status, answer.json()),
            (404, json!({ "detail": "Not Found" })),
            "{target}"
        );
    }
    for (method, target, allow) in [
        ("DELETE", JOBS, "POST, GET"),
        ("POST", "/api/v1/beta/batch-processing/x", "GET"),
        ("HEAD", "/api/v1/beta/batch-processing/x", "GET"),
        ("PUT", "/api/v1/beta/directories/x", "GET, PATCH, DELETE"),
    ] {
        let answer = client.send(method, target, &[], b"").await.unwrap();
        assert_eq!(answer.status, 405, "{method} {target}");
        assert_eq!(answer.headers["allow"], allow, "{method} {target}");
        assert_eq!(answer.headers["content-type"], "application/json");
    }
    let directory = sandbox.directory(&[]);
    for (operation, ids, body, detail) in [
        ("get_status", vec!["x"], Value::Null, "Batch job not found"),
        ("cancel", vec!["x"], json!({}), "Batch job not found"),
        ("job_items.list", vec!["x"], Value::Null, "Batch job not found"),
        ("job_items.get_processing_results", vec!["x"], Value::Null, "Item not found"),
        ("parsing.get", vec!["x"], Value::Null, "Parse job not found"),
        ("files.get", vec!["x"], Value::Null, "File not found"),
        ("files.delete", vec!["x"], Value::Null, "File not found"),
        ("directories.get", vec!["x"], Value::Null, "Directory not found"),
        ("directories.update", vec!["x"], json!({}), "Directory not found"),
        ("directories.delete", vec!["x"], Value::Null, "Directory not found"),
        ("directories.files.list", vec!["x"], Value::Null, "Directory not found"),
        ("directories.files.get", vec![&directory, "x"], Value::Null, "Directory file not found"),
        (
            "directories.files.delete",
            vec![&directory, "x"],
            Value::Null,
            "Directory file not found",
        ),
        ("directories.files.add", vec![&directory], json!({ "file_id": "x" }), "File not found"),
    ] {
        let answer = client.call(operation, &ids, "", body).await;
        let got = (answer.status, answer.json());
        assert_eq!(got, (404, json!({ "detail": detail })), "{operation}");
    }
}

#[tokio::test]
async fn a_form_is_judged_too() {
    let (sandbox, client) = client().await;
    let directory = sandbox.directory(&[]);
    let path = format!("/api/v1/beta/directories/{directory}/files/upload");
    let empty = client.form(&path, "", "", b"", &[("display_name", "x")]).await;
    assert_eq!(complaints(&empty), [(json!(["body", "upload_file"]), json!("missing"))]);
    let text = client.form(&path, "", "", b"", &[("upload_file", "text")]).await;
    assert_eq!(complaints(&text), [(json!(["body", "upload_file"]), json!("value_error"))]);
    let metadata = client.upload(&directory, "a.txt", b"a", &[("metadata", "{\"a\": {}}")]).await;
    assert_eq!(complaints(&metadata), [(json!(["body", "metadata"]), json!("value_error"))]);
    let no_purpose = client.form("/api/v1/beta/files", "file", "a.txt", b"a", &[]).await;
    assert_eq!(complaints(&no_purpose), [(json!(["body", "purpose"]), json!("missing"))]);
    let json = client.send("POST", &path, &JSON, b"{}").await.unwrap();
    assert_eq!(complaints(&json), [(json!(["body", "upload_file"]), json!("missing"))]);
    let kind = [("content-type", "multipart/form-data; boundary=XX")];
    let torn = client.send("POST", &path, &kind, b"--XX\r\ncontent-disp").await.unwrap();
    assert_eq!(torn.status, 400);
    let listed = client.call("directories.files.list", &[&directory], "", Value::Null).await;
    assert_eq!(listed.json()["total_size"], 0);
}
