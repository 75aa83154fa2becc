//! What parsing a file gave.

use serde_json::{Map, Value, json};

use super::{Reject, Reply, Request, State};
use crate::jobs::{Fate, Item};

/// Gives of the result what `expand` asks for. Forms, items and images are not made here: asked
/// for, they are null or empty.
pub(super) fn get(state: &mut State, request: &Request<'_>) -> Result<Reply, Reject> {
    let now = request.now;
    let id = request.id(0);
    let found = state.parse_jobs.get(id).and_then(|(job, index)| {
        let job = state.jobs.get(job)?;
        Some((job, job.items.as_ref()?.get(*index)?))
    });
    // A file that is skipped, or classified, is never parsed.
    let parsed =
        found.filter(|(job, item)| job.kind() == "parse" && !matches!(item.fate, Fate::Skipped(_)));
    let (job, item) = parsed.ok_or(Reject::not_found("Parse job not found"))?;
    let (status, error) = match (job.item_status(item, now), &item.fate) {
        ("completed", _) => ("COMPLETED", None),
        ("failed", Fate::Failed(message)) => ("FAILED", Some(message)),
        ("cancelled", _) => ("CANCELLED", None),
        ("processing", _) => ("RUNNING", None),
        _ => ("PENDING", None),
    };
    let parameters = job.config.get("parameters").filter(|parameters| parameters.is_object());
    let mut reply = Map::new();
    reply.insert(
        "job".to_owned(),
        json!({
            "id": item.parse_job_id,
            "project_id": job.project_id,
            "status": status,
            "created_at": request.at(item.starts),
            "error_message": error,
            "name": item.name,
            "tier": parameters.and_then(|parameters| parameters.get("tier")),
            "updated_at": request.at(if now < item.ends { item.starts } else { item.ends }),
            "user_metadata": null,
        }),
    );
    if status == "COMPLETED" {
        let text = text(item);
        for part in request.query.all("expand") {
            if let Some(value) = expanded(part, &text, item, parameters) {
                reply.insert(part.to_owned(), value);
            }
        }
    }
    Ok(Reply::ok(&Value::Object(reply)))
}

/// A part of the result; None for what the contract doesn't know.
fn expanded(part: &str, text: &str, item: &Item, parameters: Option<&Value>) -> Option<Value> {
    let pages = |page: &dyn Fn(usize, &str) -> Value| {
        let pages = text.split('\u{c}').enumerate();
        let pages: Vec<Value> = pages.map(|(index, text)| page(index + 1, text)).collect();
        json!({ "pages": pages })
    };
    Some(match part {
        "text_full" | "markdown_full" => json!(text),
        "text" => pages(&|number, text| json!({ "page_number": number, "text": text })),
        "markdown" => pages(
            &|number, text| json!({ "page_number": number, "markdown": text, "success": true }),
        ),
        "metadata" => pages(&|number, _| json!({ "page_number": number })),
        "job_metadata" => json!({ "bytes": item.content.len() }),
        "raw_parameters" => parameters.cloned().unwrap_or_else(|| json!({})),
        "images_content_metadata" => json!({ "images": [], "total_count": 0 }),
        "result_content_metadata" => {
            let size = json!({ "size_bytes": text.len(), "exists": true });
            json!({ "text": size, "markdown": size })
        }
        "forms" | "items" => Value::Null,
        _ => return None,
    })
}

/// The text of a text file as it is; of any other file a sentence that says so.
fn text(item: &Item) -> String {
    let has_mark = MARKS.iter().any(|mark| item.content.starts_with(mark));
    match std::str::from_utf8(&item.content) {
        Ok(text) if !has_mark && !text.contains('\0') => text.to_owned(),
        _ => format!(
            "[llama-cloud-sandbox does not parse this format: {}, {} bytes]",
            item.name,
            item.content.len()
        ),
    }
}

/// How formats begin that can pass for text, but are not meant to be read so: PDF, PostScript, RTF.
const MARKS: [&[u8]; 3] = [b"%PDF-", b"%!PS", b"{\\rtf"];
