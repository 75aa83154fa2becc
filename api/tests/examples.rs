//! Every exchange of `contract/examples/` through the client: what it sends is what the contract
//! says, and what it receives is read, and written again, without loss.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::string_slice,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use endpoint::{Call, Client, Outcome, Preview, Value as ResponseValue};
use llama_cloud::{
    BatchCancelParams, BatchCreateParams, BatchEndpoints, BatchListParams, JobConfig,
    JobItemGetProcessingResultsParams, JobItemListParams, LlamaCloud, Timestamp,
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};

#[derive(Deserialize)]
struct Example {
    operation: String,
    request: Request,
    response: Response,
}

#[derive(Deserialize)]
struct Request {
    method: String,
    path: String,
    query: BTreeMap<String, Value>,
    headers: BTreeMap<String, String>,
    body: Value,
}

#[derive(Deserialize)]
struct Response {
    status: u16,
    #[serde(default)]
    headers: BTreeMap<String, String>,
    body: Value,
}

fn examples() -> Vec<(String, Example)> {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/contract/examples"));
    let mut files: Vec<PathBuf> =
        folder.read_dir().unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let files = files.into_iter().filter(|path| path.extension().is_some_and(|e| e == "json"));
    files
        .map(|path| {
            let text = std::fs::read_to_string(&path).unwrap();
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            let example = serde_json::from_str(&text).unwrap_or_else(|e| panic!("{name}: {e}"));
            (name, example)
        })
        .collect()
}

fn client() -> LlamaCloud {
    LlamaCloud::builder().api_key("llx-example").build().unwrap()
}

/// A segment of an example's path, decoded.
fn segment(example: &Example, index: usize) -> String {
    let segment = example.request.path.split('/').nth(index).unwrap();
    let bytes = segment.as_bytes();
    let mut out = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] == b'%' {
            out.push(u8::from_str_radix(&segment[at + 1..at + 3], 16).unwrap());
            at += 3;
        } else {
            out.push(bytes[at]);
            at += 1;
        }
    }
    String::from_utf8(out).unwrap()
}

/// The member `name` of an example's query, header or body, read as `T`; null counts as absent.
fn given<T: DeserializeOwned>(values: &Map<String, Value>, name: &str) -> Option<T> {
    values.get(name).filter(|value| !value.is_null()).map(|value| {
        serde_json::from_value(value.clone()).unwrap_or_else(|error| panic!("{name}: {error}"))
    })
}

fn number(query: &BTreeMap<String, Value>, name: &str) -> Option<i64> {
    query.get(name).map(|value| value.as_str().unwrap().parse().unwrap())
}

fn text<T: From<String>>(query: &BTreeMap<String, Value>, name: &str) -> Option<T> {
    query.get(name).map(|value| value.as_str().unwrap().to_owned().into())
}

fn create(client: &LlamaCloud, request: &Request) -> Call<llama_cloud::BatchJob> {
    let body = request.body.as_object().unwrap();
    let params = BatchCreateParams::builder()
        .job_config(given::<JobConfig>(body, "job_config").unwrap())
        .maybe_continue_as_new_threshold(given::<i64>(body, "continue_as_new_threshold"))
        .maybe_directory_id(given::<String>(body, "directory_id"))
        .maybe_item_ids(given::<Vec<String>>(body, "item_ids"))
        .maybe_page_size(given::<i64>(body, "page_size"))
        .maybe_organization_id(text::<String>(&request.query, "organization_id"))
        .maybe_project_id(text::<String>(&request.query, "project_id"))
        .maybe_temporal_namespace(request.headers.get("temporal-namespace").map(String::as_str))
        .build();
    client.beta().batch().create(&params)
}

/// What the client sends for an example; `None` if the operation takes no parameters that a caller
/// could have given so.
fn sent(client: &LlamaCloud, example: &Example) -> endpoint::Result<Preview> {
    let request = &example.request;
    let query = &request.query;
    let batch = client.beta().batch();
    match example.operation.as_str() {
        "create" => create(client, request).preview(),
        "list" => {
            let params = BatchListParams::builder()
                .maybe_directory_id(text::<String>(query, "directory_id"))
                .maybe_job_type(text::<llama_cloud::JobType>(query, "job_type"))
                .maybe_limit(number(query, "limit"))
                .maybe_offset(number(query, "offset"))
                .maybe_organization_id(text::<String>(query, "organization_id"))
                .maybe_project_id(text::<String>(query, "project_id"))
                .maybe_status(text::<llama_cloud::BatchJobStatusValue>(query, "status"))
                .build();
            batch.list(&params).preview()
        }
        "get_status" => {
            let call = with_defaults(client, query);
            call.beta().batch().get_status(&segment(example, 5)).preview()
        }
        "cancel" => {
            let body = request.body.as_object().unwrap();
            let params = BatchCancelParams::builder()
                .maybe_reason(given::<String>(body, "reason"))
                .maybe_organization_id(text::<String>(query, "organization_id"))
                .maybe_project_id(text::<String>(query, "project_id"))
                .maybe_temporal_namespace(
                    request.headers.get("temporal-namespace").map(String::as_str),
                )
                .build();
            batch.cancel(&segment(example, 5), &params).preview()
        }
        "job_items.list" => {
            let params = JobItemListParams::builder()
                .maybe_limit(number(query, "limit"))
                .maybe_offset(number(query, "offset"))
                .maybe_organization_id(text::<String>(query, "organization_id"))
                .maybe_project_id(text::<String>(query, "project_id"))
                .maybe_status(text::<llama_cloud::ItemStatus>(query, "status"))
                .build();
            batch.job_items().list(&segment(example, 5), &params).preview()
        }
        "job_items.get_processing_results" => {
            let params = JobItemGetProcessingResultsParams::builder()
                .maybe_job_type(text::<llama_cloud::JobType>(query, "job_type"))
                .maybe_organization_id(text::<String>(query, "organization_id"))
                .maybe_project_id(text::<String>(query, "project_id"))
                .build();
            batch.job_items().get_processing_results(&segment(example, 6), &params).preview()
        }
        other => panic!("no such operation: {other}"),
    }
}

/// `get_status` has no parameter struct: organization and project are the client's.
fn with_defaults(client: &LlamaCloud, query: &BTreeMap<String, Value>) -> LlamaCloud {
    let mut client = client.clone();
    if let Some(id) = text::<String>(query, "organization_id") {
        client = client.in_organization(id);
    }
    if let Some(id) = text::<String>(query, "project_id") {
        client = client.in_project(id);
    }
    client
}

#[test]
fn sends_what_the_contract_says() {
    let client = client();
    let mut compared = 0;
    for (name, example) in examples() {
        // A client that leaves out what is not set can't produce nulls, and one that refuses a
        // batch over nothing can't produce that either.
        match sent(&client, &example) {
            Err(error) => {
                let over_nothing = ["create_reference_page", "error_400_no_source"];
                assert!(over_nothing.contains(&name.as_str()), "{name}: {error}");
                assert!(error.to_string().contains("`directory_id` or `item_ids`"), "{error}");
                continue;
            }
            Ok(_) if name == "create_request_nulls" => continue,
            Ok(preview) => {
                let request = &example.request;
                assert_eq!(preview.method().as_str(), request.method, "{name}");
                assert_eq!(preview.url().path(), request.path, "{name}");
                let query: BTreeMap<String, Value> = preview
                    .url()
                    .query_pairs()
                    .map(|(name, value)| (name.into_owned(), value.into_owned().into()))
                    .collect();
                assert_eq!(query, request.query, "{name}");
                for (header, value) in &request.headers {
                    let sent = preview.headers().get(header).map(|v| v.to_str().unwrap());
                    assert_eq!(sent, Some(value.as_str()), "{name}: {header}");
                }
                let body =
                    preview.body().filter(|body| !body.is_empty()).map_or(Value::Null, |body| {
                        serde_json::from_slice(&body).unwrap_or_else(|e| panic!("{name}: {e}"))
                    });
                assert_eq!(body, request.body, "{name}");
            }
        }
        compared += 1;
    }
    assert_eq!(compared, 59, "examples whose request was compared");
}

/// Reads a response as `T`, and writes it again.
fn round_trip<T: ResponseValue + DeserializeOwned + Serialize>(body: &Value) -> Value {
    let read: T = serde_json::from_value(body.clone()).unwrap();
    serde_json::to_value(read).unwrap()
}

/// Null and absence are the same in a response, and a number is what it is worth.
fn without_nulls(value: &Value) -> Value {
    match value {
        Value::Object(members) => members
            .iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(name, value)| (name.clone(), without_nulls(value)))
            .collect::<Map<_, _>>()
            .into(),
        Value::Array(values) => values.iter().map(without_nulls).collect::<Vec<_>>().into(),
        Value::Number(number) => number.as_i64().map_or_else(
            || Value::from(number.as_f64().unwrap()),
            |integer| {
                // Beyond 2^53 a float would lose what is to be compared.
                if integer.abs() < 1 << 53 { Value::from(integer as f64) } else { integer.into() }
            },
        ),
        other => other.clone(),
    }
}

#[test]
fn reads_every_response_and_loses_nothing() {
    let mut read = 0;
    for (name, example) in examples() {
        if example.response.status >= 300 {
            continue;
        }
        let body = &example.response.body;
        let again = match example.operation.as_str() {
            "create" => round_trip::<llama_cloud::BatchJob>(body),
            "list" => round_trip::<llama_cloud::OffsetPage<llama_cloud::BatchJob>>(body),
            "get_status" => round_trip::<llama_cloud::BatchJobStatus>(body),
            "cancel" => round_trip::<llama_cloud::BatchCancelResponse>(body),
            "job_items.list" => {
                round_trip::<llama_cloud::OffsetPage<llama_cloud::BatchJobItem>>(body)
            }
            "job_items.get_processing_results" => {
                round_trip::<llama_cloud::ItemProcessingResults>(body)
            }
            other => panic!("no such operation: {other}"),
        };
        assert_eq!(without_nulls(&again), without_nulls(body), "{name}");
        read += 1;
    }
    assert_eq!(read, 48, "examples with a 2xx");
}

#[tokio::test]
async fn a_ready_call_answers_as_the_service_would() {
    let (_, example) = examples().into_iter().find(|(name, _)| name == "list_timestamps").unwrap();
    struct Mock(Client, String);
    impl endpoint::Endpoints for Mock {
        fn client(&self) -> &Client {
            &self.0
        }
    }
    impl BatchEndpoints for Mock {
        fn list(
            &self,
            _: &BatchListParams,
        ) -> Call<llama_cloud::OffsetPage<llama_cloud::BatchJob>> {
            Call::ready_json(self.1.clone())
        }
    }
    let mock = Mock(Client::offline(), example.response.body.to_string());
    let jobs = mock.list(&BatchListParams::default()).await.unwrap().items;
    let instants: Vec<Option<jiff::Timestamp>> = jobs
        .iter()
        .filter_map(|job| job.created_at.as_ref())
        .map(|time: &Timestamp| time.instant().ok())
        .collect();
    assert!(instants.iter().any(Option::is_some) && instants.iter().any(Option::is_none));
}

/// A client whose transport answers everything as an example does, and that waits for nothing.
fn client_answered_by(response: &Response) -> LlamaCloud {
    let Response { status, headers, body } = response;
    let mut answer = http::Response::builder().status(*status);
    for (name, value) in headers {
        answer = answer.header(name, value);
    }
    let body = match body {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        json => json.to_string(),
    };
    let (parts, ()) = answer.body(()).unwrap().into_parts();
    let transport = tower::service_fn(move |_: http::Request<endpoint::RequestBody>| {
        let full = http_body_util::Full::<bytes::Bytes>::from(body.clone());
        let answer = http::Response::from_parts(parts.clone(), full);
        async { Ok::<_, endpoint::BoxError>(answer) }
    });
    LlamaCloud::builder()
        .api_key("llx-example")
        .retries(0)
        .retry_after_cap(Duration::ZERO)
        .options(|options| options.transport(transport))
        .build()
        .unwrap()
}

#[tokio::test]
async fn every_error_is_typed_and_says_what_the_service_says() {
    let mut seen = 0;
    for (name, example) in examples() {
        let Response { status, headers, body } = &example.response;
        if *status < 300 {
            continue;
        }
        let client = client_answered_by(&example.response);
        let batch = client.beta().batch();
        let error = match example.operation.as_str() {
            "create" => {
                let params =
                    BatchCreateParams::builder().job_config(JobConfig::parse()).directory_id("d");
                batch.create(&params.build()).await.unwrap_err()
            }
            "list" => batch.list(&BatchListParams::default()).await.unwrap_err(),
            "get_status" => batch.get_status("j").await.unwrap_err(),
            "cancel" => batch.cancel("j", &BatchCancelParams::default()).await.unwrap_err(),
            other => panic!("no such operation: {other}"),
        };
        assert_eq!(error.status().map(|status| status.as_u16()), Some(*status), "{name}");
        let detail = error.detail().unwrap();
        match body.get("detail") {
            Some(Value::String(text)) => {
                assert_eq!(detail.message, *text, "{name}");
                assert!(error.to_string().contains(text.as_str()), "{name}: {error}");
            }
            Some(Value::Array(list)) => {
                assert_eq!(detail.fields.len(), list.len(), "{name}");
                let first = &detail.fields[0];
                assert_eq!(first.location, "body.job_config.parameters.languages[3]");
                assert_eq!(
                    (first.message.as_str(), first.code.as_str()),
                    ("Input should be a known language", "enum",)
                );
            }
            _ => assert!(detail.message.is_empty(), "{name}"),
        }
        let mutates = example.operation == "create";
        let outcome = match status {
            500.. => Outcome::Unknown,
            _ => Outcome::NotDone,
        };
        assert_eq!(error.outcome(), outcome, "{name}");
        // Milliseconds win over seconds; a date long past or far ahead can't be compared here.
        match (headers.get("retry-after-ms"), headers.get("retry-after")) {
            (Some(_), _) => assert_eq!(error.retry_after(), Some(Duration::from_millis(250))),
            (None, Some(seconds)) if seconds.len() < 3 => {
                assert_eq!(error.retry_after(), Some(Duration::from_secs(2)));
            }
            (None, Some(_)) => assert!(error.retry_after().is_some(), "{name}: {error:?}"),
            (None, None) => assert_eq!(error.retry_after(), None, "{name}"),
        }
        assert!(!mutates || error.attempts() == 1, "{name}");
        assert_eq!(error.to_string().lines().count(), 1, "{name}: {error}");
        seen += 1;
    }
    assert_eq!(seen, 14, "examples of errors");
}
