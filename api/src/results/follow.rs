//! Following a job, and finding its items as they finish.

use std::collections::{HashSet, VecDeque};
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use endpoint::Error;
use futures_util::stream::{FuturesUnordered, StreamExt};

use crate::LlamaCloud;
use crate::batch::{
    BatchJobItem, BatchJobStatus, ItemStatus, JobItemListParams, JobType, WaitError, WaitErrorKind,
};
use crate::emit::{Emitter, Emitting, Step};
use crate::run::RunErrorKind;

/// Which job is followed, and for how long.
#[derive(Clone, Debug)]
pub(crate) struct Follow {
    pub(crate) job_id: String,
    pub(crate) deadline: Option<Duration>,
    pub(crate) stall: Option<Duration>,
}

/// What is found on the way.
pub(crate) enum Found {
    Status(BatchJobStatus),
    /// An item that is at its end, or whose job is.
    Item(BatchJobItem, JobType),
}

/// What is done about one thing that is found.
pub(crate) type Work<'w> = Pin<Box<dyn Future<Output = Result<(), RunErrorKind>> + Send + 'w>>;

/// Follows a job to its end, and does `work` on what is found, on several at once. The first error ends
/// it.
pub(crate) async fn work_through<'w>(
    client: &LlamaCloud,
    follow: Follow,
    at_once: usize,
    work: &(dyn Fn(Found) -> Work<'w> + Sync),
) -> Result<BatchJobStatus, RunErrorKind> {
    let mut following = Emitting::new(|emitter| follow.run(client, emitter));
    let mut items = VecDeque::new();
    let mut statuses = VecDeque::new();
    let mut working = FuturesUnordered::new();
    let mut end = None;
    // The job is followed while all hands are full too, so that its state is shown. What has been found is
    // fetched, however the following ends.
    poll_fn(|context| {
        loop {
            while end.is_none()
                && let Poll::Ready(step) = following.poll_step(context)
            {
                match step {
                    Some(Step::Event(status @ Found::Status(_))) => statuses.push_back(status),
                    Some(Step::Event(item)) => items.push_back(item),
                    Some(Step::End(ended)) => end = Some(ended),
                    None => break,
                }
            }
            working.extend(statuses.drain(..).map(work));
            while working.len() < at_once
                && let Some(item) = items.pop_front()
            {
                working.push(work(item));
            }
            match working.poll_next_unpin(context) {
                Poll::Ready(Some(Ok(()))) => {}
                Poll::Ready(Some(Err(error))) => return Poll::Ready(Err(error)),
                Poll::Ready(None) if end.is_some() && items.is_empty() => {
                    return Poll::Ready(Ok(()));
                }
                Poll::Ready(None) | Poll::Pending => return Poll::Pending,
            }
        }
    })
    .await?;
    match end {
        Some(ended) => Ok(ended?),
        // Nothing else ends the loop above.
        None => Err(RunErrorKind::Call(Error::build("the job was not followed to its end"))),
    }
}

impl Follow {
    async fn run(
        self,
        client: &LlamaCloud,
        emitter: Emitter<Found>,
    ) -> Result<BatchJobStatus, WaitError> {
        let mut items = Items { client, job_id: &self.job_id, seen: HashSet::new() };
        let mut watch = client.beta().batch().watch(&self.job_id);
        if let Some(deadline) = self.deadline {
            watch = watch.deadline(deadline);
        }
        if let Some(stall) = self.stall {
            watch = watch.stall(stall);
        }
        let mut last = None;
        while let Some(change) = watch.next().await {
            let status = change?;
            let job = &status.job;
            emitter.emit(Found::Status(status.clone()));
            if job.status.is_final() {
                items.find(&emitter, &status, |_| true).await.map_err(|error| {
                    let (id, error) = (self.job_id.clone(), Arc::new(error));
                    WaitError::of_status(id, status.clone(), WaitErrorKind::Call, error)
                })?;
            } else if items.are_many_new(&status) {
                // What can't be read now is read later: the end shows all of them.
                let _ = items.find(&emitter, &status, is_final).await;
            }
            last = Some(status);
        }
        // A watch ends after a final state or an error, and only so.
        last.ok_or_else(|| WaitError::unseen(self.job_id))
    }
}

/// The items that have been found.
struct Items<'a> {
    client: &'a LlamaCloud,
    job_id: &'a str,
    seen: HashSet<Box<str>>,
}

impl Items<'_> {
    /// Whether so many items have finished since the last look that another is worth its requests: with
    /// a tenth of them each time, all looks together read the items some ten times over.
    fn are_many_new(&self, status: &BatchJobStatus) -> bool {
        let job = &status.job;
        let counts = [job.processed_items, job.failed_items, job.skipped_items];
        let ended = counts.into_iter().flatten().fold(0, i64::saturating_add);
        let seen = i64::try_from(self.seen.len()).unwrap_or(i64::MAX);
        ended.saturating_sub(seen) >= (job.total_items / LOOKS).max(1)
    }

    async fn find(
        &mut self,
        emitter: &Emitter<Found>,
        status: &BatchJobStatus,
        wanted: fn(&BatchJobItem) -> bool,
    ) -> Result<(), Error> {
        let params = JobItemListParams::builder().limit(PAGE).build();
        let mut items = self.client.beta().batch().job_items().list(self.job_id, &params).items();
        while let Some(item) = items.next().await {
            let item = item?;
            if wanted(&item) && self.seen.insert(item.item_id.as_str().into()) {
                emitter.emit(Found::Item(item, status.job.job_type.clone()));
                emitter.taken().await;
            }
        }
        Ok(())
    }
}

fn is_final(item: &BatchJobItem) -> bool {
    matches!(
        item.status,
        ItemStatus::Completed | ItemStatus::Failed | ItemStatus::Skipped | ItemStatus::Cancelled
    )
}

const LOOKS: i64 = 10;
const PAGE: i64 = 100;
