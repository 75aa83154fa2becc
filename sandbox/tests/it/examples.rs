//! Every example request of the contract is accepted, or refused as the examples say.

use std::collections::BTreeMap;
use std::path::Path;

use llama_cloud_sandbox::{Fault, Match, Sandbox};
use serde_json::Value;

use crate::client::{Answer, Client};

fn examples() -> BTreeMap<String, Value> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("contract/examples");
    let mut all = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "json") {
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            all.insert(name, serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap());
        }
    }
    assert_eq!(all.len(), 62, "an example was added or lost");
    all
}

async fn play(client: &Client, example: &Value, key: Option<&str>) -> Answer {
    let request = &example["request"];
    let mut target = request["path"].as_str().unwrap().to_owned();
    for (index, (name, value)) in request["query"].as_object().unwrap().iter().enumerate() {
        let mark = if index == 0 { '?' } else { '&' };
        target.push_str(&format!("{mark}{name}={}", value.as_str().unwrap()));
    }
    let bearer = key.map(|key| format!("Bearer {key}"));
    let mut headers = vec![];
    for (name, value) in request["headers"].as_object().unwrap() {
        match name.as_str() {
            "authorization" => {}
            _ => headers.push((name.as_str(), value.as_str().unwrap())),
        }
    }
    if let Some(bearer) = &bearer {
        headers.push(("authorization", bearer));
    }
    let body = match &request["body"] {
        Value::Null => Vec::new(),
        body => body.to_string().into_bytes(),
    };
    client.send(request["method"].as_str().unwrap(), &target, &headers, &body).await.unwrap()
}

#[tokio::test]
async fn every_create_is_accepted_but_the_one_without_a_source() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = Client::of(&sandbox);
    let creates: Vec<_> = examples()
        .into_iter()
        .filter(|(name, _)| name.starts_with("create_") || *name == "error_400_no_source")
        .collect();
    assert_eq!(creates.len(), 11);
    for (name, example) in creates {
        let body = &example["request"]["body"];
        let expected = match (&body["directory_id"], &body["item_ids"]) {
            (Value::Null, Value::Null) => 400,
            (Value::String(id), _) => {
                let missing = play(&client, &example, None).await;
                if sandbox.jobs().iter().all(|job| job.directory_id.as_ref() != Some(id)) {
                    assert_eq!(missing.status, 404, "{name}");
                    assert_eq!(missing.json()["detail"], "Directory not found", "{name}");
                }
                sandbox.directory_with_id(id, &[]);
                200
            }
            _ => 200,
        };
        let answer = play(&client, &example, None).await;
        assert_eq!(answer.status, expected, "{name}: {}", answer.json());
        if expected == 200 {
            crate::shape::check("create", &answer);
        }
    }
}

#[tokio::test]
async fn errors_have_the_form_of_the_examples() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = Client::of(&sandbox);
    let examples = examples();
    for (name, key) in
        [("error_400_no_source", None), ("error_401", Some("llx-example")), ("error_404", None)]
    {
        let (answer, expected) =
            (play(&client, &examples[name], key).await, &examples[name]["response"]);
        assert_eq!(answer.status, expected["status"], "{name}");
        assert_eq!(answer.json(), expected["body"], "{name}");
        for (header, value) in expected["headers"].as_object().unwrap() {
            assert_eq!(answer.headers[header], value.as_str().unwrap(), "{name}: {header}");
        }
    }
}

#[tokio::test]
async fn every_query_of_the_examples_is_accepted() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = Client::of(&sandbox);
    for (name, example) in examples() {
        if name.starts_with("list_") {
            assert_eq!(play(&client, &example, None).await.status, 200, "{name}");
        } else if name.starts_with("job_items") || name.starts_with("get_") {
            assert_eq!(play(&client, &example, None).await.status, 404, "{name}");
        }
    }
    let encoded = sandbox.requests().into_iter().find(|request| request.path.contains('%'));
    assert_eq!(encoded.unwrap().operation.as_deref(), Some("get_status"));
}

#[tokio::test]
async fn the_errors_of_a_gateway_can_be_played() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = Client::of(&sandbox);
    for (name, example) in examples().iter().filter(|(name, _)| name.starts_with("error_")) {
        let response = &example["response"];
        let status = u16::try_from(response["status"].as_u64().unwrap()).unwrap();
        let mut fault = Fault::status(status);
        for (header, value) in response["headers"].as_object().unwrap() {
            fault = fault.header(header, value.as_str().unwrap());
        }
        let body = match &response["body"] {
            Value::Null => String::new(),
            Value::String(text) => text.clone(),
            json => json.to_string(),
        };
        sandbox.fault(Match::any(), fault);
        sandbox.fault(Match::any(), Fault::body(body.clone()));
        let answer = play(&client, example, None).await;
        assert_eq!(answer.status, status, "{name}");
        assert_eq!(answer.body, body.as_bytes(), "{name}");
        for (header, value) in response["headers"].as_object().unwrap() {
            assert_eq!(answer.headers[header], value.as_str().unwrap(), "{name}: {header}");
        }
        sandbox.clear_faults();
    }
    assert!(sandbox.jobs().is_empty());
}
