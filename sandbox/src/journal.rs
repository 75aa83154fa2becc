//! What outlasts the process: a log of changes in a folder, and the contents beside it.
//!
//! The first line says which format it is, the others are changes, a line a request: written before
//! the answer goes out, and not synced, so that they outlast the process and not a power cut.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, BufRead, BufReader, BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::content::{Store, broken, named};
use crate::state::{Change, State};

/// A folder that no other sandbox has open.
#[derive(Debug)]
pub(crate) struct DataFolder {
    path: PathBuf,
    /// Locked for as long as this is open.
    lock: File,
}

/// What a log begins with.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Header {
    version: u32,
    /// The wall time of the clock's beginning.
    pub(crate) began: Timestamp,
    /// What presigned URLs are signed with.
    pub(crate) secret: u64,
    /// How far the clock has been advanced by hand.
    pub(crate) advanced: Duration,
    /// The moment of the last change: the clock never goes back behind it.
    pub(crate) last: Duration,
}

#[derive(Serialize)]
struct Written<'a, T> {
    at: Duration,
    changes: &'a [T],
}

#[derive(Deserialize)]
struct Line {
    at: Duration,
    changes: Vec<Change>,
}

/// Writes changes down.
#[derive(Debug)]
pub(crate) struct Journal {
    log: File,
    /// How much of the log is whole.
    len: u64,
    /// The changes since the last commit, with a comma after each.
    noted: Vec<u8>,
    _lock: File,
}

impl Header {
    pub(crate) fn new(began: Timestamp) -> Self {
        let secret = fastrand::u64(..);
        Self { version: VERSION, began, secret, advanced: Duration::ZERO, last: Duration::ZERO }
    }
}

impl DataFolder {
    /// # Errors
    /// If the folder can't be made or written to, or if another sandbox has it open.
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        fs::create_dir_all(path).map_err(|error| named(path, &error))?;
        let name = path.join("lock");
        let lock = OpenOptions::new().create(true).truncate(false).write(true).open(&name);
        let lock = lock.map_err(|error| named(&name, &error))?;
        match lock.try_lock() {
            Ok(()) => Ok(Self { path: path.to_owned(), lock }),
            Err(TryLockError::WouldBlock) => {
                let says = format!("{}: another sandbox works in this folder", name.display());
                Err(io::Error::new(io::ErrorKind::ResourceBusy, says))
            }
            Err(TryLockError::Error(error)) => Err(named(&name, &error)),
        }
    }

    pub(crate) fn contents(&self) -> io::Result<Store> {
        Store::data(self.path.join("contents"))
    }

    pub(crate) fn holds_state(&self) -> io::Result<bool> {
        self.log().try_exists()
    }

    /// Why a seed is refused here.
    pub(crate) fn is_seeded(&self) -> io::Error {
        let says = "it holds state already; a seed goes into an empty folder";
        let says = format!("{}: {says}", self.path.display());
        io::Error::new(io::ErrorKind::AlreadyExists, says)
    }

    /// Makes the state again that was left in the folder. None if there is none.
    ///
    /// # Errors
    /// If the log is of another version, or broken elsewhere than in a last line that was never
    /// finished: the error names the file and the line.
    pub(crate) fn replay(&self, state: &mut State) -> io::Result<Option<Header>> {
        let path = self.log();
        let file = match File::open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(named(&path, &error)),
        };
        let mut lines = BufReader::new(file);
        let (mut text, mut number, mut header) = (Vec::new(), 0_usize, None::<Header>);
        while lines.read_until(b'\n', &mut text).map_err(|error| named(&path, &error))? > 0 {
            number += 1;
            let wrong =
                |error: serde_json::Error| broken(&path, &format!("line {number}: {error}"));
            match &mut header {
                None => {
                    let read: Result<Header, _> = serde_json::from_slice(&text);
                    header = Some(read.map_err(|error| other_version(&path, &text, &error))?);
                    if header.as_ref().is_some_and(|header| header.version != VERSION) {
                        return Err(other_version(&path, &text, &"unknown format"));
                    }
                }
                // What was never finished was never answered either.
                Some(_) if !text.ends_with(b"\n") => break,
                Some(header) => {
                    let line: Line = serde_json::from_slice(&text).map_err(wrong)?;
                    header.last = header.last.max(line.at);
                    for change in line.changes {
                        if let Change::Advance(by) = change {
                            header.advanced = header.advanced.saturating_add(by);
                        }
                        state.apply(change, line.at);
                    }
                }
            }
            text.clear();
        }
        match header {
            Some(header) => Ok(Some(header)),
            None => Err(broken(&path, "the file is empty")),
        }
    }

    /// Writes a state as the shortest log of it, in place of the one that is there, and goes on with
    /// that. The contents that nothing names are removed.
    pub(crate) fn compact(
        self,
        state: &State,
        header: &Header,
        contents: &Store,
    ) -> io::Result<Journal> {
        contents.sweep(state.contents())?;
        let path = self.path.join("state.jsonl.new");
        let log = Self::write(&path, state, header).map_err(|error| named(&path, &error))?;
        fs::rename(&path, self.log()).map_err(|error| named(&path, &error))?;
        let len = log.metadata()?.len();
        Ok(Journal { log, len, noted: Vec::new(), _lock: self.lock })
    }

    fn write(path: &Path, state: &State, header: &Header) -> io::Result<File> {
        let mut log = BufWriter::new(File::create(path)?);
        serde_json::to_writer(&mut log, header)?;
        log.write_all(b"\n")?;
        for change in state.snapshot() {
            serde_json::to_writer(&mut log, &Written { at: header.last, changes: &[change] })?;
            log.write_all(b"\n")?;
        }
        let log = log.into_inner().map_err(io::IntoInnerError::into_error)?;
        log.sync_all()?;
        Ok(log)
    }

    fn log(&self) -> PathBuf {
        self.path.join("state.jsonl")
    }
}

impl Journal {
    pub(crate) fn note(&mut self, change: &Change) {
        let before = self.noted.len();
        match serde_json::to_writer(&mut self.noted, change) {
            Ok(()) => self.noted.push(b','),
            // Writing to memory can't fail, and every change has a form.
            Err(_) => self.noted.truncate(before),
        }
    }

    /// # Errors
    /// If the line can't be written: what there is of it is taken back, and it is kept for later.
    pub(crate) fn commit(&mut self, now: Duration) -> io::Result<()> {
        let Some((_comma, changes)) = self.noted.split_last() else { return Ok(()) };
        let mut line =
            format!("{{\"at\":{},\"changes\":[", serde_json::to_string(&now)?).into_bytes();
        line.extend_from_slice(changes);
        line.extend_from_slice(b"]}\n");
        if let Err(error) = self.log.write_all(&line) {
            self.log.set_len(self.len)?;
            self.log.seek(SeekFrom::Start(self.len))?;
            return Err(error);
        }
        self.len += line.len() as u64;
        self.noted.clear();
        Ok(())
    }
}

/// A first line that is none of this version's.
fn other_version(path: &Path, line: &[u8], error: &dyn std::fmt::Display) -> io::Error {
    #[derive(Deserialize)]
    struct Any {
        version: u32,
    }
    match serde_json::from_slice(line) {
        Ok(Any { version }) if version != VERSION => {
            let says = format!("it is of version {version}, and this sandbox reads {VERSION}");
            broken(path, &says)
        }
        _ => broken(path, &format!("line 1: {error}")),
    }
}

const VERSION: u32 = 1;
