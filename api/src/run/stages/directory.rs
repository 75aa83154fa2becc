//! The directory of a run.

use endpoint::{Error, Outcome};

use super::super::RunEvent;
use super::super::error::RunErrorKind;
use super::super::line::Record;
use super::super::plan::Past;
use super::Stages;
use crate::directories::{Directory, DirectoryCreateParams, DirectoryListParams, DirectoryType};
use crate::settle::{SETTLE, Settle};

impl Stages<'_> {
    /// The directory of the run: the one that there is, or a new one.
    pub(super) async fn directory(
        &self,
        past: &Past,
        body_sha256: String,
    ) -> Result<String, RunErrorKind> {
        let directory_id = match (&past.directory_id, &past.run) {
            (Some(directory_id), _) => directory_id.clone(),
            (None, past_run) => {
                let is_known = past_run.is_some();
                let directory_name = match past_run {
                    Some((_, name)) => name.clone(),
                    // Nobody else has it, so that the directory is found by it if the answer is lost.
                    None => format!("batch run {:032x}", fastrand::u128(..)),
                };
                if !is_known {
                    let documents = self.entries.len();
                    let directory_name = directory_name.clone();
                    self.write(Record::Run { body_sha256, directory_name, documents }).await?;
                }
                let found = match is_known {
                    true => self.find_directory(&directory_name).await?,
                    false => None,
                };
                let directory = match found {
                    Some(directory) => directory,
                    None => self.make_directory(&directory_name).await?,
                };
                let directory_id = directory.id;
                self.write(Record::Directory { directory_id: directory_id.clone() }).await?;
                directory_id
            }
        };
        self.made.directory_id.get_or_init(|| directory_id.clone());
        self.emitter.emit(RunEvent::Directory { directory_id: directory_id.clone() });
        Ok(directory_id)
    }

    async fn make_directory(&self, name: &str) -> Result<Directory, Error> {
        let params =
            DirectoryCreateParams::builder().name(name).kind(DirectoryType::Ephemeral).build();
        let error = match self.client.beta().directories().create(&params).await {
            Ok(directory) => return Ok(directory),
            Err(error) if error.outcome() == Outcome::NotDone => return Err(error),
            Err(error) => error,
        };
        let mut settle = Settle::after(&error, SETTLE, None);
        loop {
            match self.find_directory(name).await {
                Ok(Some(directory)) => return Ok(directory),
                Ok(None) => {}
                Err(of_look) => settle.hold_back(&of_look),
            }
            if !settle.again().await {
                return Err(error);
            }
        }
    }

    async fn find_directory(&self, name: &str) -> Result<Option<Directory>, Error> {
        let params = DirectoryListParams::builder().name(name).build();
        let mut directories = self.client.beta().directories().list(&params).items();
        while let Some(directory) = directories.next().await {
            let directory = directory?;
            // A service that does not know the parameter shows others too.
            if directory.name == name {
                return Ok(Some(directory));
            }
        }
        Ok(None)
    }
}
