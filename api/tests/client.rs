//! What a client is told once, and what a call says instead.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::time::Duration;

use llama_cloud::{BatchListParams, LlamaCloud, Preview};

fn query(preview: &Preview) -> BTreeMap<String, String> {
    preview.url().query_pairs().map(|(n, v)| (n.into_owned(), v.into_owned())).collect()
}

fn pairs<const N: usize>(pairs: [(&str, &str); N]) -> BTreeMap<String, String> {
    pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).into()
}

#[test]
fn organization_and_project_are_the_clients_unless_a_call_names_its_own() {
    let builder = LlamaCloud::builder().api_key("llx-1");
    let plain = builder.build().unwrap();
    assert!(query(&plain.beta().batch().get_status("j").preview().unwrap()).is_empty());

    let builder = LlamaCloud::builder().api_key("llx-1").organization_id("o").project_id("p");
    let client = builder.build().unwrap();
    let status = client.beta().batch().get_status("j").preview().unwrap();
    assert_eq!(query(&status), pairs([("organization_id", "o"), ("project_id", "p")]));

    let own = BatchListParams::builder().project_id("own").build();
    let list = client.beta().batch().list(&own).preview().unwrap();
    assert_eq!(query(&list), pairs([("organization_id", "o"), ("project_id", "own")]));

    let by_call = client.beta().batch().list(&own).query("project_id", "call").preview().unwrap();
    assert_eq!(query(&by_call), pairs([("organization_id", "o"), ("project_id", "call")]));

    let elsewhere = client.in_project("q").in_organization("r");
    let status = elsewhere.beta().batch().get_status("j").preview().unwrap();
    assert_eq!(query(&status), pairs([("organization_id", "r"), ("project_id", "q")]));
    // The client that it came from stays as it is.
    let status = client.beta().batch().get_status("j").preview().unwrap();
    assert_eq!(query(&status)["project_id"], "p");
}

#[test]
fn the_service_is_where_it_is() {
    let host = |client: LlamaCloud| {
        let preview = client.beta().batch().get_status("j").preview().unwrap();
        preview.url().host_str().unwrap().to_owned()
    };
    let builder = || LlamaCloud::builder().api_key("llx-1");
    assert_eq!(host(builder().build().unwrap()), "api.cloud.llamaindex.ai");
    assert_eq!(host(builder().europe().build().unwrap()), "api.cloud.eu.llamaindex.ai");
    let prefixed = builder().base_url("https://example.com/proxy/").build().unwrap();
    let preview = prefixed.beta().batch().get_status("j").preview().unwrap();
    assert_eq!(preview.url().path(), "/proxy/api/v1/beta/batch-processing/j");
}

#[test]
fn options_of_the_builder_hold_for_calls() {
    let client = LlamaCloud::builder()
        .api_key("llx-1")
        .header("x-team", "docs")
        .timeout(Duration::from_secs(7))
        .deadline(Duration::from_secs(70))
        .retries(2)
        .build()
        .unwrap();
    let preview = client.beta().batch().get_status("j").preview().unwrap();
    assert_eq!(preview.headers()["x-team"], "docs");
    assert!(preview.headers()["authorization"].is_sensitive());
    assert_eq!(preview.timeout(), Duration::from_secs(7));
    assert_eq!(preview.deadline(), Some(Duration::from_secs(70)));
    assert_eq!(preview.retries(), 2);
}

#[test]
fn only_what_can_do_no_harm_is_sent_again() {
    let client = LlamaCloud::builder().api_key("llx-1").build().unwrap();
    let batch = client.beta().batch();
    let create = llama_cloud::BatchCreateParams::builder()
        .job_config(llama_cloud::JobConfig::parse())
        .directory_id("d")
        .build();
    assert!(!batch.create(&create).preview().unwrap().is_idempotent());
    let cancel = llama_cloud::BatchCancelParams::default();
    assert!(batch.cancel("j", &cancel).preview().unwrap().is_idempotent());
    assert!(batch.get_status("j").preview().unwrap().is_idempotent());
}
