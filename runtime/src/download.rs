//! What is behind a presigned URL.

use std::fmt;
use std::fs::{self, File};
use std::future::{Future, IntoFuture};
use std::io;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http::header::ACCEPT_ENCODING;
use http::{HeaderMap, HeaderValue, Method};
use url::Url;

use crate::call::Limits;
use crate::client::{Client, Target};
use crate::disk::on_disk;
use crate::endpoints::Endpoint;
use crate::error::{Error, Kind, Outcome, Result};
use crate::request::{Encoded, Prepared};
use crate::secret::{Secret, Secrets};
use crate::send::send;
use crate::value::Delivery;

/// A download that has not begun; [`Client::download`] gives it.
///
/// Awaited, it returns the content; [`to_file`](Self::to_file) writes it to a file instead. Nothing of
/// the client's goes out: no key, no header, no query parameter. Whoever has the URL has access, so of
/// the URL no more than the origin is shown.
///
/// ```no_run
/// # async fn example(client: endpoint::Client, url: String) -> endpoint::Result<()> {
/// let bytes = client.download(url).to_file("results/scan.md").await?;
/// println!("{bytes} bytes");
/// # Ok(()) }
/// ```
#[must_use = "nothing is fetched until it is awaited"]
pub struct Download {
    client: Client,
    url: Secret<String>,
    timeout: Option<Duration>,
    deadline: Option<Duration>,
    retries: Option<u32>,
    max_body: Option<u64>,
}

impl Download {
    pub(crate) fn new(client: Client, url: Secret<String>) -> Self {
        Self { client, url, timeout: None, deadline: None, retries: None, max_body: None }
    }

    /// How long one attempt may take, instead of what the client says. For a file it is how long no
    /// byte may come.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// How long all of it may take. As long as it needs, unless said here; but the pauses that the server
    /// asks for may take no longer together than the client's deadline.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = Some(deadline);
        self
    }

    /// How often it may be begun again, instead of what the client says.
    pub fn retries(mut self, retries: u32) -> Self {
        self.retries = Some(retries);
        self
    }

    /// The largest content, in bytes: instead of what the client says, and for a file instead of no
    /// limit at all.
    pub fn max_body(mut self, bytes: u64) -> Self {
        self.max_body = Some(bytes);
        self
    }

    /// Writes the content to a file, and returns how many bytes it has. What stood there is replaced.
    ///
    /// It is written as it comes, to a file beside the target that takes the target's name when it is
    /// whole: a download that fails or is dropped leaves nothing behind.
    ///
    /// # Errors
    /// As awaiting it, and [`Kind::Body`](crate::Kind::Body) if the file can't be written;
    /// [`Kind::Protocol`](crate::Kind::Protocol) if the server does not say how long the content is.
    pub fn to_file(self, path: impl AsRef<Path>) -> ToFile {
        self.into_file(path.as_ref().to_owned())
    }

    fn into_file(self, path: PathBuf) -> ToFile {
        ToFile(Box::pin(self.write(path)))
    }

    async fn write(self, path: PathBuf) -> Result<u64> {
        let unfinished = Unfinished::beside(&path).await?;
        let mut request = self.prepare(u64::MAX)?;
        request.delivery = Delivery::File(unfinished.path.clone());
        fetch(&request).await?;
        unfinished.finish(&path).await
    }

    fn prepare(self, max_body: u64) -> Result<Prepared> {
        let url = parse(self.url.expose(), &self.client)?;
        if self.timeout.is_some_and(|timeout| timeout.is_zero()) {
            return Err(Error::build("`timeout` is 0, so that nothing could ever be fetched"));
        }
        let mut secrets = Secrets::default();
        secrets.add(url.as_str());
        secrets.add_guessed(url.path());
        url.query().into_iter().for_each(|query| secrets.add_guessed(query));
        url.query_pairs().for_each(|(_, value)| secrets.add_guessed(&value));
        let policy = self.client.policy();
        let limits = Limits {
            timeout: self.timeout.unwrap_or(policy.timeout),
            deadline: self.deadline,
            retries: self.retries.unwrap_or(policy.retries),
            max_body: self.max_body.unwrap_or(max_body),
            deadline_holds_streams: false,
            expect: None,
        };
        Ok(Prepared {
            endpoint: Endpoint::DOWNLOAD,
            method: Method::GET,
            target: Arc::new(Target { url, uri: None }),
            // As it is stored: what is unpacked on the way has no length that could be checked.
            own_headers: HeaderMap::from_iter([(
                ACCEPT_ENCODING,
                HeaderValue::from_static("identity"),
            )]),
            accept: "*/*",
            content_type: None,
            body: Encoded::Empty,
            secrets,
            limits,
            client: self.client,
            abroad: true,
            read_error: None,
            delivery: Delivery::Whole,
        })
    }
}

impl IntoFuture for Download {
    type Output = Result<Bytes>;
    type IntoFuture = Pin<Box<dyn Future<Output = Result<Bytes>> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let max_body = self.client.max_body();
            fetch(&self.prepare(max_body)?).await
        })
    }
}

impl fmt::Debug for Download {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Download").field("url", &self.url).finish_non_exhaustive()
    }
}

/// A download into a file; see [`Download::to_file`].
#[must_use = "nothing is fetched until it is awaited"]
pub struct ToFile(Pin<Box<dyn Future<Output = Result<u64>> + Send>>);

impl Future for ToFile {
    type Output = Result<u64>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<u64>> {
        self.0.as_mut().poll(context)
    }
}

impl fmt::Debug for ToFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ToFile").finish_non_exhaustive()
    }
}

async fn fetch(request: &Prepared) -> Result<Bytes> {
    let received = Box::pin(send(request)).await;
    let origin = || request.target.url.origin().ascii_serialization();
    received.map(|received| received.response.body).map_err(|error| error.with_origin(&origin()))
}

fn parse(text: &str, client: &Client) -> Result<Url> {
    let no = |what: &str| Err(Error::build(format!("the URL to download from {what}")));
    let Ok(mut url) = Url::parse(text) else { return no("is no URL") };
    if !matches!(url.scheme(), "http" | "https") {
        return no("is neither `http` nor `https`");
    }
    if !url.username().is_empty() || url.password().is_some() {
        return no("holds a user name or password");
    }
    if url.scheme() == "http" && !client.may_speak_plain(&url) {
        return no(
            "is plain `http`, so anyone on the way could use it too: ask for an `https` one, \
                   or allow it with `allow_http(true)`",
        );
    }
    url.set_fragment(None);
    Ok(url)
}

/// A file that is still being written; what is left of it goes when this does.
struct Unfinished {
    path: PathBuf,
}

impl Unfinished {
    async fn beside(target: &Path) -> Result<Self> {
        let cannot = |what: &dyn fmt::Display| {
            Error::new(
                Kind::Body,
                Outcome::NotDone,
                format!("can't write {}: {what}", target.display()),
            )
        };
        let Some(name) = target.file_name() else { return Err(cannot(&"it names no file")) };
        let mut unfinished = std::ffi::OsString::from(".");
        unfinished.push(name);
        unfinished.push(format!(".{:016x}.part", fastrand::u64(..)));
        let path = target.with_file_name(unfinished);
        let to_be_made = path.clone();
        match on_disk(move || File::create_new(to_be_made)).await.flatten() {
            Ok(_) => Ok(Self { path }),
            Err(error) => Err(cannot(&error).with_source(error)),
        }
    }

    async fn finish(self, target: &Path) -> Result<u64> {
        let cannot = |error: io::Error| {
            let what = format!("can't write {}: {error}", target.display());
            Error::new(Kind::Body, Outcome::Done, what).with_source(error)
        };
        let (from, to) = (self.path.clone(), target.to_owned());
        let renamed = on_disk(move || {
            let len = fs::metadata(&from)?.len();
            fs::rename(from, to)?;
            Ok(len)
        });
        renamed.await.flatten().map_err(cannot)
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        // It is not there any more when it has got its name.
        let _ = fs::remove_file(&self.path);
    }
}
