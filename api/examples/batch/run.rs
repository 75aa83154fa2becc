//! One run: directory, uploads, job, results.

use std::collections::HashMap;
use std::path::Path;
use std::sync::OnceLock;
use std::time::Duration;

use futures_util::{StreamExt, TryStreamExt, stream};
use indicatif::ProgressBar;
use llama_cloud::{
    BatchCreateParams, BatchJobItem, BatchJobStatus, DirectoryCreateParams, DirectoryType,
    ItemStatus, JobConfig, JobItemListParams, LlamaCloud, Outcome,
};

use super::inputs::Input;
use super::results::{self, Fate};
use super::stop::Stop;
use super::upload::{Uploaded, upload};

type Bars<'a> = Box<dyn Fn(u64, &'static str, &'static str) -> ProgressBar + 'a>;

pub(crate) struct Run<'a> {
    pub(crate) client: &'a LlamaCloud,
    deadline: Option<Duration>,
    bars: Bars<'a>,
    /// What there is to be cancelled, as soon as it is there.
    pub(crate) directory_id: OnceLock<String>,
    pub(crate) job_id: OnceLock<String>,
}

/// What came out of a run.
pub(crate) struct Finished {
    pub(crate) status: Option<BatchJobStatus>,
    pub(crate) fates: Vec<Fate>,
}

impl Finished {
    pub(crate) fn all_completed(&self) -> bool {
        self.fates.iter().all(|fate| fate.status == "completed")
    }
}

impl<'a> Run<'a> {
    pub(crate) fn new(
        client: &'a LlamaCloud,
        deadline: Option<Duration>,
        bars: impl Fn(u64, &'static str, &'static str) -> ProgressBar + 'a,
    ) -> Self {
        Self {
            client,
            deadline,
            bars: Box::new(bars),
            directory_id: OnceLock::new(),
            job_id: OnceLock::new(),
        }
    }

    pub(crate) async fn go(
        &self,
        inputs: Vec<Input>,
        parallel: u16,
        out: &Path,
    ) -> Result<Finished, Stop> {
        let directory_id = self.make_directory().await?;
        let uploaded = self.upload(directory_id, inputs, parallel).await?;
        let is_there = |(_, file): &Uploaded| file.is_ok();
        let (status, items) = if uploaded.iter().any(is_there) {
            let job_id = self.submit(directory_id).await?;
            let status = self.follow(job_id).await?;
            (Some(status), self.items(job_id).await?)
        } else {
            (None, Vec::new())
        };
        let fates = self.fetch(uploaded, &items, parallel, out).await?;
        results::write_manifest(out, status.as_ref(), &fates)?;
        self.clean_up(directory_id).await;
        Ok(Finished { status, fates })
    }

    async fn make_directory(&self) -> Result<&str, Stop> {
        let params = DirectoryCreateParams::builder()
            .name("batch run")
            .kind(DirectoryType::Ephemeral)
            .build();
        let directory = self.client.beta().directories().create(&params).await?;
        Ok(self.directory_id.get_or_init(|| directory.id))
    }

    async fn upload(
        &self,
        directory_id: &str,
        inputs: Vec<Input>,
        parallel: u16,
    ) -> Result<Vec<Uploaded>, Stop> {
        let bytes = inputs.iter().map(|input| input.bytes).sum();
        let bar = (self.bars)(bytes, "uploading", "bytes");
        let uploaded = upload(self.client, directory_id, inputs, parallel, &bar).await;
        bar.finish_and_clear();
        let uploaded = uploaded?;
        let arrived = uploaded.iter().filter(|(_, file)| file.is_ok()).count();
        eprintln!("uploaded {arrived} of {} files, {bytes} bytes", uploaded.len());
        Ok(uploaded)
    }

    /// The directory is this run's own, so a lost answer is no lost job.
    async fn submit(&self, directory_id: &str) -> Result<&str, Stop> {
        let params = BatchCreateParams::builder()
            .job_config(JobConfig::parse())
            .directory_id(directory_id)
            .build();
        let job = self.client.beta().batch().submit(&params).own_directory().await?;
        eprintln!("created the job {}", job.id);
        Ok(self.job_id.get_or_init(|| job.id))
    }

    async fn follow(&self, job_id: &str) -> Result<BatchJobStatus, Stop> {
        let bar = (self.bars)(100, "processing", "%");
        let mut watch = self.client.beta().batch().watch(job_id);
        if let Some(deadline) = self.deadline {
            watch = watch.deadline(deadline);
        }
        let mut last = None;
        while let Some(change) = watch.next().await {
            let status = change?;
            let job = &status.job;
            let done = [job.processed_items, job.failed_items, job.skipped_items];
            bar.set_length(u64::try_from(job.total_items).unwrap_or_default().max(1));
            bar.set_position(
                done.into_iter().flatten().filter_map(|n| u64::try_from(n).ok()).sum(),
            );
            bar.set_message(job.status.to_string());
            last = Some(status);
        }
        bar.finish_and_clear();
        let status = last.ok_or_else(|| Stop::input("the service shows no state of the job"))?;
        match &status.job.error_message {
            Some(message) => eprintln!("the job is {}: {message}", status.job.status),
            None => eprintln!("the job is {}", status.job.status),
        }
        Ok(status)
    }

    async fn items(&self, job_id: &str) -> Result<Vec<BatchJobItem>, Stop> {
        let params = JobItemListParams::default();
        let mut items = self.client.beta().batch().job_items().list(job_id, &params).items();
        let mut all = Vec::new();
        while let Some(item) = items.next().await {
            all.push(item?);
        }
        Ok(all)
    }

    /// Writes the results of the items that completed, and says what became of each input.
    async fn fetch(
        &self,
        uploaded: Vec<Uploaded>,
        items: &[BatchJobItem],
        parallel: u16,
        out: &Path,
    ) -> Result<Vec<Fate>, Stop> {
        let bar = (self.bars)(uploaded.len() as u64, "fetching", "files");
        let by_id: HashMap<&str, &BatchJobItem> =
            items.iter().map(|item| (item.item_id.as_str(), item)).collect();
        let fetches = uploaded.into_iter().map(|(input, file)| {
            let item = match file {
                Ok(file) => Ok(by_id.get(file.id.as_str()).copied()),
                // It arrived after all, and its name is all that is known of it.
                Err(error) if error.outcome() != Outcome::NotDone => {
                    let item = items.iter().find(|item| item.item_name == input.name);
                    item.map(Some).ok_or(error)
                }
                Err(error) => Err(error),
            };
            async move {
                match item {
                    Err(error) => Ok(Fate::not_uploaded(&input, &error)),
                    Ok(Some(item)) if item.status == ItemStatus::Completed => {
                        results::fetch(self.client, &input, item, out).await
                    }
                    Ok(Some(item)) => Ok(Fate::of_item(&input, item)),
                    Ok(None) => Ok(Fate::lost(&input)),
                }
            }
        });
        let fetches = stream::iter(fetches).buffered(usize::from(parallel));
        let fates = fetches.inspect(|_| bar.inc(1)).try_collect().await;
        bar.finish_and_clear();
        fates
    }

    /// The results are on disk, so the directory is of no more use.
    async fn clean_up(&self, directory_id: &str) {
        if let Err(error) = self.client.beta().directories().delete(directory_id).await {
            eprintln!("warning: the directory {directory_id} stays behind: {error}");
        }
    }
}
