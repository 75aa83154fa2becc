//! Presigned URLs: they say themselves what they lead to, and until when.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::Duration;

use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// Signs URLs, and reads those that it has signed. Nothing is kept of them, however many are made.
#[derive(Debug)]
pub(crate) struct Links {
    url: String,
    secret: u64,
}

/// What a presigned URL leads to.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Target {
    File(String),
    /// What a parse job gave.
    Text(String),
    Markdown(String),
}

impl Links {
    pub(crate) fn new(url: String, secret: u64) -> Self {
        Self { url, secret }
    }

    pub(crate) fn url(&self, target: &Target, expires: Duration) -> String {
        let (kind, id) = match target {
            Target::File(id) => ("file", id),
            Target::Text(id) => ("text", id),
            Target::Markdown(id) => ("markdown", id),
        };
        let id = utf8_percent_encode(id, NON_ALPHANUMERIC);
        let said = format!("{kind}/{id}/{:x}", expires.as_nanos());
        format!("{}{CONTENT}{said}/{:016x}", self.url, self.sign(&said))
    }

    /// What the path of a URL leads to, and until when; None if it was not signed here.
    pub(crate) fn read(&self, path: &str) -> Option<(Target, Duration)> {
        let (said, signature) = path.strip_prefix(CONTENT)?.rsplit_once('/')?;
        if u64::from_str_radix(signature, 16).ok()? != self.sign(said) {
            return None;
        }
        let mut parts = said.split('/');
        let (kind, id, expires) = (parts.next()?, parts.next()?, parts.next()?);
        let id = percent_decode_str(id).decode_utf8().ok()?.into_owned();
        let expires = u128::from_str_radix(expires, 16).ok()?;
        let (seconds, rest) = (expires / NANOS, expires % NANOS);
        let expires = Duration::new(u64::try_from(seconds).ok()?, u32::try_from(rest).ok()?);
        let target = match kind {
            "file" => Target::File(id),
            "text" => Target::Text(id),
            "markdown" => Target::Markdown(id),
            _ => return None,
        };
        Some((target, expires))
    }

    /// Enough against mistakes, which is all that a sandbox has to be safe from.
    fn sign(&self, said: &str) -> u64 {
        let mut hasher = DefaultHasher::new();
        (self.secret, said).hash(&mut hasher);
        hasher.finish()
    }
}

/// The path under which links are served.
pub(crate) const CONTENT: &str = "/content/";
const NANOS: u128 = 1_000_000_000;
