//! What a run shows on its way: bars where somebody watches, and a few words.

use std::collections::BTreeMap;
use std::path::Path;

use indicatif::{HumanBytes, ProgressBar};
use llama_cloud::{BatchJobStatus, Fate, FateStatus, RunEvent};

use crate::bars::Bars;
use crate::say::{clean, say};

pub(crate) struct Progress<'a> {
    journal: Option<&'a Path>,
    bars: Bars,
    plan: Plan,
    uploaded: usize,
    /// How many documents ended how.
    ends: BTreeMap<&'static str, u64>,
    stage: Stage,
    directory_id: Option<String>,
    job_id: Option<String>,
}

/// What is to be done.
#[derive(Clone, Copy, Default)]
struct Plan {
    documents: u64,
    uploads: usize,
    bytes: u64,
    is_resumed: bool,
}

/// What is going on.
enum Stage {
    Planning,
    Uploading(ProgressBar),
    Creating(ProgressBar),
    Searching(ProgressBar),
    Processing { items: ProgressBar, results: ProgressBar },
}

impl<'a> Progress<'a> {
    pub(crate) fn new(journal: Option<&'a Path>) -> Self {
        Self {
            journal,
            bars: Bars::new(),
            plan: Plan::default(),
            uploaded: 0,
            ends: BTreeMap::new(),
            stage: Stage::Planning,
            directory_id: None,
            job_id: None,
        }
    }

    pub(crate) fn bars(&self) -> &Bars {
        &self.bars
    }

    /// The directory, as soon as it is there.
    pub(crate) fn directory_id(&self) -> Option<&str> {
        self.directory_id.as_deref()
    }

    /// The job, as soon as it is there.
    pub(crate) fn job_id(&self) -> Option<&str> {
        self.job_id.as_deref()
    }

    pub(crate) fn show(&mut self, event: &RunEvent) {
        match event {
            RunEvent::Planned { documents, uploads, bytes, resumed, .. } => {
                let (documents, is_resumed) = (*documents as u64, *resumed);
                self.plan = Plan { documents, uploads: *uploads, bytes: *bytes, is_resumed };
            }
            RunEvent::Directory { directory_id } => {
                self.directory_id = Some(directory_id.clone());
                self.begin();
            }
            RunEvent::Sent { bytes } => {
                if let Stage::Uploading(bar) = &self.stage {
                    bar.set_position(*bytes);
                }
            }
            RunEvent::Uploaded { .. } => self.uploaded(),
            RunEvent::Searching { since } => self.searching(*since),
            RunEvent::Created { job_id } => {
                self.end_uploads();
                let what = match self.stage {
                    Stage::Searching(_) => "found",
                    _ => "created",
                };
                self.say(format_args!("{what} the job {}", clean(job_id)));
                self.job_id = Some(job_id.clone());
                self.process(None);
            }
            RunEvent::Progressed(status) => self.progressed(status),
            RunEvent::Finished(fate) => self.finished(fate),
            RunEvent::Done(_) => self.done(),
            _ => {}
        }
    }

    /// Takes the bars away.
    pub(crate) fn clear(&mut self) {
        match std::mem::replace(&mut self.stage, Stage::Planning) {
            Stage::Planning => {}
            Stage::Uploading(bar) | Stage::Creating(bar) | Stage::Searching(bar) => {
                bar.finish_and_clear();
            }
            Stage::Processing { items, results } => {
                items.finish_and_clear();
                results.finish_and_clear();
            }
        }
    }

    /// The documents that a journal knows the end of have been told by now.
    fn begin(&mut self) {
        let Plan { documents, uploads, bytes, is_resumed } = self.plan;
        if is_resumed && let Some(journal) = self.journal {
            let ended = self.ended();
            say(format_args!(
                "going on with the run in {}: {ended} of {documents} files are done, {uploads} are to \
                 be uploaded",
                journal.display()
            ));
        }
        if uploads > 0 {
            let bar = self.bars.bytes(bytes, "uploading");
            bar.set_message(format!("0/{uploads} files"));
            self.stage = Stage::Uploading(bar);
        }
    }

    fn uploaded(&mut self) {
        self.uploaded += 1;
        let Stage::Uploading(bar) = &self.stage else { return };
        bar.set_message(format!("{}/{} files", self.uploaded, self.plan.uploads));
        if self.uploaded == self.plan.uploads {
            self.end_uploads();
        }
    }

    fn end_uploads(&mut self) {
        let Stage::Uploading(bar) = &self.stage else { return };
        bar.finish_and_clear();
        let Plan { uploads, bytes, .. } = self.plan;
        let (uploaded, bytes) = (self.uploaded, HumanBytes(bytes));
        say(format_args!("uploaded {uploaded} of {uploads} files, {bytes}"));
        self.stage = Stage::Creating(self.bars.time("creating"));
    }

    fn searching(&mut self, since: impl std::fmt::Display) {
        self.end_uploads();
        self.clear();
        let bar = self.bars.time("searching");
        let what = format!(
            "the run was interrupted when it was about to create the job, at {since:.0}: looking whether \
             there is one"
        );
        if !self.bars.is_watched() {
            say(&what);
        }
        bar.set_message(what);
        self.stage = Stage::Searching(bar);
    }

    /// The job is there.
    fn process(&mut self, status: Option<&BatchJobStatus>) {
        self.end_uploads();
        self.clear();
        let done = status.map(ended_items).unwrap_or_default();
        let items = self.bars.items(self.plan.documents, done, "processing");
        // What an earlier run did says nothing about how fast this one is.
        let results = self.bars.items(self.plan.documents, self.ended(), "results");
        self.stage = Stage::Processing { items, results };
        self.count();
    }

    fn progressed(&mut self, status: &BatchJobStatus) {
        let job = &status.job;
        if self.job_id.is_none() {
            self.say(format_args!("the job is {}", clean(&job.id)));
            self.job_id = Some(job.id.clone());
        }
        if !matches!(self.stage, Stage::Processing { .. }) {
            self.process(Some(status));
        }
        if let Stage::Processing { items, .. } = &self.stage {
            // There are none before the job is dispatched.
            if let Some(total) = u64::try_from(job.total_items).ok().filter(|total| *total > 0) {
                items.set_length(total);
            }
            items.set_position(ended_items(status));
            items.set_message(clean(job.status.as_str()));
        }
        if job.status.is_final() {
            match &job.error_message {
                Some(error) => {
                    self.say(format_args!("the job is {}: {}", job.status, clean(error)))
                }
                None => self.say(format_args!("the job is {}", job.status)),
            }
        }
    }

    fn finished(&mut self, fate: &Fate) {
        *self.ends.entry(fate.status.as_str()).or_default() += 1;
        self.count();
    }

    fn count(&self) {
        let Stage::Processing { results, .. } = &self.stage else { return };
        results.set_position(self.ended());
        let others = self.ends.iter().filter(|(end, _)| **end != FateStatus::Completed.as_str());
        let others: Vec<String> = others.map(|(end, count)| format!("{count} {end}")).collect();
        results.set_message(others.join(", "));
    }

    fn ended(&self) -> u64 {
        self.ends.values().sum()
    }

    fn done(&mut self) {
        self.end_uploads();
        self.clear();
        if self.directory_id.is_none()
            && let Some(journal) = self.journal
        {
            say(format_args!("the run in {} is done: nothing was sent", journal.display()));
        }
    }

    fn say(&self, words: std::fmt::Arguments<'_>) {
        self.bars.aside(|| say(words));
    }
}

/// How many items of a job are at their end.
fn ended_items(status: &BatchJobStatus) -> u64 {
    let job = &status.job;
    let counts = [job.processed_items, job.failed_items, job.skipped_items];
    counts.into_iter().flatten().filter_map(|count| u64::try_from(count).ok()).sum()
}
