//! The request of a call that is not sent.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Method};
use url::Url;

use crate::endpoints::Endpoint;
use crate::error::{Error, Result};
use crate::request::content::Source;
use crate::request::{Encoded, Prepared};

/// What a call would send, and under which limits. `Debug` shows it without secrets.
pub struct Preview {
    request: Box<Prepared>,
    headers: HeaderMap,
}

impl Preview {
    pub(crate) fn new(request: Box<Prepared>) -> Self {
        let headers = request.headers();
        Self { request, headers }
    }

    /// The endpoint, with the retry class that holds for this call.
    #[must_use]
    pub fn endpoint(&self) -> &Endpoint {
        &self.request.endpoint
    }

    /// The HTTP method.
    #[must_use]
    pub fn method(&self) -> &Method {
        &self.request.method
    }

    /// The URL.
    #[must_use]
    pub fn url(&self) -> &Url {
        &self.request.target.url
    }

    /// The headers, without those that the transport adds. A key's value is marked sensitive.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The body: empty if there is none, `None` if it is made as it is sent: a multipart body, a file,
    /// a stream.
    #[must_use]
    pub fn body(&self) -> Option<Bytes> {
        self.request.body.in_memory()
    }

    /// Whether the request may be sent again though it may have arrived.
    #[must_use]
    pub fn is_idempotent(&self) -> bool {
        self.request.endpoint.is_idempotent()
    }

    /// How long one attempt may take.
    #[must_use]
    pub fn timeout(&self) -> Duration {
        self.request.limits.timeout
    }

    /// How long the call may take; `None` if as long as it needs.
    #[must_use]
    pub fn deadline(&self) -> Option<Duration> {
        self.request.limits.deadline
    }

    /// How often it may be sent again.
    #[must_use]
    pub fn retries(&self) -> u32 {
        self.request.limits.retries
    }

    /// The request as a command line of `curl`, to be read or tried by hand.
    ///
    /// Secrets are left out: the key, headers and texts that are marked so stand there as
    /// `[redacted]`, and have to be put in by hand. Bytes in memory and streams are read from standard
    /// input.
    ///
    /// ```
    /// # use endpoint::{Call, Client, Endpoints, endpoint};
    /// # trait Reports: Endpoints {
    /// #     #[endpoint(get = "/reports/{id}")]
    /// #     fn report(&self, id: &str) -> Call<String>;
    /// # }
    /// # impl Reports for Client {}
    /// let client = Client::builder().base_url("https://api.example.com").bearer_token("k").build()?;
    /// let curl = client.report("it's").preview()?.to_curl();
    /// assert!(curl.starts_with("curl --request GET 'https://api.example.com/reports/it%27s'"));
    /// assert!(curl.contains("--header 'authorization: [redacted]'"));
    /// # Ok::<(), endpoint::Error>(())
    /// ```
    #[must_use]
    pub fn to_curl(&self) -> String {
        super::curl::command(&self.request)
    }

    /// The request, for another HTTP client. It holds the key.
    ///
    /// # Errors
    /// [`Kind::Build`](crate::Kind::Build) if the body is made as it is sent: a multipart body, a file, a
    /// stream.
    pub fn into_http(self) -> Result<http::Request<Bytes>> {
        let body = self
            .body()
            .ok_or_else(|| Error::build("a body that is made as it is sent can't be taken out"))?;
        let mut request = http::Request::new(body);
        *request.method_mut() = self.request.method;
        *request.uri_mut() =
            self.request.target.url.as_str().parse().map_err(|error: http::uri::InvalidUri| {
                Error::build("the URL is no URI").with_source(error)
            })?;
        *request.headers_mut() = self.headers;
        Ok(request)
    }
}

impl fmt::Debug for Preview {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let secrets = &self.request.secrets;
        let body = match &self.request.body {
            Encoded::Empty => String::new(),
            Encoded::Json(json) => secrets.show_json(json),
            Encoded::Form(form) => {
                let pairs = secrets.show_form(form).into_iter();
                let pairs: Vec<String> =
                    pairs.map(|(name, value)| format!("{name}={value}")).collect();
                pairs.join("&")
            }
            Encoded::Multipart(_) => "multipart".to_owned(),
            Encoded::Raw(content) => match &content.source {
                Source::Text(text) => secrets.show_content(content, text),
                _ => format!("{content:?}"),
            },
        };
        f.debug_struct("Preview")
            .field("method", &self.request.method)
            .field("url", &secrets.show_url(&self.request.target.url))
            .field("headers", &secrets.show_headers(&self.headers))
            .field("body", &body)
            .field("idempotent", &self.is_idempotent())
            .field("limits", &self.request.limits)
            .finish()
    }
}
