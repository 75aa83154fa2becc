//! The options of a client, and where they come from.

use std::fmt;
use std::time::Duration;

use endpoint::{Error, Result, Secret};

use super::LlamaCloud;
use crate::batch::{BatchJob, JobsMade};
use crate::error_format::error_format;

/// The options of a [`LlamaCloud`].
///
/// What is wrong with an option is said by [`build`](Self::build).
#[must_use = "a builder makes a client with `build()`"]
#[derive(Default)]
pub struct LlamaCloudBuilder {
    api_key: Option<Setting<Secret<String>>>,
    base_url: Option<Setting<String>>,
    /// Wrong lines of the environment are reported by `build`.
    headers: Vec<Result<(String, String), String>>,
    organization_id: Option<String>,
    project_id: Option<String>,
    reads_environment: bool,
    options: endpoint::ClientBuilder,
}

/// A value, and what to call it in an error: the option or the variable that it came from.
struct Setting<T> {
    value: T,
    source: &'static str,
}

impl<T> Setting<T> {
    fn of(value: T, source: &'static str) -> Self {
        Self { value, source }
    }
}

impl LlamaCloudBuilder {
    /// The key. Blanks and line ends around it are removed.
    pub fn api_key(mut self, key: impl Into<Secret<String>>) -> Self {
        self.api_key = Some(Setting::of(key.into(), "`api_key`"));
        self
    }

    /// Where the service is, instead of `https://api.cloud.llamaindex.ai`. Plain `http` is accepted
    /// for the machine itself only, unless [`allow_http`](Self::allow_http) permits it.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(Setting::of(url.into(), "`base_url`"));
        self
    }

    /// Talks to the service in Europe: `https://api.cloud.eu.llamaindex.ai`.
    pub fn europe(self) -> Self {
        self.base_url(EUROPE)
    }

    /// Takes what is not set otherwise from the environment; see [`LlamaCloud::from_env`].
    pub fn env(mut self) -> Self {
        self.reads_environment = true;
        self
    }

    /// The organization of calls that name none.
    pub fn organization_id(mut self, id: impl Into<String>) -> Self {
        self.organization_id = Some(id.into());
        self
    }

    /// The project of calls that name none.
    pub fn project_id(mut self, id: impl Into<String>) -> Self {
        self.project_id = Some(id.into());
        self
    }

    /// A header that is sent with every call that does not set it itself.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push(Ok((name.into(), value.into())));
        self
    }

    /// How long one attempt may take; 60 s if not set. For an upload it is how long no byte may move.
    pub fn timeout(self, timeout: Duration) -> Self {
        self.with(|options| options.timeout(timeout))
    }

    /// How long connecting may take; 5 s if not set.
    pub fn connect_timeout(self, timeout: Duration) -> Self {
        self.with(|options| options.connect_timeout(timeout))
    }

    /// How long a call may take with all its attempts and pauses; 5 min if not set. Uploads have none
    /// unless the call sets one.
    pub fn deadline(self, deadline: Duration) -> Self {
        self.with(|options| options.deadline(deadline))
    }

    /// How often a call may be sent again where that can do no harm; 5 if not set.
    pub fn retries(self, retries: u32) -> Self {
        self.with(|options| options.retries(retries))
    }

    /// The backoff between attempts: its first step and its cap; 0.5 s and 8 s if not set.
    pub fn backoff(self, base: Duration, cap: Duration) -> Self {
        self.with(|options| options.backoff(base, cap))
    }

    /// The longest pause that the service may ask for; 60 s if not set.
    pub fn retry_after_cap(self, cap: Duration) -> Self {
        self.with(|options| options.retry_after_cap(cap))
    }

    /// How many attempts may be on the wire at once; 128 if not set.
    pub fn max_in_flight(self, attempts: usize) -> Self {
        self.with(|options| options.max_in_flight(attempts))
    }

    /// The largest response body in bytes; 64 MiB if not set.
    pub fn max_body(self, bytes: u64) -> Self {
        self.with(|options| options.max_body(bytes))
    }

    /// Sends requests through hyper's own pooled client instead of reqwest, which takes about a third
    /// less of the processor for a call whose answer is small. It does not go together with `gzip`.
    #[cfg(feature = "hyper")]
    pub fn hyper(self) -> Self {
        self.with(|options| options.hyper())
    }

    /// Asks for responses that are compressed with gzip; off if not set. All limits on sizes count what
    /// comes out.
    #[cfg(feature = "gzip")]
    pub fn gzip(self, gzip: bool) -> Self {
        self.with(|options| options.gzip(gzip))
    }

    /// Permits a key to go over plain `http` to another machine.
    pub fn allow_http(self, allow: bool) -> Self {
        self.with(|options| options.allow_http(allow))
    }

    /// Changes options that this builder does not name: the transport, for example.
    ///
    /// ```
    /// # fn main() -> llama_cloud::Result<()> {
    /// let client = llama_cloud::LlamaCloud::builder()
    ///     .api_key("llx-1234")
    ///     .options(|options| options.query("trace", "on"))
    ///     .build()?;
    /// # let _ = client;
    /// # Ok(()) }
    /// ```
    pub fn options(
        self,
        change: impl FnOnce(endpoint::ClientBuilder) -> endpoint::ClientBuilder,
    ) -> Self {
        self.with(change)
    }

    /// Makes the client.
    ///
    /// # Errors
    /// [`Kind::Build`](crate::Kind::Build) if there is no key, or if an option or variable, which the
    /// error names, holds what it can't. The error never shows a value.
    pub fn build(mut self) -> Result<LlamaCloud> {
        if self.reads_environment {
            self.read_environment()?;
        }
        let key = match &self.api_key {
            Some(key) => checked_key(key)?,
            None if self.reads_environment => {
                return Err(Error::build(
                    "no API key: set the variable `LLAMA_CLOUD_API_KEY` to the key of your project",
                ));
            }
            None => return Err(Error::build("no API key: set `api_key`, or read it with `env`")),
        };
        let base = self.base_url.unwrap_or_else(|| Setting::of(DEFAULT.to_owned(), "`base_url`"));
        let mut options = self
            .options
            .base_url(base.value)
            .base_url_source(base.source)
            .bearer_token(key)
            .error_format(error_format());
        let made = JobsMade::default();
        let by_calls = made.clone();
        options = options.extension(made).on_value(move |job: &BatchJob| by_calls.note(&job.id));
        for header in self.headers {
            let (name, value) = header.map_err(Error::build)?;
            options = options.header(name, value);
        }
        let defaults = [("organization_id", self.organization_id), ("project_id", self.project_id)];
        for (name, value) in defaults {
            match value.as_deref() {
                Some("") => {
                    let what = format!("`{name}` is empty: give an id, or leave it out");
                    return Err(Error::build(what));
                }
                Some(value) => options = options.query(name, value),
                None => {}
            }
        }
        Ok(LlamaCloud { client: options.build()? })
    }

    fn with(
        mut self,
        change: impl FnOnce(endpoint::ClientBuilder) -> endpoint::ClientBuilder,
    ) -> Self {
        self.options = change(self.options);
        self
    }

    /// Fills in what is not set. An empty variable counts as unset.
    fn read_environment(&mut self) -> Result<()> {
        if self.api_key.is_none() {
            let found = match variable("LLAMA_CLOUD_API_KEY")? {
                Some(key) => Some((key, "the variable `LLAMA_CLOUD_API_KEY`")),
                None => variable("LLAMA_PARSE_API_KEY")?
                    .map(|key| (key, "the variable `LLAMA_PARSE_API_KEY`")),
            };
            self.api_key = found.map(|(key, source)| Setting::of(key.into(), source));
        }
        if self.base_url.is_none() {
            let source = "the variable `LLAMA_CLOUD_BASE_URL`";
            self.base_url =
                variable("LLAMA_CLOUD_BASE_URL")?.map(|value| Setting::of(value, source));
        }
        if let Some(lines) = variable("LLAMA_CLOUD_CUSTOM_HEADERS")? {
            let headers = lines.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
            let headers = headers.map(|(index, line)| custom_header(index + 1, line));
            // Before those that were set by hand, so that these win.
            let set = std::mem::take(&mut self.headers);
            self.headers = headers.chain(set).collect();
        }
        Ok(())
    }
}

impl fmt::Debug for LlamaCloudBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LlamaCloudBuilder")
            .field("api_key", &self.api_key.as_ref().map(|key| &key.value))
            .field("organization_id", &self.organization_id)
            .field("project_id", &self.project_id)
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}

fn variable(name: &'static str) -> Result<Option<String>> {
    match std::env::var(name) {
        Ok(value) if value.is_empty() => Ok(None),
        Ok(value) => Ok(Some(value)),
        Err(std::env::VarError::NotPresent) => Ok(None),
        Err(std::env::VarError::NotUnicode(_)) => {
            Err(Error::build(format!("the variable `{name}` is not UTF-8: set it anew")))
        }
    }
}

/// A key without the blanks around it. Pasting often adds those; anything inside is a mistake.
fn checked_key(key: &Setting<Secret<String>>) -> Result<String> {
    let source = key.source;
    let text = key.value.expose().trim();
    let wrong = if text.is_empty() {
        "is empty: set it to the key of your project"
    } else if text.chars().any(char::is_control) {
        "has a line break or another control character inside: paste the key alone, on one line"
    } else if text.contains(char::is_whitespace) {
        "has a blank inside: paste the key alone, without words around it"
    } else if !text.is_ascii() {
        "has characters inside that no key has: paste the key alone"
    } else {
        return Ok(text.to_owned());
    };
    Err(Error::build(format!("{source} {wrong}")))
}

/// Line `number` of the variable with headers.
fn custom_header(number: usize, line: &str) -> Result<(String, String), String> {
    match line.split_once(':') {
        Some((name, value)) if is_header(name.trim(), value.trim()) => {
            Ok((name.trim().to_owned(), value.trim().to_owned()))
        }
        _ => Err(format!(
            "line {number} of the variable `LLAMA_CLOUD_CUSTOM_HEADERS` is no header: write \
             `Name: value`"
        )),
    }
}

fn is_header(name: &str, value: &str) -> bool {
    http::HeaderName::from_bytes(name.as_bytes()).is_ok()
        && http::HeaderValue::from_str(value).is_ok()
        && value.is_ascii()
}

const DEFAULT: &str = "https://api.cloud.llamaindex.ai";
const EUROPE: &str = "https://api.cloud.eu.llamaindex.ai";
