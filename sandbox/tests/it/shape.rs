//! Holds answers against the response types of the contract. It reads the contract by itself, so that a
//! mistake in how the sandbox reads it can't hide here too.

use std::sync::LazyLock;

use serde_json::{Map, Value};

use crate::client::Answer;

static CONTRACT: LazyLock<[Value; 2]> = LazyLock::new(|| {
    [include_str!("../../contract/batch_v1.json"), include_str!("../../contract/neighbours.json")]
        .map(|text| serde_json::from_str(text).unwrap())
});

/// An endpoint of the contract.
pub(crate) fn endpoint(operation: &str) -> &'static Value {
    let mut all = CONTRACT.iter().flat_map(|file| file["endpoints"].as_array().unwrap());
    all.find(|endpoint| endpoint["operation"] == operation).expect(operation)
}

/// Fails unless the answer is what the contract says of the operation.
pub(crate) fn check(operation: &str, answer: &Answer) {
    let response = &endpoint(operation)["response"];
    if response["type"] == "null" {
        assert_eq!(answer.status, 204, "{operation}");
        return assert!(answer.body.is_empty(), "{operation}");
    }
    assert_eq!(answer.headers["content-type"], "application/json", "{operation}");
    let body = answer.json();
    if let Some(name) = response["object"].as_str() {
        return object(operation, name, &body);
    }
    let name = match operation {
        // The contract has two types under one name, and lists that of stored files.
        "directories.files.list" => "FileGetResponse",
        _ => response["page_of"].as_str().unwrap(),
    };
    assert!(body["total_size"].is_u64(), "{operation}: {body}");
    for item in body["items"].as_array().expect("items") {
        object(operation, name, item);
    }
    if endpoint(operation)["page"] == "token" {
        let next = body.get("next_page_token").expect("next_page_token");
        assert!(next.is_null() || next.is_string(), "{operation}: {next}");
    }
}

fn object(at: &str, name: &str, value: &Value) {
    let fields = CONTRACT.iter().find_map(|file| file["types"].get(name)).expect(name);
    let members = value.as_object().unwrap_or_else(|| panic!("{at}: {value} is no {name}"));
    fits(at, fields.as_object().unwrap(), members);
}

fn fits(at: &str, fields: &Map<String, Value>, members: &Map<String, Value>) {
    for (key, field) in fields {
        let required = field["required"] == true;
        assert!(members.contains_key(key) || !required, "{at}.{key} is missing");
    }
    for (key, value) in members {
        let at = format!("{at}.{key}");
        let field = fields.get(key).unwrap_or_else(|| panic!("{at} is not in the contract"));
        // In a response null may stand for any field that is not required.
        if !(value.is_null() && (field["nullable"] == true || field["required"] != true)) {
            assert!(is(&at, field, value), "{at} is {value}, not {field}");
        }
    }
}

fn is(at: &str, schema: &Value, value: &Value) -> bool {
    if value.is_null() && schema["nullable"] == true {
        return true;
    }
    if let Some(values) = schema.get("enum") {
        let values = match values.as_str() {
            Some(name) => CONTRACT.iter().find_map(|file| file["enums"].get(name)).unwrap(),
            None => values,
        };
        return values.as_array().unwrap().contains(value);
    }
    if let Some(name) = schema.get("object") {
        object(at, name.as_str().unwrap(), value);
        return true;
    }
    if let Some(element) = schema.get("array") {
        return value.as_array().is_some_and(|all| all.iter().all(|one| is(at, element, one)));
    }
    if let Some(member) = schema.get("map") {
        return value.as_object().is_some_and(|all| all.values().all(|one| is(at, member, one)));
    }
    if let Some(members) = schema.get("any_of").and_then(Value::as_array) {
        let config = members.iter().find(|member| member["object"] == "ClassifyJob");
        return match config {
            Some(classify) if value.get("rules").is_some() => is(at, classify, value),
            Some(_) => is(at, &members[0], value),
            None => members.iter().any(|member| is(at, member, value)),
        };
    }
    match schema["type"].as_str().unwrap() {
        "string" if schema["format"] == "date-time" => value.as_str().is_some_and(is_instant),
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        _ => true,
    }
}

/// Any instant: what a seed gave is not rewritten.
fn is_instant(text: &str) -> bool {
    text.parse::<jiff::Timestamp>().is_ok()
}
