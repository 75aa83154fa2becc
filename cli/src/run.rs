//! `run`: directory, uploads, job, results.

use std::collections::HashMap;
use std::sync::OnceLock;
use std::time::Duration;

use futures_util::{StreamExt, stream};
use llama_cloud::{
    BatchCreateParams, BatchJob, BatchJobItem, DirectoryCreateParams, DirectoryType, ItemStatus,
    JobConfig, JobType, LlamaCloud, Outcome,
};

use self::inputs::{Input, inputs};
use self::rules::job_config;
use self::upload::{Uploaded, upload};
use crate::args::{Global, RunArgs};
use crate::bars::Bars;
use crate::fate::{self, Fate};
use crate::fetch::{self, Kind};
use crate::folder::Folder;
use crate::interrupt::pressed;
use crate::say::{clean, say};
use crate::service::Service;
use crate::stop::{End, Stop};

mod cancel;
mod inputs;
mod rules;
mod upload;

pub(crate) async fn run(global: &Global, args: &RunArgs) -> Result<End, Stop> {
    let config = job_config(global, args)?;
    let kind = match config {
        JobConfig::Parse(_) => Kind::Text,
        _ => Kind::Json(JobType::Classify),
    };
    let inputs = inputs(&args.paths, &args.out.out, kind.extension())?;
    let folder = Folder::prepare(&args.out.out)?;
    let service = Service::of_run(global).await?;
    say(service.description());
    let run = Run::new(service.client(), args, kind);

    let finished = tokio::select! {
        // Listened for before anything is sent.
        biased;
        () = pressed() => return Err(cancel::cancel(&run).await),
        finished = run.go(inputs, config, &folder) => finished?,
    };
    fate::report(global, finished.job.as_ref(), &finished.fates)
}

struct Run<'a> {
    client: &'a LlamaCloud,
    parallel: usize,
    deadline: Option<Duration>,
    kind: Kind,
    bars: Bars,
    /// What there is to be cancelled, as soon as it is there.
    directory_id: OnceLock<String>,
    job_id: OnceLock<String>,
}

/// What came out of a run.
struct Finished {
    job: Option<BatchJob>,
    fates: Vec<Fate>,
}

impl<'a> Run<'a> {
    fn new(client: &'a LlamaCloud, args: &RunArgs, kind: Kind) -> Self {
        Self {
            client,
            parallel: usize::from(args.out.parallel),
            deadline: args.deadline.map(Duration::from_secs),
            kind,
            bars: Bars::new(),
            directory_id: OnceLock::new(),
            job_id: OnceLock::new(),
        }
    }

    async fn go(
        &self,
        inputs: Vec<Input>,
        config: JobConfig,
        folder: &Folder,
    ) -> Result<Finished, Stop> {
        let directory_id = self.make_directory().await?;
        let uploaded = self.upload(directory_id, inputs).await?;
        let is_there = |(_, file): &Uploaded| file.is_ok();
        let (job, items) = if uploaded.iter().any(is_there) {
            let job_id = self.submit(directory_id, config).await?;
            let job = self.follow(job_id).await?;
            (Some(job), fetch::items(self.client, job_id).await?)
        } else {
            (None, Vec::new())
        };
        let fates = self.fetch(uploaded, &items, folder).await;
        folder.write_manifest(job.as_ref(), &fates)?;
        self.clean_up(directory_id).await;
        Ok(Finished { job, fates })
    }

    async fn make_directory(&self) -> Result<&str, Stop> {
        let params = DirectoryCreateParams::builder()
            .name("batch run")
            .kind(DirectoryType::Ephemeral)
            .build();
        let directory = self.client.beta().directories().create(&params).await?;
        Ok(self.directory_id.get_or_init(|| directory.id))
    }

    async fn upload(&self, directory_id: &str, inputs: Vec<Input>) -> Result<Vec<Uploaded>, Stop> {
        let bytes = inputs.iter().map(|input| input.bytes).sum();
        let bar = self.bars.bytes(bytes, "uploading");
        let uploaded = upload(self.client, directory_id, inputs, self.parallel, &bar).await;
        bar.finish_and_clear();
        let uploaded = uploaded?;
        let arrived = uploaded.iter().filter(|(_, file)| file.is_ok()).count();
        say(format_args!("uploaded {arrived} of {} files, {bytes} bytes", uploaded.len()));
        Ok(uploaded)
    }

    /// The directory is this run's own, so a lost answer is no lost job.
    async fn submit(&self, directory_id: &str, config: JobConfig) -> Result<&str, Stop> {
        let params =
            BatchCreateParams::builder().job_config(config).directory_id(directory_id).build();
        let job = self.client.beta().batch().submit(&params).own_directory().await?;
        say(format_args!("created the job {}", clean(&job.id)));
        Ok(self.job_id.get_or_init(|| job.id))
    }

    async fn follow(&self, job_id: &str) -> Result<BatchJob, Stop> {
        let bar = self.bars.items(1, "processing");
        let mut watch = self.client.beta().batch().watch(job_id);
        if let Some(deadline) = self.deadline {
            watch = watch.deadline(deadline);
        }
        let mut last = None;
        while let Some(change) = watch.next().await {
            let job = change.map_err(|error| Stop::from(&error))?.job;
            let done = [job.processed_items, job.failed_items, job.skipped_items];
            bar.set_length(u64::try_from(job.total_items).unwrap_or_default().max(1));
            bar.set_position(
                done.into_iter().flatten().filter_map(|n| u64::try_from(n).ok()).sum(),
            );
            bar.set_message(clean(job.status.as_str()));
            last = Some(job);
        }
        bar.finish_and_clear();
        let job = last.ok_or_else(|| Stop::call("the service shows no state of the job"))?;
        match &job.error_message {
            Some(message) => say(format_args!("the job is {}: {}", job.status, clean(message))),
            None => say(format_args!("the job is {}", job.status)),
        }
        Ok(job)
    }

    /// Writes the results of the items that completed, and says what became of each input.
    async fn fetch(
        &self,
        uploaded: Vec<Uploaded>,
        items: &[BatchJobItem],
        folder: &Folder,
    ) -> Vec<Fate> {
        let bar = self.bars.items(uploaded.len() as u64, "fetching");
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
                let Input { name, result, .. } = &input;
                match item {
                    Err(error) => Fate::not_uploaded(name, &error),
                    Ok(Some(item)) if item.status == ItemStatus::Completed => {
                        fetch::fetch(self.client, &self.kind, item, name, result, folder).await
                    }
                    Ok(Some(item)) => Fate::of_item(name, item),
                    Ok(None) => Fate::unknown(name),
                }
            }
        });
        let fetches = stream::iter(fetches).buffered(self.parallel);
        let fates = fetches.inspect(|_| bar.inc(1)).collect().await;
        bar.finish_and_clear();
        fates
    }

    /// The results are on disk, so the directory is of no more use.
    async fn clean_up(&self, directory_id: &str) {
        if let Err(error) = self.client.beta().directories().delete(directory_id).await {
            say(format_args!("warning: the directory {directory_id} stays behind: {error}"));
        }
    }
}
