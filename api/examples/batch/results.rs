//! What becomes of each input, on disk.

use std::path::{Path, PathBuf};

use llama_cloud::{BatchJobItem, BatchJobStatus, LlamaCloud, ParsingGetParams, UploadError};
use serde_json::{Value, json};

use super::inputs::Input;
use super::stop::Stop;

/// What became of an input.
#[derive(Clone, Debug)]
pub(crate) struct Fate {
    pub(crate) input: String,
    /// The state of its item, or `not uploaded`, or `lost`.
    pub(crate) status: String,
    pub(crate) item_id: Option<String>,
    /// Where its result stands, within the folder of results.
    pub(crate) result: Option<String>,
    pub(crate) characters: Option<usize>,
    /// Why there is no result.
    pub(crate) why: Option<String>,
}

impl Fate {
    fn new(input: &Input, status: impl Into<String>) -> Self {
        Self {
            input: input.name.clone(),
            status: status.into(),
            item_id: None,
            result: None,
            characters: None,
            why: None,
        }
    }

    pub(crate) fn not_uploaded(input: &Input, error: &UploadError) -> Self {
        Self { why: Some(error.to_string()), ..Self::new(input, "not uploaded") }
    }

    pub(crate) fn of_item(input: &Input, item: &BatchJobItem) -> Self {
        let why = item.error_message.clone().or_else(|| item.skip_reason.clone());
        let item_id = Some(item.item_id.clone());
        Self { why, item_id, ..Self::new(input, item.status.as_str()) }
    }

    pub(crate) fn lost(input: &Input) -> Self {
        let why = "the job has no item for it".to_owned();
        Self { why: Some(why), ..Self::new(input, "lost") }
    }

    pub(crate) fn json(&self) -> Value {
        json!({
            "input": self.input,
            "status": self.status,
            "item_id": self.item_id,
            "result": self.result,
            "characters": self.characters,
            "why": self.why,
        })
    }
}

/// Makes the folder of results, before anything is sent.
pub(crate) fn prepare(out: &Path) -> Result<(), Stop> {
    std::fs::create_dir_all(out)
        .map_err(|error| Stop::input(format!("can't write to `{}`: {error}", out.display())))
}

/// Fetches the text of an item, and writes it.
pub(crate) async fn fetch(
    client: &LlamaCloud,
    input: &Input,
    item: &BatchJobItem,
    out: &Path,
) -> Result<Fate, Stop> {
    let mut fate = Fate::of_item(input, item);
    let Some(parse_id) = &item.job_id else {
        fate.status = "lost".to_owned();
        fate.why = Some("the item completed, but names no parse job".to_owned());
        return Ok(fate);
    };
    let params = ParsingGetParams::expand(["markdown_full", "text_full"]);
    let parsed = match client.parsing().get(parse_id, &params).await {
        Ok(parsed) => parsed,
        Err(error) => {
            fate.status = "lost".to_owned();
            fate.why = Some(format!("its result could not be fetched: {error}"));
            return Ok(fate);
        }
    };
    let Some(text) = parsed.markdown_full.or(parsed.text_full) else {
        fate.status = "lost".to_owned();
        fate.why = Some("the parse job has no text".to_owned());
        return Ok(fate);
    };
    write(&out.join(&input.result), &text)?;
    fate.characters = Some(text.chars().count());
    fate.result = Some(input.result.clone());
    Ok(fate)
}

pub(crate) fn write_manifest(
    out: &Path,
    status: Option<&BatchJobStatus>,
    fates: &[Fate],
) -> Result<(), Stop> {
    let manifest = json!({
        "job_id": status.map(|status| &status.job.id),
        "job_status": status.map(|status| status.job.status.as_str()),
        "inputs": fates.iter().map(Fate::json).collect::<Vec<_>>(),
    });
    write(&out.join(MANIFEST), &format!("{manifest:#}\n"))
}

/// Writes beside the target and renames, so that there never is half a file.
fn write(path: &Path, text: &str) -> Result<(), Stop> {
    let part = PathBuf::from(format!("{}.part", path.display()));
    let write = || {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::write(&part, text)?;
        std::fs::rename(&part, path)
    };
    write().map_err(|error| Stop::input(format!("can't write `{}`: {error}", path.display())))
}

pub(crate) const MANIFEST: &str = "manifest.json";
