//! Fetching what came out of items.

use llama_cloud::{
    BatchJobItem, JobItemGetProcessingResultsParams, JobItemListParams, JobType, LlamaCloud,
    ParsingGetParams,
};

use crate::fate::Fate;
use crate::folder::Folder;

/// What comes out of the items of a job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The text of a document.
    Text,
    /// What the service tells of a classification or an extraction.
    Json(JobType),
}

impl Kind {
    pub(crate) fn of(job_type: &JobType) -> Self {
        match job_type {
            JobType::Parse => Self::Text,
            other => Self::Json(other.clone()),
        }
    }

    pub(crate) fn extension(&self) -> &'static str {
        match self {
            Self::Text => "md",
            Self::Json(_) => "json",
        }
    }
}

/// All items of a job.
pub(crate) async fn items(
    client: &LlamaCloud,
    job_id: &str,
) -> llama_cloud::Result<Vec<BatchJobItem>> {
    let params = JobItemListParams::default();
    let mut items = client.beta().batch().job_items().list(job_id, &params).items();
    let mut all = Vec::new();
    while let Some(item) = items.next().await {
        all.push(item?);
    }
    Ok(all)
}

/// Fetches what came out of a completed item, and writes it to the folder under the name `result`. What
/// goes wrong is of this item alone.
pub(crate) async fn fetch(
    client: &LlamaCloud,
    kind: &Kind,
    item: &BatchJobItem,
    input: &str,
    result: &str,
    folder: &Folder,
) -> Fate {
    let fate = Fate::of_item(input, item);
    let text = match kind {
        Kind::Text => text(client, item).await,
        Kind::Json(job_type) => json(client, item, job_type).await,
    };
    let text = match text {
        Ok(text) => text,
        Err(why) => return fate.lost(why),
    };
    if let Err(error) = folder.write(result, &text) {
        return fate.lost(format!("its result could not be written: {error}"));
    }
    let characters = (*kind == Kind::Text).then(|| text.chars().count());
    Fate { characters, result: Some(result.to_owned()), ..fate }
}

async fn text(client: &LlamaCloud, item: &BatchJobItem) -> Result<String, String> {
    let Some(parse_id) = &item.job_id else {
        return Err("the item completed, but names no parse job".to_owned());
    };
    let params = ParsingGetParams::expand(["markdown_full", "text_full"]);
    let parsed =
        client.parsing().get(parse_id, &params).await.map_err(|error| not_fetched(&error))?;
    let text = parsed.markdown_full.or(parsed.text_full);
    text.ok_or_else(|| "the parse job has no text".to_owned())
}

async fn json(
    client: &LlamaCloud,
    item: &BatchJobItem,
    job_type: &JobType,
) -> Result<String, String> {
    // Other jobs may have had the item too.
    let params = JobItemGetProcessingResultsParams::builder().job_type(job_type).build();
    let items = client.beta().batch().job_items();
    let results = items
        .get_processing_results(&item.item_id, &params)
        .await
        .map_err(|error| not_fetched(&error))?;
    if results.processing_results.as_ref().is_none_or(Vec::is_empty) {
        return Err("the service has no results for it".to_owned());
    }
    let text = serde_json::to_string_pretty(&results);
    text.map(|text| text + "\n").map_err(|error| format!("its result is no JSON: {error}"))
}

fn not_fetched(error: &llama_cloud::Error) -> String {
    format!("its result could not be fetched: {error}")
}
