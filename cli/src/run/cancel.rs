//! What Ctrl-C does to a run.

use std::path::Path;
use std::time::Duration;

use llama_cloud::{BatchCancelParams, BatchListParams, LlamaCloud};

use super::progress::Progress;
use crate::interrupt::pressed;
use crate::say::say;
use crate::stop::Stop;

/// Asks the service to cancel the job, and says what became of it. A second Ctrl-C ends that at once.
pub(crate) async fn cancel(
    client: &LlamaCloud,
    progress: &Progress<'_>,
    journal: Option<&Path>,
) -> Stop {
    say("cancelling; press Ctrl-C again to end at once");
    let became = tokio::select! {
        became = ask(client, progress) => became,
        () = tokio::time::sleep(PATIENCE) => {
            format!("the service did not answer within {PATIENCE:?}{}", trace(progress))
        }
        () = pressed() => format!("ended at once{}", trace(progress)),
    };
    let stop = Stop::interrupted(format!("cancelled: {became}"));
    match journal {
        Some(_) => stop.and_say("the same command goes on from here"),
        None => stop,
    }
}

async fn ask(client: &LlamaCloud, progress: &Progress<'_>) -> String {
    let Some(directory_id) = progress.directory_id() else {
        return "nothing had been uploaded".to_owned();
    };
    let job_id = match progress.job_id() {
        Some(job_id) => Some(job_id.to_owned()),
        // The answer to the creation may have been on its way.
        None => find(client, directory_id).await,
    };
    let Some(job_id) = job_id else {
        return format!("no job is in sight in the directory {directory_id}");
    };
    let params = BatchCancelParams::builder().reason("Ctrl-C").build();
    match client.beta().batch().cancel(&job_id, &params).await {
        Ok(answer) => format!("the job {job_id} is {} ({})", answer.status, answer.message),
        Err(error) => format!("the job {job_id} could not be cancelled: {error}"),
    }
}

/// The job over a directory that is this run's own.
async fn find(client: &LlamaCloud, directory_id: &str) -> Option<String> {
    let params = BatchListParams::builder().directory_id(directory_id).build();
    let page = client.beta().batch().list(&params).await.ok()?;
    let mut jobs = page.items.into_iter();
    // A service that does not know the parameter shows others too.
    jobs.find(|job| job.directory_id.as_deref() == Some(directory_id)).map(|job| job.id)
}

/// Where to look for what is left behind.
fn trace(progress: &Progress<'_>) -> String {
    match (progress.job_id(), progress.directory_id()) {
        (Some(job), _) => format!("; the job {job} may go on"),
        (None, Some(directory)) => format!("; there may be a job in the directory {directory}"),
        (None, None) => String::new(),
    }
}

const PATIENCE: Duration = Duration::from_secs(10);
