//! The job of a run, created once.

use endpoint::Outcome;
use jiff::Timestamp;

use super::super::RunEvent;
use super::super::error::RunErrorKind;
use super::super::intent;
use super::super::line::Record;
use super::super::plan::{Entry, Past};
use super::{Stages, hash};

impl Stages<'_> {
    /// The job: the one that there is, or a new one; `None` if there is nothing to be processed.
    pub(super) async fn job(
        &mut self,
        directory_id: &str,
        past: &Past,
    ) -> Result<Option<String>, RunErrorKind> {
        if let Some(job_id) = self.made.job_id.get() {
            return Ok(Some(job_id.clone()));
        }
        let is_there = |entry: &Entry| entry.file_id.is_some() || entry.doubt.is_some();
        if past.intent().is_none() && !self.entries.iter().any(is_there) {
            return Ok(None);
        }
        self.params.directory_id = Some(directory_id.to_owned());
        let body_sha256 = hash(self.client, &self.params, directory_id)?;
        let mut again = false;
        if let Some(since) = past.intent() {
            let search = intent::Search { client: self.client, directory_id, since };
            self.emitter.emit(RunEvent::Searching { since });
            match search.run().await? {
                Some(job) => return self.created(job.id).await.map(Some),
                None if self.settings.send_again => again = true,
                None => return Err(RunErrorKind::Intent(search.error(Vec::new()))),
            }
        }
        if past.intent().is_none() && past.run.is_some() {
            let search =
                intent::Search { client: self.client, directory_id, since: Timestamp::now() };
            if let Some(job) = search.once().await? {
                return self.created(job.id).await.map(Some);
            }
        }
        self.write(Record::Intent { body_sha256: body_sha256.clone(), again, undone: false })
            .await?;
        let submit = self.client.beta().batch().submit(&self.params).own_directory();
        match submit.await {
            Ok(job) => self.created(job.id).await.map(Some),
            Err(error) => {
                // Of an intent that is known to have come to nothing nobody has to ask what became.
                if error.outcome() == Outcome::NotDone {
                    self.write(Record::Intent { body_sha256, again, undone: true }).await?;
                }
                Err(error.into())
            }
        }
    }

    async fn created(&self, job_id: String) -> Result<String, RunErrorKind> {
        // First, so that an error of the journal tells it.
        self.made.job_id.get_or_init(|| job_id.clone());
        self.write(Record::Created { job_id: job_id.clone() }).await?;
        self.emitter.emit(RunEvent::Created { job_id: job_id.clone() });
        Ok(job_id)
    }
}
