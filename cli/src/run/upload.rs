//! Uploading, several files at once.

use futures_util::{StreamExt, stream};
use indicatif::ProgressBar;
use llama_cloud::{
    DirectoryFile, DirectoryFileUploadParams, Kind, LlamaCloud, Outcome, Part, UploadError,
};

use super::inputs::Input;

/// An input, and its file in the directory, or why there is none.
pub(crate) type Uploaded = (Input, Result<DirectoryFile, UploadError>);

/// Uploads all inputs. A file that can't be read, is refused or got lost is reported and stops no
/// other; an error that would hit every file ends it.
pub(crate) async fn upload(
    client: &LlamaCloud,
    directory_id: &str,
    inputs: Vec<Input>,
    parallel: usize,
    bar: &ProgressBar,
) -> Result<Vec<Uploaded>, UploadError> {
    let uploads = inputs.into_iter().enumerate().map(|(index, input)| async move {
        let uploaded = one(client, directory_id, &input, index, bar).await;
        (index, input, uploaded)
    });
    let mut uploads = stream::iter(uploads).buffer_unordered(parallel);
    let mut done = Vec::new();
    while let Some((index, input, uploaded)) = uploads.next().await {
        match uploaded {
            Err(error) if !is_of_one_file(&error) => return Err(error),
            uploaded => done.push((index, (input, uploaded))),
        }
    }
    done.sort_by_key(|(index, _)| *index);
    Ok(done.into_iter().map(|(_, uploaded)| uploaded).collect())
}

async fn one(
    client: &LlamaCloud,
    directory_id: &str,
    input: &Input,
    index: usize,
    bar: &ProgressBar,
) -> Result<DirectoryFile, UploadError> {
    let counted = std::sync::Mutex::new(0);
    let shown = bar.clone();
    let file_name = input.path.file_name().unwrap_or_default().to_string_lossy();
    let part = Part::file(&input.path).file_name(file_name).progress(move |progress| {
        // An attempt begins from zero, and takes back what the one before it had counted.
        if let Ok(mut counted) = counted.lock() {
            match progress.sent.checked_sub(*counted) {
                Some(more) => shown.inc(more),
                None => shown.dec(*counted - progress.sent),
            }
            *counted = progress.sent;
        }
    });
    // Tells the files of a run apart, also those of one name.
    let unique_id = format!("{index}/{}", input.name);
    let params = DirectoryFileUploadParams::builder()
        .upload_file(part)
        .display_name(&*input.name)
        .unique_id(&*unique_id)
        .build();
    client.beta().directories().files().upload_once(directory_id, &params).await
}

/// Whether an error is of this file alone: its own fault, or a lost answer.
fn is_of_one_file(error: &UploadError) -> bool {
    if error.outcome() != Outcome::NotDone {
        return true;
    }
    let Some(error) = error.error() else { return true };
    let status = error.status().map(|status| status.as_u16());
    match error.kind() {
        Kind::Body | Kind::Build => true,
        Kind::Status => matches!(status, Some(400 | 409 | 413 | 415 | 422)),
        _ => false,
    }
}
