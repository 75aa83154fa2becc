//! What the calls send and what the server answers.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::wire::{CreateParams, JobConfig, Parameters};

/// The key that the clients send.
pub const KEY: &str = "llx-11111111222233334444555555555555";
/// The project that they work in.
pub const PROJECT: &str = "proj-11111111-2222-3333-4444-555555555555";
/// The directory that `create` names.
pub const DIRECTORY: &str = "dir-11111111-2222-3333-4444-555555555555";
/// The job that `get_status` asks for.
pub const JOB: &str = "bjb-11111111-2222-3333-4444-555555555555";
/// How many jobs a page holds.
pub const PAGE: usize = 100;

/// What the parser is told: 2.5 kB of prose, with the line breaks and quotation marks that prose has.
#[must_use]
pub fn prompt() -> String {
    let rule = "Keep the tables of the document as they are: one row of the source is one row of the \
                result, and a cell that spans several columns is repeated in each of them. A heading \
                that says \"continued\" belongs to the table before it.\n";
    rule.repeat(11)
}

/// The ids of the items that a batch is made over: another 2.5 kB.
#[must_use]
pub fn item_ids() -> Vec<String> {
    (0..62).map(|n| format!("{n:08x}-2222-3333-4444-555555555555")).collect()
}

/// What `create` sends, 5 kB as JSON.
#[must_use]
pub fn params() -> CreateParams {
    CreateParams {
        job_config: JobConfig {
            job_name: "parse_raw_file_job",
            parameters: Parameters {
                high_res_ocr: Some(true),
                max_pages: Some(200),
                target_pages: Some("0-199".to_owned()),
                user_prompt: Some(prompt()),
            },
        },
        directory_id: Some(DIRECTORY.to_owned()),
        item_ids: Some(item_ids()),
        page_size: Some(100),
    }
}

/// The answer to `create`.
#[must_use]
pub fn job() -> String {
    job_of(0).to_string()
}

/// The answer to `list`.
#[must_use]
pub fn page() -> String {
    let mut items = String::new();
    for n in 0..PAGE {
        let comma = if n == 0 { "" } else { "," };
        // A text takes all that is written to it.
        let _ = write!(items, "{comma}{}", job_of(n));
    }
    format!(r#"{{"items":[{items}],"next_page_token":"eyJvZmZzZXQiOjEwMH0=","total_size":10000}}"#)
}

/// The answer to `get_status`.
#[must_use]
pub fn status() -> String {
    json!({ "job": job_of(1), "progress_percentage": 40.5 }).to_string()
}

/// A job as the contract's examples have it, in all states.
fn job_of(n: usize) -> Value {
    let status = ["pending", "running", "completed", "failed"].get(n % 4);
    let ended = n % 4 > 1;
    let error = (n % 4 == 3).then_some("3 of 40 documents could not be read");
    json!({
        "id": format!("bjb-{n:08x}-2222-3333-4444-555555555555"),
        "job_type": "parse",
        "project_id": PROJECT,
        "status": status,
        "total_items": 40,
        "completed_at": ended.then_some("2026-03-01T09:42:17.654321Z"),
        "created_at": "2026-03-01T09:30:00.123456Z",
        "directory_id": DIRECTORY,
        "effective_at": "2026-03-01T09:30:00.123456Z",
        "error_message": error,
        "failed_items": 0,
        "job_record_id": format!("jr-{n:08x}-0000-4000-8000-000000000001"),
        "processed_items": 16,
        "skipped_items": 0,
        "started_at": "2026-03-01T09:30:05.000001Z",
        "updated_at": "2026-03-01T09:42:17.654321Z",
        "workflow_id": format!("wf-bjb-{n:08x}-2222-3333-4444-555555555555"),
    })
}
