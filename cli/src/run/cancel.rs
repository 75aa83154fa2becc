//! What Ctrl-C does to a run.

use std::time::Duration;

use llama_cloud::{BatchCancelParams, BatchListParams, LlamaCloud};

use super::Run;
use crate::interrupt::pressed;
use crate::say::say;
use crate::stop::Stop;

/// Asks the service to cancel the job, and says what became of it. A second Ctrl-C ends that at once.
pub(crate) async fn cancel(run: &Run<'_>) -> Stop {
    say("cancelling; press Ctrl-C again to end at once");
    let became = tokio::select! {
        became = ask(run) => became,
        () = tokio::time::sleep(PATIENCE) => {
            format!("the service did not answer within {PATIENCE:?}{}", trace(run))
        }
        () = pressed() => format!("ended at once{}", trace(run)),
    };
    Stop::interrupted(format!("cancelled: {became}"))
}

async fn ask(run: &Run<'_>) -> String {
    let Some(directory_id) = run.directory_id.get() else {
        return "nothing had been sent".to_owned();
    };
    let job_id = match run.job_id.get() {
        Some(job_id) => Some(job_id.clone()),
        // The answer to the creation may have been on its way.
        None => find(run.client, directory_id).await,
    };
    let Some(job_id) = job_id else {
        return format!("no job is in sight in the directory {directory_id}");
    };
    let params = BatchCancelParams::builder().reason("Ctrl-C").build();
    match run.client.beta().batch().cancel(&job_id, &params).await {
        Ok(answer) => format!("the job {job_id} is {} ({})", answer.status, answer.message),
        Err(error) => format!("the job {job_id} could not be cancelled: {error}"),
    }
}

/// The job over a directory that is this run's own.
async fn find(client: &LlamaCloud, directory_id: &str) -> Option<String> {
    let params = BatchListParams::builder().directory_id(directory_id).build();
    let page = client.beta().batch().list(&params).await.ok()?;
    page.items.into_iter().next().map(|job| job.id)
}

/// Where to look for what is left behind.
fn trace(run: &Run<'_>) -> String {
    match (run.job_id.get(), run.directory_id.get()) {
        (Some(job), _) => format!("; the job {job} may go on"),
        (None, Some(directory)) => format!("; there may be a job in the directory {directory}"),
        (None, None) => String::new(),
    }
}

const PATIENCE: Duration = Duration::from_secs(10);
