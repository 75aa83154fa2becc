//! What parsing a file gave.

use serde_json::{Map, Value, json};

use super::files::LINK_LASTS;
use super::{Reject, Reply, Request, State};
use crate::jobs::{Fate, Item, Job};
use crate::links::Target;

/// Gives of the result what `expand` asks for. Forms, items and images are not made here: asked
/// for, they are null or empty.
pub(super) fn get(state: &mut State, request: &Request<'_>) -> Result<Reply, Reject> {
    let now = request.now;
    let parsed = Parsed::find(state, request.id(0)).ok_or(Reject::not_found(NO_PARSE_JOB))?;
    let Parsed { job, item } = parsed;
    let (status, error) = match (job.item_status(item, now), &item.fate) {
        ("completed", _) => ("COMPLETED", None),
        ("failed", Fate::Failed(message)) => ("FAILED", Some(message)),
        ("cancelled", _) => ("CANCELLED", None),
        ("processing", _) => ("RUNNING", None),
        _ => ("PENDING", None),
    };
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
            "tier": parameters(job).and_then(|parameters| parameters.get("tier")),
            "updated_at": request.at(if now < item.ends { item.starts } else { item.ends }),
            "user_metadata": null,
        }),
    );
    if status == "COMPLETED" {
        for part in request.query.all("expand") {
            if let Some(value) = parsed.expanded(part, request)? {
                reply.insert(part.to_owned(), value);
            }
        }
    }
    Ok(Reply::ok(&Value::Object(reply)))
}

/// An item that is, or was, or will be parsed.
#[derive(Clone, Copy)]
pub(super) struct Parsed<'a> {
    job: &'a Job,
    pub(super) item: &'a Item,
}

impl<'a> Parsed<'a> {
    /// A file that is skipped, or classified, is never parsed.
    pub(super) fn find(state: &'a State, parse_job_id: &str) -> Option<Self> {
        let (job, place) = state.parsed_by(parse_job_id)?;
        let item = job.items.as_ref()?.get(place)?;
        let is_parsed = job.kind == "parse" && !matches!(item.fate, Fate::Skipped(_));
        is_parsed.then_some(Self { job, item })
    }

    /// What stands for the text of what is no text file.
    pub(super) fn stub(&self) -> Option<String> {
        let Item { name, content, .. } = self.item;
        let says = "llama-cloud-sandbox does not parse this format";
        (!content.is_text()).then(|| format!("[{says}: {name}, {} bytes]", content.len()))
    }

    /// The text of a text file as it is; of any other file a sentence that says so.
    fn text(&self, request: &Request<'_>) -> Result<String, Reject> {
        if let Some(stub) = self.stub() {
            return Ok(stub);
        }
        let bytes = request.store.read(&self.item.content).map_err(|_| Reject::NOT_KEPT)?;
        String::from_utf8(bytes.into()).map_err(|_| Reject::NOT_KEPT)
    }

    /// A part of the result; None for what the contract doesn't know.
    fn expanded(&self, part: &str, request: &Request<'_>) -> Result<Option<Value>, Reject> {
        let pages = |page: &dyn Fn(usize, &str) -> Value| {
            let text = self.text(request)?;
            let pages = text.split('\u{c}').enumerate();
            let pages: Vec<Value> = pages.map(|(index, text)| page(index + 1, text)).collect();
            Ok(json!({ "pages": pages }))
        };
        Ok(Some(match part {
            "text_full" | "markdown_full" => json!(self.text(request)?),
            "text" => pages(&|number, text| json!({ "page_number": number, "text": text }))?,
            "markdown" => pages(
                &|number, text| json!({ "page_number": number, "markdown": text, "success": true }),
            )?,
            "metadata" => pages(&|number, _| json!({ "page_number": number }))?,
            "job_metadata" => json!({ "bytes": self.item.content.len() }),
            "raw_parameters" => parameters(self.job).cloned().unwrap_or_else(|| json!({})),
            "images_content_metadata" => json!({ "images": [], "total_count": 0 }),
            "result_content_metadata" => {
                let id = &self.item.parse_job_id;
                json!({
                    "text": self.content_metadata(&Target::Text(id.clone()), request),
                    "markdown": self.content_metadata(&Target::Markdown(id.clone()), request),
                })
            }
            "forms" | "items" => Value::Null,
            _ => return Ok(None),
        }))
    }

    /// The contract's `ResultContentMetadata`.
    fn content_metadata(&self, target: &Target, request: &Request<'_>) -> Value {
        let size = self.stub().map_or(self.item.content.len(), |stub| stub.len() as u64);
        let url = request.links.url(target, request.now.saturating_add(LINK_LASTS));
        json!({ "size_bytes": size, "exists": true, "presigned_url": url })
    }
}

fn parameters(job: &Job) -> Option<&Value> {
    job.config.get("parameters").filter(|parameters| parameters.is_object())
}

pub(super) const NO_PARSE_JOB: &str = "Parse job not found";
