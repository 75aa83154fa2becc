//! What a run has done so far, on disk, so that one that was killed goes on where it was.
//!
//! One JSON object a line, each on the disk before what follows from it is done. Nothing is ever
//! changed in it, so a kill tears the last line at most.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use endpoint::__private::on_disk;
use jiff::Timestamp;
use tokio::time::sleep;

use super::error::RunErrorKind;
use super::line::{Line, Record, Unread, VERSION};

/// A journal that is open, and locked against other runs.
#[derive(Clone)]
pub(crate) struct Journal(Arc<Shared>);

struct Shared {
    path: PathBuf,
    file: Mutex<File>,
    waiting: Mutex<Waiting>,
    /// Held by whoever writes for all that wait.
    turn: tokio::sync::Mutex<()>,
}

#[derive(Default)]
struct Waiting {
    lines: Vec<u8>,
    /// How many lines were added, and how many of them are on the disk.
    added: u64,
    written: u64,
    /// What a write failed with: nothing may follow on half a line.
    failed: Option<String>,
}

impl Journal {
    /// Opens a journal, or makes it, and reads what it says.
    pub(crate) async fn open(path: &Path) -> Result<(Self, Vec<Line>), RunErrorKind> {
        let wrong = |what: String| RunErrorKind::journal(path, what);
        let mut looks = 0;
        loop {
            let at = path.to_owned();
            let opened = on_disk(move || open(&at)).await;
            match opened.map_err(|error| wrong(error.to_string()))?.map_err(wrong)? {
                Some(opened) => return Ok(opened),
                // A run that has just been dropped may still be writing its last line.
                None if looks < LOOKS => {
                    looks += 1;
                    sleep(PAUSE).await;
                }
                None => return Err(wrong("another run has it in use".to_owned())),
            }
        }
    }

    /// Writes a record, and returns when it is on the disk. Those of several tasks go there together.
    pub(crate) async fn write(&self, record: Record) -> Result<(), RunErrorKind> {
        let line = Line { t: Timestamp::now(), record };
        let mut text = line.into_json().map_err(|error| self.error(error.to_string()))?;
        text.push(b'\n');
        let number = {
            let mut waiting = self.waiting();
            waiting.lines.append(&mut text);
            waiting.added += 1;
            waiting.added
        };
        loop {
            let _turn = self.0.turn.lock().await;
            {
                let waiting = self.waiting();
                if let Some(what) = &waiting.failed {
                    return Err(self.error(what.clone()));
                }
                if waiting.written >= number {
                    return Ok(());
                }
            }
            let shared = Arc::clone(&self.0);
            // It is done to its end also if nobody waits for it any more.
            let flushed = on_disk(move || shared.flush()).await;
            if let Err(error) = flushed {
                return Err(self.error(error.to_string()));
            }
        }
    }

    pub(crate) fn error(&self, what: impl Into<String>) -> RunErrorKind {
        RunErrorKind::journal(&self.0.path, what)
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.0.waiting()
    }
}

impl Shared {
    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Brings the lines that wait to the disk.
    fn flush(&self) {
        // Before the lines are taken, so that they go there in their order.
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        let (lines, added) = {
            let mut waiting = self.waiting();
            (std::mem::take(&mut waiting.lines), waiting.added)
        };
        let flushed = file.write_all(&lines).and_then(|()| file.sync_data());
        let mut waiting = self.waiting();
        match flushed {
            Ok(()) => waiting.written = added,
            Err(error) => waiting.failed = Some(format!("can't write it: {error}")),
        }
    }
}

/// Opens the file and locks it; `None` if another run has.
fn open(path: &Path) -> Result<Option<(Journal, Vec<Line>)>, String> {
    let cannot = |error: io::Error| format!("can't open it: {error}");
    let is_new = !path.exists();
    // Reading comes before the first write, which then goes to the end.
    let mut file = OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(path)
        .map_err(cannot)?;
    // From anything else reading may never come to an end.
    if !file.metadata().map_err(cannot)?.is_file() {
        return Err("it is no file".to_owned());
    }
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Ok(None),
        Err(TryLockError::Error(error)) => return Err(format!("can't lock it: {error}")),
    }
    let mut text = Vec::new();
    file.read_to_end(&mut text).map_err(cannot)?;
    let (lines, whole) = read(&text)?;
    let whole_len = u64::try_from(whole).unwrap_or(u64::MAX);
    if whole < text.len() {
        file.set_len(whole_len).map_err(cannot)?;
    }
    file.seek(io::SeekFrom::Start(whole_len)).map_err(cannot)?;
    if whole > 0 && text.get(whole - 1) != Some(&b'\n') {
        file.write_all(b"\n").map_err(cannot)?;
    }
    file.sync_all().map_err(cannot)?;
    if is_new {
        sync_folder(path);
    }
    let shared = Shared {
        path: path.to_owned(),
        file: Mutex::new(file),
        waiting: Mutex::default(),
        turn: tokio::sync::Mutex::default(),
    };
    Ok(Some((Journal(Arc::new(shared)), lines)))
}

/// The lines of a journal, and how much of it is whole: a kill may have torn the last line.
fn read(text: &[u8]) -> Result<(Vec<Line>, usize), String> {
    let mut lines = Vec::new();
    let mut whole = 0;
    for (index, line) in text.split_inclusive(|byte| *byte == b'\n').enumerate() {
        let number = index + 1;
        match Line::read(line) {
            Ok(line) => lines.push(line),
            Err(Unread::Malformed(_)) if !line.ends_with(b"\n") && is_torn(line) => break,
            Err(Unread::Version(v)) => {
                return Err(format!(
                    "its format has the version {v}, and this program writes {VERSION}"
                ));
            }
            Err(Unread::Malformed(error)) => {
                return Err(format!("its line {number} is none of a journal: {error}"));
            }
        }
        whole += line.len();
    }
    Ok((lines, whole))
}

/// Whether this can be a part of a line, or what a machine that lost its power left instead: any other
/// file that was named by mistake is not to be cut.
fn is_torn(line: &[u8]) -> bool {
    let begins = line.len().min(BEGINNING.len());
    line.get(..begins) == BEGINNING.get(..begins) || line.iter().all(|byte| *byte == 0)
}

/// Makes a new file's name last too, where a system has that.
pub(crate) fn sync_folder(path: &Path) {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    if cfg!(unix)
        && let Ok(folder) = File::open(folder.unwrap_or(Path::new(".")))
    {
        // Some file systems can't, and lose nothing by it but the speed of going on.
        let _ = folder.sync_all();
    }
}

const LOOKS: u32 = 20;
const PAUSE: Duration = Duration::from_millis(50);
/// Of every line.
const BEGINNING: &[u8] = b"{\"v\":";

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: &str = r#"{"v":1,"t":"2026-03-01T12:00:00Z","event":"created","job_id":"bjb-1"}"#;

    #[test]
    fn a_torn_last_line_is_ignored_and_nothing_else() {
        let next = format!("{LINE}\n{LINE}\n");
        for end in LINE.len() + 1..next.len() - 1 {
            let torn = next.get(..end).unwrap_or_default();
            let (lines, whole) = read(torn.as_bytes()).unwrap_or_default();
            assert_eq!((lines.len(), whole), (1, LINE.len() + 1), "{torn}");
        }
        let (lines, whole) = read(next.trim_end().as_bytes()).unwrap_or_default();
        assert_eq!((lines.len(), whole), (2, next.len() - 1), "only the line break is missing");
        let zeros = format!("{LINE}\n\0\0\0\0");
        assert_eq!(read(zeros.as_bytes()).unwrap_or_default().1, LINE.len() + 1);
    }

    #[test]
    fn what_is_no_journal_is_not_cut() {
        let cases = [
            ("%PDF-1.7", "line 1 is none"),
            ("{\"name\": 1}\n", "line 1 is none"),
            ("{\"v\":1\n", "line 1 is none"),
            ("{\"v\":7,\"event\":\"new\"}\n", "the version 7"),
            (&*format!("{LINE}\nx\n{LINE}\n"), "line 2 is none"),
            (&*LINE.replace(":1,", ":2,"), "the version 2"),
        ];
        for (text, says) in cases {
            let said = read(text.as_bytes()).map(|_| ()).unwrap_err();
            assert!(said.contains(says), "{text}: {said}");
        }
    }
}
