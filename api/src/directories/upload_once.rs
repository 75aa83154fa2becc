//! An upload made safe.

use std::error::Error as StdError;
use std::fmt;
use std::future::IntoFuture;
use std::pin::Pin;
use std::time::Duration;

use endpoint::{Call, Error, Kind, Outcome, TokenPage};

use super::{
    DirectoryFile, DirectoryFileEndpoints, DirectoryFileListParams, DirectoryFileUploadParams,
};
use crate::settle::{LOOK_TIMEOUT, SETTLE, Settle};

/// A file that is to be uploaded once; see [`DirectoryFileEndpoints::upload_once`]. Await it.
#[must_use = "nothing is sent until it is awaited"]
pub struct UploadOnce<'a> {
    // The trait's own methods, so that what a mock overrides counts here too.
    upload: Box<dyn Fn() -> Call<DirectoryFile> + Send + Sync + 'a>,
    list: Box<dyn Fn() -> Call<TokenPage<DirectoryFile>> + Send + Sync + 'a>,
    unique_id: Option<String>,
    settle: Duration,
}

impl<'a> UploadOnce<'a> {
    pub(super) fn new<E: DirectoryFileEndpoints + ?Sized>(
        endpoints: &'a E,
        directory_id: &str,
        params: &DirectoryFileUploadParams,
    ) -> Self {
        let by_id = DirectoryFileListParams::builder()
            .maybe_unique_id(params.unique_id.clone())
            .maybe_organization_id(params.organization_id.clone())
            .maybe_project_id(params.project_id.clone())
            .build();
        let (mut params, unique_id) = (params.clone(), params.unique_id.clone());
        params.upload_file = params.upload_file.pinned();
        let (to, of) = (directory_id.to_owned(), directory_id.to_owned());
        Self {
            upload: Box::new(move || endpoints.upload(&to, &params)),
            list: Box::new(move || endpoints.list(&of, &by_id)),
            unique_id,
            settle: SETTLE,
        }
    }

    /// How long to look for the file after an answer was lost; 15 s if not set.
    pub fn settle(mut self, settle: Duration) -> Self {
        self.settle = settle;
        self
    }

    async fn run(self) -> Result<DirectoryFile, UploadError> {
        let Some(unique_id) = self.unique_id.as_deref().filter(|id| !id.is_empty()) else {
            return Err(UploadError::of(Error::build(
                "`upload_once` needs a `unique_id`, by which the file is found again: set one",
            )));
        };
        let mut sent_again = 0;
        // An attempt that may have arrived: nothing that comes later undoes it.
        let mut lost = None;
        loop {
            let error = match (self.upload)().await {
                Ok(file) if sent_again == 0 => return Ok(file),
                // What was sent before may have arrived late, where a service does not refuse it.
                Ok(file) => {
                    let copies = self.look(unique_id, LOOK).await.unwrap_or_default();
                    return if copies.len() > 1 {
                        Err(UploadError::copies(copies))
                    } else {
                        Ok(file)
                    };
                }
                Err(error) => error,
            };
            // Refused because of a copy: the one that was sent before.
            let has_arrived = sent_again > 0 && error.status().is_some_and(|s| s.as_u16() == 409);
            // Nor is a file that changed sent as another.
            let has_changed = error.kind() == Kind::Body;
            if (error.outcome() == Outcome::NotDone && !has_arrived) || has_changed {
                return Err(UploadError::of(error).after_lost(lost));
            }
            match self.find(unique_id, &error).await {
                Ok(Some(file)) => return Ok(file),
                Ok(None) if sent_again < SENT_AGAIN && !has_arrived => {
                    sent_again += 1;
                    lost.get_or_insert(error);
                }
                Ok(None) => return Err(UploadError::of(error).after_lost(lost)),
                Err(of_look) => return Err(of_look.after(error).after_lost(lost)),
            }
        }
    }

    /// Looks for the file that a call with this error may have made, until it shows or the time is up.
    async fn find(
        &self,
        unique_id: &str,
        error: &Error,
    ) -> Result<Option<DirectoryFile>, UploadError> {
        let mut settle = Settle::after(error, self.settle, None);
        loop {
            let looked = self.look(unique_id, settle.limit()).await;
            match looked {
                Ok(mut files) if files.len() == 1 => return Ok(files.pop()),
                Ok(files) if files.len() > 1 => return Err(UploadError::copies(files)),
                looked => {
                    if let Err(of_look) = &looked {
                        settle.hold_back(of_look);
                    }
                    if !settle.again().await {
                        return looked.map(|_| None).map_err(UploadError::of);
                    }
                }
            }
        }
    }

    /// The files that the directory shows under the id.
    async fn look(&self, unique_id: &str, limit: Duration) -> Result<Vec<DirectoryFile>, Error> {
        let mut files = (self.list)().timeout(LOOK_TIMEOUT).deadline(limit).items();
        let mut found = Vec::new();
        while let Some(file) = files.next().await {
            found.push(file?);
        }
        // A service that does not know the parameter shows other files too.
        found.retain(|file| file.unique_id == unique_id);
        Ok(found)
    }
}

impl<'a> IntoFuture for UploadOnce<'a> {
    type Output = Result<DirectoryFile, UploadError>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send + 'a>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.run())
    }
}

impl fmt::Debug for UploadOnce<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UploadOnce")
            .field("unique_id", &self.unique_id)
            .field("settle", &self.settle)
            .finish_non_exhaustive()
    }
}

/// Why [`upload_once`](DirectoryFileEndpoints::upload_once) returned no file.
pub struct UploadError(Box<Inner>);

struct Inner {
    error: Option<Error>,
    /// An earlier attempt that may have arrived.
    lost: Option<Error>,
    copies: Vec<DirectoryFile>,
    /// Why looking for the file failed.
    of_look: Option<Error>,
}

impl UploadError {
    fn of(error: Error) -> Self {
        Self(Box::new(Inner { error: Some(error), lost: None, copies: Vec::new(), of_look: None }))
    }

    fn copies(copies: Vec<DirectoryFile>) -> Self {
        Self(Box::new(Inner { error: None, lost: None, copies, of_look: None }))
    }

    /// The same as what came of looking after `error`.
    fn after(mut self, error: Error) -> Self {
        self.0.of_look = self.0.error.replace(error);
        self
    }

    fn after_lost(mut self, lost: Option<Error>) -> Self {
        self.0.lost = lost;
        self
    }

    /// Did the file arrive? Of all attempts together: one that may have arrived is not undone by a
    /// later one that was refused.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        let of_last = self.0.error.as_ref().map_or(Outcome::Done, Error::outcome);
        match (of_last, &self.0.lost) {
            _ if !self.0.copies.is_empty() => Outcome::Done,
            (Outcome::NotDone, Some(lost)) => lost.outcome(),
            (outcome, _) => outcome,
        }
    }

    /// The error of the last attempt; `None` if it succeeded, but the directory shows copies.
    #[must_use]
    pub fn error(&self) -> Option<&Error> {
        self.0.error.as_ref()
    }

    /// The files that the directory shows under the one `unique_id`, if they are several: all but one
    /// are to be deleted, or a batch processes them too.
    #[must_use]
    pub fn duplicates(&self) -> &[DirectoryFile] {
        &self.0.copies
    }

    /// Why looking for the file failed, if it did.
    #[must_use]
    pub fn look_error(&self) -> Option<&Error> {
        self.0.of_look.as_ref()
    }
}

impl fmt::Display for UploadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { error, lost, copies, of_look } = &*self.0;
        if !copies.is_empty() {
            write!(f, "the directory shows {} files under one `unique_id`: ", copies.len())?;
            return f.write_str("delete all but one of them");
        }
        if let Some(error) = error {
            error.fmt(f)?;
        }
        if let Some(lost) = lost {
            write!(f, "; an earlier attempt may have arrived ({})", lost.message())?;
        }
        match of_look {
            Some(of_look) => {
                write!(f, "; looking for the file failed too ({})", of_look.message())
            }
            None => Ok(()),
        }
    }
}

impl fmt::Debug for UploadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ids: Vec<&str> = self.0.copies.iter().map(|file| file.id.as_str()).collect();
        f.debug_struct("UploadError")
            .field("error", &self.0.error)
            .field("lost", &self.0.lost)
            .field("duplicates", &ids)
            .field("look_error", &self.0.of_look)
            .finish()
    }
}

impl StdError for UploadError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        // The error itself is told by `Display` already.
        self.0.error.as_ref()?.source()
    }
}

/// So often a file that did not show up is sent again.
const SENT_AGAIN: u32 = 2;
/// How long the look after a repeated upload may take.
const LOOK: Duration = Duration::from_secs(15);
