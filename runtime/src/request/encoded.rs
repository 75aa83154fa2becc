//! The body of a request, the same for every attempt.

use std::sync::Arc;

use bytes::Bytes;

use super::body::{Chunk, RequestBody};
use super::content::Content;
use super::part::{NamedPart, Part};
use crate::error::Error;

/// What is sent, shared by all attempts.
#[derive(Clone, Debug)]
pub(crate) enum Encoded {
    Empty,
    Json(Bytes),
    /// `application/x-www-form-urlencoded`.
    Form(Bytes),
    Multipart(Arc<Multipart>),
    Raw(Arc<Content>),
}

impl Encoded {
    /// The body as one attempt sends it, unless something has to be opened for that.
    pub(crate) fn open_at_once(&self) -> Option<RequestBody> {
        match self {
            Self::Empty | Self::Json(_) | Self::Form(_) => self.in_memory().map(RequestBody::whole),
            Self::Multipart(_) | Self::Raw(_) => None,
        }
    }

    /// The body as one attempt sends it; files and streams are opened here.
    pub(crate) async fn open(&self, attempt: u32) -> Result<RequestBody, Error> {
        match self {
            Self::Empty | Self::Json(_) | Self::Form(_) => {
                Ok(RequestBody::whole(self.in_memory().unwrap_or_default()))
            }
            Self::Multipart(multipart) => multipart.open(attempt).await,
            Self::Raw(content) => {
                let (chunk, len) = content.open(attempt).await?;
                Ok(RequestBody::chunks(vec![chunk], len))
            }
        }
    }

    /// Whether a file or a stream is read while it is sent: how long that takes no default knows.
    pub(crate) fn is_upload(&self) -> bool {
        match self {
            Self::Empty | Self::Json(_) | Self::Form(_) => false,
            Self::Multipart(multipart) => {
                multipart.parts().any(|(_, part)| part.content.in_memory().is_none())
            }
            Self::Raw(content) => content.in_memory().is_none(),
        }
    }

    /// Whether another attempt can send it: not if a stream that is there only once has been read.
    pub(crate) fn can_be_opened(&self) -> bool {
        match self {
            Self::Empty | Self::Json(_) | Self::Form(_) => true,
            Self::Multipart(multipart) => {
                multipart.parts().all(|(_, part)| part.content.can_be_opened())
            }
            Self::Raw(content) => content.can_be_opened(),
        }
    }

    /// All of it, if it is in memory in the form in which it is sent.
    pub(crate) fn in_memory(&self) -> Option<Bytes> {
        match self {
            Self::Empty => Some(Bytes::new()),
            Self::Json(bytes) | Self::Form(bytes) => Some(bytes.clone()),
            Self::Multipart(_) => None,
            Self::Raw(content) => content.in_memory().cloned(),
        }
    }
}

/// A multipart body (RFC 7578).
#[derive(Debug)]
pub(crate) struct Multipart {
    boundary: String,
    parts: Vec<FramedPart>,
}

#[derive(Debug)]
struct FramedPart {
    name: &'static str,
    /// The part's headers with the boundary before them.
    head: Bytes,
    part: Part,
}

impl Multipart {
    pub(crate) fn new(parts: Vec<NamedPart>) -> Result<Self, String> {
        // 124 random bits: no content holds it by chance, and none is searched for it.
        let boundary = format!("endpoint-{:016x}{:016x}", fastrand::u64(..), fastrand::u64(..));
        let mut framed = Vec::with_capacity(parts.len());
        for (index, NamedPart { name, mut part }) in parts.into_iter().enumerate() {
            let head = part.head(name).map_err(|what| format!("the part `{name}`: {what}"))?;
            let line_break = if index == 0 { "" } else { "\r\n" };
            let head = format!("{line_break}--{boundary}\r\n{head}\r\n\r\n");
            part.content = part.content.for_all_attempts();
            framed.push(FramedPart { name, head: head.into(), part });
        }
        Ok(Self { boundary, parts: framed })
    }

    pub(crate) fn content_type(&self) -> String {
        format!("multipart/form-data; boundary={}", self.boundary)
    }

    /// The parts with their names.
    pub(crate) fn parts(&self) -> impl Iterator<Item = (&'static str, &Part)> {
        self.parts.iter().map(|framed| (framed.name, &framed.part))
    }

    async fn open(&self, attempt: u32) -> Result<RequestBody, Error> {
        let mut chunks = Vec::with_capacity(self.parts.len() * 2 + 1);
        let mut len = Some(0_u64);
        let mut add = |more: Option<u64>| len = len.zip(more).and_then(|(a, b)| a.checked_add(b));
        for FramedPart { head, part, .. } in &self.parts {
            add(Some(head.len() as u64));
            chunks.push(Chunk::Bytes(head.clone()));
            let (chunk, len) = part.content.open(attempt).await?;
            add(len);
            chunks.push(chunk);
        }
        let end = if self.parts.is_empty() { "--" } else { "\r\n--" };
        let end = Bytes::from(format!("{end}{}--\r\n", self.boundary));
        add(Some(end.len() as u64));
        chunks.push(Chunk::Bytes(end));
        chunks.reverse();
        Ok(RequestBody::chunks(chunks, len))
    }
}
