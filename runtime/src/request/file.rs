//! Files that are sent as they are read.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use bytes::Bytes;

use super::body::Report;
use crate::disk::on_disk;
use crate::error::{Error, Kind, Outcome};

/// What tells whether a file is still the one that the call began with.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Stamp {
    len: u64,
    modified: Option<SystemTime>,
}

impl Stamp {
    fn of(file: &File) -> io::Result<Self> {
        let metadata = file.metadata()?;
        Ok(Self { len: metadata.len(), modified: metadata.modified().ok() })
    }
}

/// A file of which some has been read.
///
/// Each step is one visit to the threads for what blocks: for a small file the visits cost more than all
/// that is done in them.
pub(super) struct OpenFile {
    file: File,
    path: PathBuf,
    left: u64,
    stamp: Stamp,
    report: Report,
}

impl OpenFile {
    /// Opens the file, to be reported on by what `report` makes of its length.
    pub(super) async fn open(
        path: PathBuf,
        report: impl FnOnce(Option<u64>) -> Report,
    ) -> Result<Self, Error> {
        let at = path.clone();
        let opened = on_disk(move || open(&at)).await;
        let (file, stamp) = match opened {
            Ok(Ok(opened)) => opened,
            Ok(Err(Some(error))) | Err(error) => {
                return Err(cannot_read(&path, Outcome::NotDone, error));
            }
            Ok(Err(None)) => {
                let what = format!(
                    "can't read {}: it is no regular file, so nothing tells how long it is",
                    path.display()
                );
                return Err(Error::new(Kind::Body, Outcome::NotDone, what));
            }
        };
        let report = report(Some(stamp.len));
        Ok(Self { file, path, left: stamp.len, stamp, report })
    }

    pub(super) fn len(&self) -> u64 {
        self.stamp.len
    }

    pub(super) fn stamp(&self) -> &Stamp {
        &self.stamp
    }

    /// Reads the next piece, of so many bytes at most; the file is given back unless that was its last.
    ///
    /// The last piece is held back if the file is not what it was, or goes on, so that no server takes the
    /// mixture for a whole file.
    pub(super) async fn read(mut self, most: usize) -> Result<(Bytes, Option<Self>), Error> {
        let path = self.path.clone();
        let read = on_disk(move || {
            let piece = self.read_piece(most);
            (self, piece)
        });
        match read.await {
            Ok((mut file, Ok(Some(piece)))) => {
                file.report.sent(piece.len());
                let rest = (file.left > 0).then_some(file);
                Ok((piece, rest))
            }
            Ok((_, Ok(None))) => Err(changed(&path).with_outcome(Outcome::Unknown)),
            Ok((_, Err(error))) | Err(error) => Err(cannot_read(&path, Outcome::Unknown, error)),
        }
    }

    /// `None` if the file has changed.
    fn read_piece(&mut self, most: usize) -> io::Result<Option<Bytes>> {
        let wanted = usize::try_from(self.left).map_or(most, |left| left.min(most));
        let mut piece = Vec::with_capacity(wanted);
        (&mut self.file).take(wanted as u64).read_to_end(&mut piece)?;
        if piece.len() < wanted {
            return Ok(None);
        }
        self.left -= wanted as u64;
        if self.left == 0 {
            let is_unchanged = Stamp::of(&self.file).is_ok_and(|now| now == self.stamp);
            let ends_here = self.file.read(&mut [0]).is_ok_and(|read| read == 0);
            if !is_unchanged || !ends_here {
                return Ok(None);
            }
        }
        Ok(Some(piece.into()))
    }
}

/// Opens a file; an error of none if it is something else.
fn open(path: &Path) -> Result<(File, Stamp), Option<io::Error>> {
    // Before it is opened: that of a pipe waits for somebody to write.
    let metadata = path.metadata()?;
    if metadata.is_dir() {
        return Err(Some(io::ErrorKind::IsADirectory.into()));
    }
    if !metadata.is_file() {
        return Err(None);
    }
    let file = File::open(path)?;
    let stamp = Stamp::of(&file)?;
    Ok((file, stamp))
}

fn cannot_read(path: &Path, outcome: Outcome, error: io::Error) -> Error {
    let what = format!("can't read {}: {error}", path.display());
    Error::new(Kind::Body, outcome, what).with_source(error)
}

pub(super) fn changed(path: &Path) -> Error {
    let what = format!("{} changed while it was being sent", path.display());
    Error::new(Kind::Body, Outcome::NotDone, what)
}

pub(super) fn not_empty(path: &Path) -> Error {
    let what = format!("{} is said to be empty, and is not", path.display());
    Error::new(Kind::Body, Outcome::NotDone, what)
}
