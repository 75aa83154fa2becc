//! Contents on their way in.

use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;

use bytes::BytesMut;
use tempfile::NamedTempFile;

use super::is_text::IsText;
use super::{Content, Place, SPILLED_FROM, Store};
use crate::state::new_id;

/// A content that arrives: in memory at first, in a file once it is large.
pub(crate) struct Intake<'a> {
    store: &'a Store,
    start: BytesMut,
    file: Option<NamedTempFile>,
    len: u64,
    is_text: IsText,
}

impl<'a> Intake<'a> {
    pub(crate) fn new(store: &'a Store) -> Self {
        let (start, is_text) = (BytesMut::new(), IsText::default());
        Self { store, start, file: None, len: 0, is_text }
    }

    pub(crate) fn len(&self) -> u64 {
        self.len
    }

    /// Takes the next bytes. Writing a chunk to a file is so short that it needs no other thread.
    pub(crate) fn push(&mut self, chunk: &[u8]) -> io::Result<()> {
        self.len += chunk.len() as u64;
        self.is_text.push(chunk);
        if let Some(file) = &mut self.file {
            return file.write_all(chunk);
        }
        if self.start.len() + chunk.len() <= SPILLED_FROM {
            self.start.extend_from_slice(chunk);
            return Ok(());
        }
        let file = self.file.insert(self.store.incoming()?);
        file.write_all(&std::mem::take(&mut self.start))?;
        file.write_all(chunk)
    }

    /// Keeps what has arrived.
    pub(crate) async fn finish(self) -> io::Result<Kept> {
        let Self { store, start, file, len, is_text } = self;
        let Some(file) = file else {
            let content = match start.len() {
                small if small <= store.most_in_memory() => Place::Memory(start.freeze()),
                _ => Place::File(store.write(&start)?),
            };
            return Kept::new(store, Content { len, is_text: is_text.finish(), place: content });
        };
        if let Store::Data(_) = store {
            // Only what is large, as it takes a while: in a thread of its own, which holds up neither
            // others nor, where a test has paused it, the time.
            let written = file.as_file().try_clone()?;
            tokio::task::spawn_blocking(move || written.sync_data()).await??;
        }
        let name = new_id("content");
        file.persist(store.folder()?.join(&name))?;
        Kept::new(store, Content { len, is_text: is_text.finish(), place: Place::File(name) })
    }
}

/// A content that is kept, and removed again unless it is claimed.
#[derive(Debug)]
pub(crate) struct Kept {
    content: Content,
    unclaimed: Option<PathBuf>,
}

impl Kept {
    fn new(store: &Store, content: Content) -> io::Result<Self> {
        let unclaimed = match content.file_name() {
            Some(name) => Some(store.folder()?.join(name)),
            None => None,
        };
        Ok(Self { content, unclaimed })
    }

    pub(crate) fn content(&self) -> &Content {
        &self.content
    }

    pub(crate) fn claim(&mut self) {
        self.unclaimed = None;
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        if let Some(path) = &self.unclaimed {
            let _ = fs::remove_file(path);
        }
    }
}
