//! Whether the client has all of the contract: every operation with its parameters, every type with
//! its fields, every member of every enum, under the wire's names and with the wire's types.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::string_slice,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use std::collections::{BTreeMap, BTreeSet};

use endpoint::{Preview, RequestBody};
use http_body_util::BodyExt as _;
use llama_cloud::parsing::{
    FailedPage, Forms, FormsPage, Image, ImageBox, Images, Items, ItemsPage, Markdown,
    MarkdownPage, PageMetadata, PagesMetadata, ParsingJob, ResultContentMetadata, Text, TextPage,
};
use llama_cloud::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

fn contract() -> Vec<Value> {
    ["batch_v1.json", "neighbours.json"]
        .map(|file| {
            let path = format!("{}/contract/{file}", env!("CARGO_MANIFEST_DIR"));
            serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
        })
        .into()
}

fn types() -> Map<String, Value> {
    contract().iter().flat_map(|file| file["types"].as_object().unwrap().clone()).collect()
}

fn enums() -> Map<String, Value> {
    contract()
        .iter()
        .filter_map(|file| file.get("enums"))
        .flat_map(|enums| enums.as_object().unwrap().clone())
        .collect()
}

/// A value as a specification of the contract asks for it.
fn sample(spec: &Value) -> Value {
    if let Some(kinds) = spec.get("any_of") {
        return sample(&kinds[0]);
    }
    if let Some(allowed) = spec.get("enum") {
        return match allowed {
            Value::String(name) => enums()[name][0].clone(),
            Value::Array(values) => values[0].clone(),
            other => panic!("no such enum: {other}"),
        };
    }
    if let Some(name) = spec.get("object") {
        let fields = types()[name.as_str().unwrap()].as_object().unwrap().clone();
        return required(&fields).into();
    }
    if let Some(of) = spec.get("array") {
        return json!([sample(of)]);
    }
    if let Some(of) = spec.get("map") {
        return json!({ "name": sample(of) });
    }
    match spec["type"].as_str().unwrap() {
        "string" if spec.get("format").is_some() => json!("2026-03-01T09:30:00Z"),
        "string" => json!("text"),
        "integer" => json!(7),
        "number" => json!(0.5),
        "boolean" => json!(true),
        "any" => json!({ "any": [1, "thing"] }),
        // Shapes that the contract leaves open.
        open if open.starts_with("?ForwardRef") => json!([{ "a": 1 }]),
        other => panic!("no such type: {other}"),
    }
}

/// Values of other types than the one that a specification asks for.
fn wrong(spec: &Value) -> Vec<Value> {
    if let Some(kinds) = spec.get("any_of") {
        let open = kinds[0].get("object").is_none();
        return if open { Vec::new() } else { vec![json!("text")] };
    }
    if spec.get("object").is_some() || spec.get("map").is_some() {
        return vec![json!("text"), json!([1])];
    }
    if spec.get("array").is_some() {
        return vec![json!("text"), json!({ "a": 1 })];
    }
    if let Some(allowed) = spec.get("enum") {
        let is_flag = allowed.get(0).is_some_and(Value::is_boolean);
        return if is_flag { vec![json!("true"), json!(1)] } else { vec![json!(1), json!(true)] };
    }
    match spec["type"].as_str().unwrap() {
        "string" => vec![json!(1), json!(true), json!(["text"])],
        "integer" => vec![json!(0.5), json!("7"), json!(u64::MAX)],
        "number" => vec![json!("0.5"), json!(true)],
        "boolean" => vec![json!("true"), json!(1)],
        _ => Vec::new(),
    }
}

fn required(fields: &Map<String, Value>) -> Map<String, Value> {
    let fields = fields.iter().filter(|(_, spec)| spec["required"] == true);
    fields.map(|(name, spec)| (name.clone(), sample(spec))).collect()
}

/// How the client reads one type: the value written again, and how many fields it did not know.
type Read = fn(Value) -> serde_json::Result<(Value, usize)>;

macro_rules! reads {
    ($($contract:literal => $type:ty,)*) => {
        BTreeMap::from([$(($contract, (|value| {
            let read: $type = serde_json::from_value(value)?;
            Ok((serde_json::to_value(&read)?, read.extra.len()))
        }) as Read),)*])
    };
}

fn readers() -> BTreeMap<&'static str, Read> {
    reads! {
        "BatchParseJobRecordCreate" => BatchParseJobRecordCreate,
        "BatchParseParameters" => BatchParseParameters,
        "WebhookConfiguration" => WebhookConfiguration,
        "ClassifyJob" => ClassifyJob,
        "ClassifierRule" => ClassifierRule,
        "ClassifyParsingConfiguration" => ClassifyParsingConfiguration,
        "BatchJob" => BatchJob,
        "BatchJobStatus" => BatchJobStatus,
        "BatchCancelResponse" => BatchCancelResponse,
        "BatchJobItem" => BatchJobItem,
        "ItemProcessingResults" => ItemProcessingResults,
        "ProcessingResult" => ProcessingResult,
        "FileCreateResponse" => File,
        "FileListResponse" => File,
        "Item" => File,
        "PresignedURL" => PresignedUrl,
        "Filter" => FileFilter,
        "FileQueryResponse" => TokenPage<File>,
        "DirectoryCreateResponse" => Directory,
        "DirectoryListResponse" => Directory,
        "DirectoryGetResponse" => Directory,
        "DirectoryUpdateResponse" => Directory,
        "FileUploadResponse" => DirectoryFile,
        "FileAddResponse" => DirectoryFile,
        "FileGetResponse" => DirectoryFile,
        "ParsingGetResponse" => ParsingGetResponse,
        "Job" => ParsingJob,
        "Forms" => Forms,
        "FormsPageFormsResultPage" => FormsPage,
        "FormsPageFailedFormsPage" => FailedPage,
        "ImagesContentMetadata" => Images,
        "ImagesContentMetadataImage" => Image,
        "ImagesContentMetadataImageBbox" => ImageBox,
        "Items" => Items,
        "ItemsPageStructuredResultPage" => ItemsPage,
        "ItemsPageFailedStructuredPage" => FailedPage,
        "Markdown" => Markdown,
        "MarkdownPageMarkdownResultPage" => MarkdownPage,
        "MarkdownPageFailedMarkdownPage" => FailedPage,
        "Metadata" => PagesMetadata,
        "MetadataPage" => PageMetadata,
        "ResultContentMetadata" => ResultContentMetadata,
        "Text" => Text,
        "TextPage" => TextPage,
    }
}

#[test]
fn every_field_of_every_type() {
    let readers = readers();
    let types = types();
    let (mut fields_seen, mut refused) = (0, 0);
    for (name, fields) in &types {
        let read = readers.get(name.as_str()).unwrap_or_else(|| panic!("{name} is missing"));
        let fields = fields.as_object().unwrap();
        let least = required(fields);
        for (field, spec) in fields {
            let at = format!("{name}.{field}");
            let mut object = least.clone();
            object.insert(field.clone(), sample(spec));
            let (again, unknown) =
                read(object.clone().into()).unwrap_or_else(|error| panic!("{at}: {error}"));
            assert_eq!(unknown, 0, "{at} is not known to the client");
            assert_eq!(again, Value::from(object.clone()), "{at}");

            for value in wrong(spec) {
                object.insert(field.clone(), value.clone());
                assert!(read(object.clone().into()).is_err(), "{at} takes {value}");
                refused += 1;
            }
            object.insert(field.clone(), Value::Null);
            let of_null = read(object.clone().into());
            object.remove(field);
            let of_absence = read(object.clone().into());
            if spec["required"] == true {
                assert!(of_null.is_err() || spec["nullable"] == true, "{at} takes null");
                assert!(of_absence.is_err(), "{at} may be missing");
            } else {
                assert_eq!(of_null.unwrap().0, Value::from(object.clone()), "{at} as null");
                assert_eq!(of_absence.unwrap().0, Value::from(object), "{at} missing");
            }
            fields_seen += 1;
        }
        // What it does not know it keeps.
        let mut object = least.clone();
        object.insert("newer".to_owned(), json!({ "than": ["this"] }));
        assert_eq!(read(object.clone().into()).unwrap(), (object.into(), 1), "{name}");
    }
    assert_eq!(types.len(), readers.len(), "types");
    println!("{} types, {fields_seen} fields, {refused} wrong values refused", types.len());
    assert_eq!(types["BatchParseParameters"].as_object().unwrap().len(), 126);
    assert_eq!(types["WebhookConfiguration"].as_object().unwrap().len(), 5);
    assert_eq!(types["BatchJob"].as_object().unwrap().len(), 17);
}

/// Whether a value is one of an enum's own: `None` if it is unknown to it, else the text it writes.
fn known<T: DeserializeOwned + Serialize + std::fmt::Debug>(value: &Value) -> Option<Value> {
    let read: T = serde_json::from_value(value.clone()).unwrap();
    (!format!("{read:?}").starts_with("Unknown(")).then(|| serde_json::to_value(&read).unwrap())
}

#[test]
fn every_member_of_every_enum() {
    type Known = fn(&Value) -> Option<Value>;
    let named: BTreeMap<&str, Known> = BTreeMap::from([
        ("ParseJobName", known::<ParseJobName> as Known),
        ("ImageToSave", known::<ImageToSave>),
        ("ParsingLanguage", known::<ParsingLanguage>),
        ("ParsingMode", known::<ParsingMode>),
        ("Priority", known::<Priority>),
        ("FailPageMode", known::<FailPageMode>),
        ("ParseKind", known::<ParseKind>),
        ("WebhookEvent", known::<WebhookEvent>),
        ("ClassifyStatus", known::<ClassifyStatus>),
        ("ClassifyMode", known::<ClassifyMode>),
        ("JobType", known::<JobType>),
        ("BatchJobStatusValue", known::<BatchJobStatusValue>),
        ("ItemStatus", known::<ItemStatus>),
    ]);
    let types = types();
    let unnamed = |object: &str, field: &str| types[object][field]["enum"].clone();
    let mut all: Vec<(String, Known, Value)> = enums()
        .into_iter()
        .map(|(name, members)| (name.clone(), named[name.as_str()], members))
        .collect();
    all.push(("type".into(), known::<DirectoryType>, unnamed("DirectoryGetResponse", "type")));
    all.push(("status".into(), known::<parsing::ParsingStatus>, unnamed("Job", "status")));
    let categories = unnamed("ImagesContentMetadataImage", "category");
    all.push(("category".into(), known::<parsing::ImageCategory>, categories));

    let mut members_seen = 0;
    for (name, known, members) in &all {
        for member in members.as_array().unwrap() {
            assert_eq!(known(member).as_ref(), Some(member), "{name}");
            members_seen += 1;
        }
        assert_eq!(known(&json!("a value of tomorrow")), None, "{name}");
    }
    println!("{} enums, {members_seen} members", all.len());
    assert_eq!(enums()["ParsingLanguage"].as_array().unwrap().len(), 86);
    assert_eq!(enums()["WebhookEvent"].as_array().unwrap().len(), 28);
}

/// One call of each operation with everything that it can be given.
fn calls() -> BTreeMap<&'static str, Result<Preview>> {
    let client = LlamaCloud::builder()
        .api_key("llx-1")
        .organization_id("client-org")
        .project_id("client-project")
        .build()
        .unwrap();
    let strings = || vec!["a".to_owned(), "b".to_owned()];
    let (org, project) = ("org", "project");
    let beta = client.beta();
    let (batch, directories, files) = (beta.batch(), beta.directories(), client.files());
    let create = BatchCreateParams::builder()
        .job_config(JobConfig::parse())
        .continue_as_new_threshold(5)
        .directory_id("d")
        .item_ids(strings())
        .page_size(5)
        .organization_id(org)
        .project_id(project)
        .temporal_namespace("n")
        .build();
    let list = BatchListParams::builder()
        .directory_id("d")
        .job_type(JobType::Parse)
        .limit(5)
        .offset(5)
        .organization_id(org)
        .project_id(project)
        .status(BatchJobStatusValue::Running)
        .build();
    let cancel = BatchCancelParams::builder()
        .reason("r")
        .organization_id(org)
        .project_id(project)
        .temporal_namespace("n")
        .build();
    let items = JobItemListParams::builder()
        .limit(5)
        .offset(5)
        .organization_id(org)
        .project_id(project)
        .status(ItemStatus::Failed)
        .build();
    let results = JobItemGetProcessingResultsParams::builder()
        .job_type(JobType::Parse)
        .organization_id(org)
        .project_id(project)
        .build();
    let file_list = FileListParams::builder()
        .expand(strings())
        .external_file_id("e")
        .file_ids(strings())
        .file_name("n")
        .order_by("o")
        .organization_id(org)
        .page_size(5)
        .page_token("t")
        .project_id(project)
        .build();
    let file_get = FileGetParams::builder()
        .expires_at_seconds(5)
        .organization_id(org)
        .project_id(project)
        .build();
    let file_query = FileQueryParams::builder()
        .filter(FileFilter::builder().build())
        .order_by("o")
        .page_size(5)
        .page_token("t")
        .organization_id(org)
        .project_id(project)
        .build();
    let directory_create = DirectoryCreateParams::builder()
        .name("n")
        .description("d")
        .system_metadata(BTreeMap::new())
        .kind(DirectoryType::Ephemeral)
        .organization_id(org)
        .project_id(project)
        .build();
    let directory_list = DirectoryListParams::builder()
        .include_deleted(true)
        .name("n")
        .organization_id(org)
        .page_size(5)
        .page_token("t")
        .project_id(project)
        .kind(DirectoryType::User)
        .kinds(vec![DirectoryType::User])
        .build();
    let directory_update = DirectoryUpdateParams::builder()
        .description(Some("d".to_owned()))
        .name(Some("n".to_owned()))
        .organization_id(org)
        .project_id(project)
        .build();
    let add = DirectoryFileAddParams::builder()
        .file_id("f")
        .display_name("n")
        .metadata(BTreeMap::new())
        .unique_id("u")
        .organization_id(org)
        .project_id(project)
        .build();
    let directory_files = DirectoryFileListParams::builder()
        .display_name("n")
        .display_name_contains("n")
        .expand(strings())
        .file_id("f")
        .include_deleted(true)
        .organization_id(org)
        .page_size(5)
        .page_token("t")
        .project_id(project)
        .unique_id("u")
        .updated_at_on_or_after("2026-03-01T09:30:00Z")
        .updated_at_on_or_before("2026-03-01T09:30:00Z")
        .build();
    let directory_file_get = DirectoryFileGetParams::builder()
        .expand(strings())
        .organization_id(org)
        .project_id(project)
        .build();
    let parsing = ParsingGetParams::builder()
        .expand(strings())
        .image_filenames("i")
        .organization_id(org)
        .project_id(project)
        .build();
    BTreeMap::from([
        ("create", batch.create(&create).preview()),
        ("list", batch.list(&list).preview()),
        ("get_status", batch.get_status("J").preview()),
        ("cancel", batch.cancel("J", &cancel).preview()),
        ("job_items.list", batch.job_items().list("J", &items).preview()),
        (
            "job_items.get_processing_results",
            batch.job_items().get_processing_results("I", &results).preview(),
        ),
        ("files.create", files.create(&file_create()).preview()),
        ("files.list", files.list(&file_list).preview()),
        ("files.get", files.get("F", &file_get).preview()),
        ("files.query", files.query(&file_query).preview()),
        ("files.delete", files.delete("F").preview()),
        ("directories.create", directories.create(&directory_create).preview()),
        ("directories.list", directories.list(&directory_list).preview()),
        ("directories.get", directories.get("D").preview()),
        ("directories.update", directories.update("D", &directory_update).preview()),
        ("directories.delete", directories.delete("D").preview()),
        ("directories.files.upload", directories.files().upload("D", &upload()).preview()),
        ("directories.files.add", directories.files().add("D", &add).preview()),
        ("directories.files.list", directories.files().list("D", &directory_files).preview()),
        ("directories.files.get", directories.files().get("D", "E", &directory_file_get).preview()),
        ("directories.files.delete", directories.files().delete("D", "E").preview()),
        ("parsing.get", client.parsing().get("J", &parsing).preview()),
    ])
}

fn file_create() -> FileCreateParams {
    FileCreateParams::builder()
        .file(Part::text("x"))
        .purpose("p")
        .external_file_id("e")
        .organization_id("org")
        .project_id("project")
        .build()
}

fn upload() -> DirectoryFileUploadParams {
    DirectoryFileUploadParams::builder()
        .upload_file(Part::text("x"))
        .display_name("n")
        .external_file_id("e")
        .metadata("{}")
        .unique_id("u")
        .organization_id("org")
        .project_id("project")
        .build()
}

fn names(spec: Option<&Value>) -> BTreeSet<String> {
    spec.and_then(Value::as_object).into_iter().flat_map(|o| o.keys().cloned()).collect()
}

#[test]
fn every_operation_with_every_parameter() {
    let mut calls = calls();
    let (mut operations, mut parameters) = (0, 0);
    for spec in contract().iter().flat_map(|file| file["endpoints"].as_array().unwrap().clone()) {
        let name = spec["operation"].as_str().unwrap();
        let call = calls.remove(name).unwrap_or_else(|| panic!("{name} is missing"));
        let call = call.unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(call.method().as_str(), spec["method"], "{name}");
        let path = spec["path"].as_str().unwrap();
        let path = [
            ("{job_id}", "J"),
            ("{item_id}", "I"),
            ("{file_id}", "F"),
            ("{directory_id}", "D"),
            ("{directory_file_id}", "E"),
        ]
        .iter()
        .fold(path.to_owned(), |path, (placeholder, value)| path.replace(placeholder, value));
        assert_eq!(call.url().path(), path, "{name}");

        let query: BTreeSet<String> =
            call.url().query_pairs().map(|(name, _)| name.into_owned()).collect();
        assert_eq!(query, names(spec.get("query")), "{name}: query");
        let headers = names(spec.get("header"));
        for header in &headers {
            assert!(call.headers().contains_key(header.as_str()), "{name}: {header}");
        }
        let body = names(spec.get("body"));
        if spec.get("body").is_some() {
            let sent: Value = serde_json::from_slice(&call.body().unwrap()).unwrap();
            assert_eq!(names(Some(&sent)), body, "{name}: body");
        }
        parameters += query.len() + headers.len() + body.len();
        operations += 1;
    }
    assert!(calls.is_empty(), "the contract has no {:?}", calls.keys());
    println!("{operations} operations, {parameters} parameters beside parts");
}

/// A client whose transport answers every request with the names of the parts that it was sent.
fn client_that_lists_parts() -> LlamaCloud {
    let transport = tower::service_fn(|request: http::Request<RequestBody>| async {
        let body = request.into_body().collect().await?.to_bytes();
        let body = String::from_utf8_lossy(&body);
        let parts = body.split("form-data; name=\"").skip(1);
        let parts: Vec<&str> = parts.filter_map(|part| part.split('"').next()).collect();
        let answer = json!({ "detail": parts.join(" ") }).to_string();
        Ok::<_, endpoint::BoxError>(
            http::Response::builder().status(400).body(http_body_util::Full::from(answer))?,
        )
    });
    let builder = LlamaCloud::builder().api_key("llx-1");
    builder.options(|options| options.transport(transport)).build().unwrap()
}

#[tokio::test]
async fn every_part_of_every_upload() {
    let client = client_that_lists_parts();
    let directories = client.beta().directories();
    let sent = [
        ("files.create", client.files().create(&file_create()).await.unwrap_err()),
        ("directories.files.upload", directories.files().upload("D", &upload()).await.unwrap_err()),
    ];
    let endpoints: Vec<Value> =
        contract().iter().flat_map(|file| file["endpoints"].as_array().unwrap().clone()).collect();
    let uploads = endpoints.iter().filter(|spec| spec.get("multipart").is_some());
    assert_eq!(uploads.clone().count(), sent.len());
    for spec in uploads {
        let name = spec["operation"].as_str().unwrap();
        let (_, error) = sent.iter().find(|(known, _)| *known == name).unwrap();
        let parts = &error.detail().unwrap().message;
        let parts: BTreeSet<String> = parts.split(' ').map(str::to_owned).collect();
        assert_eq!(parts, names(spec.get("multipart")), "{name}");
    }
}

#[test]
fn builders_keep_what_was_set_last() {
    let mut extra = Extra::default();
    extra.insert("newer", serde_json::value::to_raw_value(&true).unwrap());
    let parameters = BatchParseParameters::builder()
        .max_pages(1)
        .max_pages(2)
        .maybe_user_prompt(Some("short"))
        .maybe_target_pages(None::<String>)
        .extra(extra)
        .build();
    let sent = serde_json::to_value(&parameters).unwrap();
    assert_eq!(sent, json!({"max_pages": 2, "user_prompt": "short", "newer": true}));
    let nothing = BatchParseParameters::builder().max_pages(1).maybe_max_pages(None::<i64>).build();
    assert_eq!(serde_json::to_value(&nothing).unwrap(), json!({}));

    let first = BatchParseJobRecordCreate::builder().parameters(parameters).build();
    let create = BatchCreateParams::builder().job_config(first).directory_id("D");
    let create = create.job_config(JobConfig::parse()).page_size(7).build();
    assert_eq!(create.job_config, JobConfig::parse());
    assert_eq!((create.directory_id.as_deref(), create.page_size), (Some("D"), Some(7)));
}

/// A required field is set in its turn or out of it, and whatever is set before stays.
#[test]
fn builders_take_fields_in_any_order() {
    let begun = ClassifyJob::builder().user_id("U").error_message("E").rules([]).id("I");
    let job = begun.clone().status(ClassifyStatus::Pending).project_id("P").build();
    let other = begun.project_id("P").mode(ClassifyMode::Fast).status(ClassifyStatus::Pending);
    let other = other.maybe_mode(None::<ClassifyMode>).build();
    assert_eq!(job, other);
    assert_eq!(
        serde_json::to_value(&job).unwrap(),
        json!({"id": "I", "project_id": "P", "rules": [], "status": "PENDING", "user_id": "U",
               "error_message": "E"})
    );
}

#[test]
fn builders_show_nothing_of_what_was_set() {
    let webhook = WebhookConfiguration::builder().webhook_url("https://u:secret@h");
    assert_eq!(format!("{webhook:?}"), "WebhookConfigurationBuilder { .. }");
    let file = PresignedUrl::builder().url("https://h/secret".to_owned());
    assert_eq!(format!("{file:?}"), "PresignedUrlBuilder { .. }");
}
