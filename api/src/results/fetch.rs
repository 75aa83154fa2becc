//! Fetching the result of one item.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use endpoint::__private::on_disk;
use endpoint::{Endpoints, Error, Kind};
use http::StatusCode;
use tokio::time::sleep;

use super::Output;
use crate::LlamaCloud;
use crate::batch::{BatchJobItem, ItemStatus, JobItemGetProcessingResultsParams, JobType};
use crate::parsing::{ParsingGetParams, ParsingGetResponse};
use crate::run::{Journal, RunErrorKind};

/// How the file of a result ends.
pub(crate) fn extension(job_type: &JobType) -> &'static str {
    match job_type {
        JobType::Parse => ".md",
        _ => ".json",
    }
}

/// Fetches the result of an item, to a file if `to` says where. `held` is held until that is written,
/// also if nobody waits for it any more.
///
/// # Errors
/// If it can't be written. That it can't be had is no error, but lost.
pub(crate) async fn fetch(
    client: &LlamaCloud,
    item: &BatchJobItem,
    job_type: &JobType,
    to: Option<&Path>,
    held: Option<Journal>,
) -> Result<Output, RunErrorKind> {
    if item.status != ItemStatus::Completed {
        return Ok(Output::None);
    }
    let mut pause = FIRST_PAUSE;
    let had = loop {
        let had = match job_type {
            JobType::Parse => parsed(client, item, to).await,
            other => processed(client, item, other).await,
        };
        match had {
            // An item may show as completed a moment before its result is to be had everywhere.
            Err(error) if error.status() == Some(StatusCode::NOT_FOUND) && pause <= LAST_PAUSE => {
                sleep(pause).await;
                pause *= 2;
            }
            had => break had,
        }
    };
    let text = match had {
        Ok(Had::Text(text)) => text,
        Ok(Had::File { bytes }) => {
            let path = to.unwrap_or(Path::new("")).to_owned();
            sync(&path, held).await?;
            return Ok(Output::File { path, bytes, characters: None });
        }
        Ok(Had::Nothing(why)) => {
            return Ok(Output::Lost { why: why.to_owned(), error: None });
        }
        Err(error) if is_of_disk(&error) => {
            let error = io::Error::other(error.to_string());
            return Err(RunErrorKind::write(to.unwrap_or(Path::new("")), error));
        }
        Err(error) => {
            let why = format!("its result could not be fetched: {error}");
            return Ok(Output::Lost { why, error: Some(error) });
        }
    };
    let Some(path) = to else { return Ok(Output::Text(text)) };
    let bytes = u64::try_from(text.len()).unwrap_or(u64::MAX);
    let characters = u64::try_from(text.chars().count()).ok();
    write(path, text.into_bytes(), held).await?;
    Ok(Output::File { path: path.to_owned(), bytes, characters })
}

/// What could be had of a result.
enum Had {
    Text(String),
    /// It is in the file already.
    File {
        bytes: u64,
    },
    Nothing(&'static str),
}

async fn parsed(client: &LlamaCloud, item: &BatchJobItem, to: Option<&Path>) -> Result<Had, Error> {
    let Some(job_id) = &item.job_id else {
        return Ok(Had::Nothing("the item completed, but names no parse job"));
    };
    let ask = |field: &str| client.parsing().get(job_id, &ParsingGetParams::expand([field]));
    // Most have Markdown, and asking for both would double what is sent.
    for (field, content, text) in FIELDS {
        let parsed = ask(field);
        let parsed = match to {
            None => parsed.await,
            Some(to) => match parsed.max_body(IN_MEMORY).await {
                Err(error) if error.kind() == Kind::TooLarge => {
                    let known = ask("result_content_metadata").await?;
                    match by_url(client, known, content, to).await? {
                        Some(bytes) => return Ok(Had::File { bytes }),
                        // It is to be had in no other way.
                        None => ask(field).await,
                    }
                }
                parsed => parsed,
            },
        };
        if let Some(text) = text(parsed?) {
            return Ok(Had::Text(text));
        }
    }
    Ok(Had::Nothing("the parse job has no text"))
}

/// Streams a large result to its file; `None` if the service names no URL for it.
async fn by_url(
    client: &LlamaCloud,
    parsed: ParsingGetResponse,
    content: &str,
    to: &Path,
) -> Result<Option<u64>, Error> {
    let known = parsed.result_content_metadata.unwrap_or_default();
    let metadata = known.into_iter().find(|(name, _)| name == content);
    let metadata = metadata.filter(|(_, metadata)| metadata.exists != Some(false));
    let Some(url) = metadata.and_then(|(_, it)| it.presigned_url) else { return Ok(None) };
    if let Some(folder) = to.parent() {
        // If this fails, so does what comes next, with a better message.
        let folder = folder.to_owned();
        let _ = on_disk(move || fs::create_dir_all(folder)).await;
    }
    client.client().download(url).to_file(to).await.map(Some)
}

async fn processed(
    client: &LlamaCloud,
    item: &BatchJobItem,
    job_type: &JobType,
) -> Result<Had, Error> {
    // Jobs of other types may have had the item too.
    let params = JobItemGetProcessingResultsParams::builder().job_type(job_type).build();
    let items = client.beta().batch().job_items();
    let results = items.get_processing_results(&item.item_id, &params).await?;
    if results.processing_results.as_ref().is_none_or(Vec::is_empty) {
        return Ok(Had::Nothing("the service has no results for it"));
    }
    let text =
        endpoint::__private::pretty(&results).ok().and_then(|json| String::from_utf8(json).ok());
    Ok(match text {
        Some(text) => Had::Text(text + "\n"),
        None => Had::Nothing("its results can't be written as JSON"),
    })
}

fn is_of_disk(error: &Error) -> bool {
    error.kind() == Kind::Body
}

/// Writes beside the target, and renames when it is on the disk: there never is half a file. Until then
/// `held` is held.
pub(crate) async fn write(
    path: &Path,
    content: Vec<u8>,
    held: Option<Journal>,
) -> Result<(), RunErrorKind> {
    let target = path.to_owned();
    let writing = on_disk(move || {
        let written = write_whole(&target, &content);
        drop(held);
        written
    });
    writing.await.flatten().map_err(|error| RunErrorKind::write(path, error))
}

/// Makes a file last that came as a stream, before anybody is told that it is there.
async fn sync(path: &Path, held: Option<Journal>) -> Result<(), RunErrorKind> {
    let file = path.to_owned();
    let syncing = on_disk(move || {
        let synced = fs::OpenOptions::new().write(true).open(file)?.sync_all();
        drop(held);
        synced
    });
    syncing.await.flatten().map_err(|error| RunErrorKind::write(path, error))
}

fn write_whole(target: &Path, content: &[u8]) -> io::Result<()> {
    if let Some(folder) = target.parent() {
        fs::create_dir_all(folder)?;
    }
    let part = part_of(target);
    let mut file = fs::File::create(&part)?;
    let written = file.write_all(content).and_then(|()| file.sync_all());
    let written = written.and_then(|()| fs::rename(&part, target));
    if written.is_err() {
        let _ = fs::remove_file(&part);
    }
    written
}

/// The name under which a file is written. It is always the same, so that what a killed run leaves
/// behind is written over by the one that goes on.
fn part_of(target: &Path) -> PathBuf {
    let mut name = std::ffi::OsString::from(".");
    name.push(target.file_name().unwrap_or_default());
    name.push(".part");
    target.with_file_name(name)
}

type Text = fn(ParsingGetResponse) -> Option<String>;
/// The fields that have the text, and by which name the metadata know it.
const FIELDS: [(&str, &str, Text); 2] = [
    ("markdown_full", "markdown", |parsed| parsed.markdown_full),
    ("text_full", "text", |parsed| parsed.text_full),
];
const FIRST_PAUSE: Duration = Duration::from_millis(500);
const LAST_PAUSE: Duration = Duration::from_secs(2);
/// A larger answer is not read into memory, but streamed.
const IN_MEMORY: u64 = 1 << 20;
/// Where the fates of all documents stand.
pub(crate) const MANIFEST: &str = "manifest.json";
