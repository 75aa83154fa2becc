//! The uploads of a run.

use std::sync::Arc;

use endpoint::{Error, Outcome};
use futures_util::stream::{StreamExt, iter};
use tokio::time::{Instant, sleep_until};

use super::super::RunEvent;
use super::super::error::RunErrorKind;
use super::super::fate::FateStatus;
use super::super::line::Record;
use super::super::plan::Entry;
use super::{Stages, after};
use crate::directories::upload_all::{Health, Sent, Uploader};
use crate::directories::{UploadError, UploadFate};
use crate::settle::SETTLE;

impl Stages<'_> {
    /// Uploads what is not there yet. A document that can't be uploaded stops no other; what would fail
    /// all of them ends the run.
    pub(super) async fn upload(
        &mut self,
        directory_id: &str,
        is_old: bool,
    ) -> Result<(), RunErrorKind> {
        let mut uploader = Uploader::new(self.client, directory_id.to_owned());
        let emitter = self.emitter.clone();
        uploader.sent = Arc::new(Sent::new(move |bytes| {
            let is_outdated = |last: &RunEvent| matches!(last, RunEvent::Sent { .. });
            emitter.emit_over(RunEvent::Sent { bytes }, is_outdated);
        }));
        // Of an upload that took long nobody knows when the run was interrupted, but that it was before.
        let is_uncertain = |entry: &&Entry| entry.is_to_be_sent() && entry.begun;
        let settles = |entry: &Entry| match entry.over_by {
            Some(over_by) => after(over_by, SETTLE),
            None => Instant::now() + SETTLE,
        };
        let settled = self.entries.iter().filter(is_uncertain).map(settles).max();
        if settled.is_some_and(|settled| settled > Instant::now()) {
            // A run that is interrupted again and again must not begin to wait each time.
            self.write(Record::Directory { directory_id: directory_id.to_owned() }).await?;
        }
        if is_old {
            self.find_uploaded(&uploader).await?;
        }
        let health = Health::new(self.settings.uploads_at_once);
        let mut doubt = self.upload_those(&uploader, &health, |entry| !entry.begun).await?;
        // What an interrupted run was sending may still be on its way for a while, which the others
        // have used.
        let is_left = self.entries.iter().any(|entry| is_uncertain(&entry));
        if let Some(settled) = settled.filter(|_| is_left) {
            sleep_until(settled).await;
            self.find_uploaded(&uploader).await?;
            doubt = self.upload_those(&uploader, &health, |entry| entry.begun).await?.or(doubt);
        }
        match doubt {
            // A job over what may be an empty directory would end the run for good.
            Some(error) if self.entries.iter().all(|entry| entry.file_id.is_none()) => {
                Err(error.into())
            }
            _ => Ok(()),
        }
    }

    /// Uploads what is not there yet, of the documents that are `wanted`, and says why it is not known of
    /// one whether it arrived.
    async fn upload_those(
        &mut self,
        uploader: &Uploader<'_>,
        health: &Health,
        wanted: fn(&Entry) -> bool,
    ) -> Result<Option<UploadError>, RunErrorKind> {
        let this = &*self;
        let is_wanted = |entry: &Entry| entry.is_to_be_sent() && wanted(entry);
        let places = 0..this.entries.len();
        let to_be_sent = places.filter(|place| this.entries.get(*place).is_some_and(is_wanted));
        let uploads = to_be_sent.map(|place| async move {
            let fate = this.upload_one(place, uploader, health).await?;
            Ok::<_, RunErrorKind>((place, fate))
        });
        let mut uploads = iter(uploads).buffer_unordered(this.settings.uploads_at_once);
        let mut fates = Vec::new();
        let (mut stopped_by, mut doubt) = (None, None);
        while let Some(upload) = uploads.next().await {
            let (place, fate) = upload?;
            let end = match fate {
                UploadFate::Sent(file) => Uploaded::There(file.id.into()),
                UploadFate::Present { id } => Uploaded::There(id.into()),
                UploadFate::Unreadable(why) => Uploaded::Not(why),
                UploadFate::NotTried => continue,
                UploadFate::Failed(error) => {
                    let why = error.to_string();
                    let may_be_there = error.outcome() != Outcome::NotDone;
                    if health.is_failing() {
                        stopped_by.get_or_insert(error);
                    } else if may_be_there && error.duplicates().is_empty() {
                        doubt.get_or_insert(error);
                    }
                    if may_be_there { Uploaded::Perhaps(why) } else { Uploaded::Not(why) }
                }
            };
            fates.push((place, end));
        }
        drop(uploads);
        if let Some(error) = stopped_by {
            return Err(error.into());
        }
        let mut not_uploaded = Vec::new();
        for (place, end) in fates {
            let Some(entry) = self.entries.get_mut(place) else { continue };
            match end {
                Uploaded::There(file_id) => entry.file_id = Some(file_id),
                Uploaded::Perhaps(why) => entry.doubt = Some(why.into()),
                Uploaded::Not(why) => {
                    entry.end(FateStatus::NotUploaded, why);
                    not_uploaded.push(place);
                }
            }
        }
        for entry in not_uploaded.into_iter().filter_map(|place| self.entries.get(place)) {
            if let Some(fate) = &entry.fate {
                self.finish(entry, fate).await?;
            }
        }
        Ok(doubt)
    }

    async fn upload_one(
        &self,
        place: usize,
        uploader: &Uploader<'_>,
        health: &Health,
    ) -> Result<UploadFate, RunErrorKind> {
        if health.is_failing() {
            return Ok(UploadFate::NotTried);
        }
        let Some(entry) = self.entries.get(place) else { return Ok(UploadFate::NotTried) };
        let Some(document) = &entry.document else {
            let why = "an earlier run began to send it, and it is not named any more";
            return Ok(UploadFate::Unreadable(why.to_owned()));
        };
        self.write(entry.record()).await?;
        let fate = uploader.upload(document, &entry.unique_id).await;
        health.note(&fate);
        if let Some(file_id) = fate.file_id() {
            let (unique_id, file_id) = (entry.unique_id.as_ref().into(), file_id.to_owned());
            self.write(Record::Uploaded { unique_id, file_id }).await?;
            self.emitter.emit(RunEvent::Uploaded { name: entry.name.as_ref().into() });
        }
        Ok(fate)
    }

    /// Finds out what of an interrupted run's uploads has arrived.
    async fn find_uploaded(&mut self, uploader: &Uploader<'_>) -> Result<(), RunErrorKind> {
        let present = uploader.present().await.map_err(|error| self.of_directory(error))?;
        let mut found = Vec::new();
        for (place, entry) in self.entries.iter_mut().enumerate() {
            let file_id = present.get(&entry.unique_id).filter(|_| entry.is_to_be_sent());
            if let Some(file_id) = file_id {
                entry.file_id = Some(file_id.clone());
                found.push(place);
            }
        }
        for entry in found.into_iter().filter_map(|place| self.entries.get(place)) {
            let file_id = entry.file_id.as_deref().unwrap_or_default().to_owned();
            let unique_id = entry.unique_id.as_ref().into();
            self.write(Record::Uploaded { unique_id, file_id }).await?;
            self.emitter.emit(RunEvent::Uploaded { name: entry.name.as_ref().into() });
        }
        Ok(())
    }

    /// What it means that the directory of an interrupted run can't be listed.
    fn of_directory(&self, error: Error) -> RunErrorKind {
        match &self.journal {
            Some(journal) if error.status().is_some_and(|status| status == 404) => {
                let directory_id = self.made.directory_id.get().map_or("", String::as_str);
                journal.error(format!(
                    "its directory {directory_id} is not there: it has expired, or it is of another \
                     account; name another file to begin anew"
                ))
            }
            _ => error.into(),
        }
    }
}

/// How an upload ended.
enum Uploaded {
    There(Box<str>),
    Perhaps(String),
    Not(String),
}
