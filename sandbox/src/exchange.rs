//! One request and its answer: read, judged, carried out, with the faults that strike it.

use std::sync::{Arc, Mutex};

use bytes::Bytes;
use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue, Response, header};
use http_body_util::BodyExt;
use hyper::body::Incoming;
use serde_json::{Value, json};

use crate::body::{Cut, Paced, Payload, Seen, Watched};
use crate::contract::query::Query;
use crate::contract::{Endpoint, Fields, Found, check};
use crate::faults::{Fault, status_reply};
use crate::form::{Broken, Form};
use crate::links::CONTENT;
use crate::record::{self, ReceivedRequest};
use crate::reject::{Complaint, Reject};
use crate::reply::Reply;
use crate::server::Shared;
use crate::wire::Flushes;
use crate::{jobs, lock, routes};

/// A request, its body aside.
pub(crate) struct Exchange<'a> {
    shared: &'a Shared,
    parts: Parts,
    /// Where it stands in the record, if it does.
    place: Option<usize>,
}

/// What a request comes to once it is read.
enum Read {
    /// What it asks for has a handler, and the request fits the contract.
    Operation {
        endpoint: &'static Endpoint,
        path: Vec<String>,
        body: Value,
        form: Form,
    },
    /// It asks for the content behind a presigned URL.
    Content,
    Refused(Reject),
}

impl<'a> Exchange<'a> {
    /// Notes a request down, and finds out where it leads and what strikes it.
    pub(crate) fn begin(shared: &'a Shared, parts: Parts) -> (Self, Found, Vec<Fault>) {
        let found = shared.contract.find(&parts.method, parts.uri.path());
        let operation = match &found {
            Found::Endpoint(endpoint, _) => Some(endpoint.operation.as_str()),
            _ if parts.uri.path().starts_with(CONTENT) => Some("content"),
            _ => None,
        };
        let faults = lock(&shared.faults).strike(operation);
        let place = lock(&shared.record).add(&parts, operation);
        (Self { shared, parts, place }, found, faults)
    }

    pub(crate) fn note(&self, note: impl FnOnce(&mut ReceivedRequest)) {
        if let Some(place) = self.place {
            lock(&self.shared.record).get_mut(place).map(note);
        }
    }

    /// Reads the request, lets the faults before the work strike, works, and lets those after it
    /// strike.
    pub(crate) async fn run(
        &self,
        found: Found,
        body: Incoming,
        faults: &[Fault],
        flushes: Flushes,
    ) -> Result<Response<Paced>, Cut> {
        let read = match self.read(found, body).await {
            Ok(read) => read,
            Err(Broken::Reject(reject)) => Read::Refused(reject),
            Err(Broken::Lost) => return Err(Cut::ClientGone),
        };
        let mut instead = None;
        for fault in faults {
            match fault {
                Fault::Delay(pause) => tokio::time::sleep(*pause).await,
                Fault::DropBefore => return Err(Cut::OnPurpose),
                Fault::Status(code, headers) => instead = Some(status_reply(*code, headers)),
                _ => {}
            }
        }
        let mut reply = instead.unwrap_or_else(|| self.carry_out(read));
        let (mut before_cut, mut drip) = (None, None);
        for fault in faults {
            match fault {
                Fault::DropAfterCommit => return Err(Cut::OnPurpose),
                Fault::StatusAfterCommit(code, headers) => reply = status_reply(*code, headers),
                Fault::DelayAfterCommit(pause) => tokio::time::sleep(*pause).await,
                Fault::Truncate(bytes) => before_cut = Some(*bytes as u64),
                Fault::Drip(pause) => drip = Some(*pause),
                Fault::Body(body) => reply.body = Payload::Memory(body.clone()),
                Fault::DropBefore | Fault::Status(..) | Fault::Delay(_) => {}
            }
        }
        let mut response = Response::new(Paced::new(reply.body, before_cut, drip, flushes));
        *response.status_mut() = reply.status;
        *response.headers_mut() = reply.headers;
        if let Ok(date) = HeaderValue::from_str(&self.shared.clock.date()) {
            response.headers_mut().entry(header::DATE).or_insert(date);
        }
        Ok(response)
    }

    /// Does what is asked, or says why not: whole, and at one moment.
    fn carry_out(&self, read: Read) -> Reply {
        let Shared { clock, links, store, .. } = self.shared;
        let mut state = lock(&self.shared.state);
        // Asked under the lock, so that no request sees a time before that of the one before.
        let now = clock.now();
        jobs::settle(&mut state, now);
        let outcome = match read {
            Read::Refused(reject) => Err(reject),
            Read::Content => routes::serve(&state, store, links, self.parts.uri.path(), now),
            Read::Operation { endpoint, path, body, form } => {
                let query = Query::parse(self.parts.uri.query());
                let mut request =
                    routes::Request { path, query, body, form, now, clock, links, store };
                let outcome = match routes::handler(&endpoint.operation) {
                    Some(handler) => handler(&mut state, &request),
                    None => Err(Reject::not_found("Not Found")),
                };
                if outcome.is_ok() {
                    request.form.claim();
                }
                outcome
            }
        };
        self.note(|noted| noted.committed = outcome.is_ok());
        // Before anybody is told of it.
        let written = state.commit(now).map_err(|_| Reject::NOT_KEPT);
        written.and(outcome).unwrap_or_else(Reply::from)
    }

    /// Reads the whole request, also one that is refused: a client that is still sending would lose
    /// the answer if the connection were closed under it.
    async fn read(&self, found: Found, body: Incoming) -> Result<Read, Broken> {
        let refused = match found {
            Found::Nothing if self.parts.uri.path().starts_with(CONTENT) => {
                self.take(body).await?;
                return Ok(Read::Content);
            }
            _ if !self.has_key() => Reject::unauthorized(),
            Found::Endpoint(endpoint, path) => match self.take_turn(endpoint) {
                Ok(()) => return self.judge(endpoint, path, body).await,
                Err(reject) => reject,
            },
            Found::OtherMethods(methods) => Reject::Method(methods),
            Found::Nothing => Reject::not_found("Not Found"),
        };
        self.take(body).await?;
        Ok(Read::Refused(refused))
    }

    /// Counts the request against the limits that are set.
    fn take_turn(&self, endpoint: &Endpoint) -> Result<(), Reject> {
        let query = Query::parse(self.parts.uri.query());
        let taken = self.shared.limits.take(&endpoint.operation, query.project());
        taken.map_err(Reject::TooMany)
    }

    /// Holds the request against the contract.
    async fn judge(
        &self,
        endpoint: &'static Endpoint,
        path: Vec<String>,
        body: Incoming,
    ) -> Result<Read, Broken> {
        let contract = self.shared.contract;
        let query = Query::parse(self.parts.uri.query());
        let mut complaints = query.check(contract, &endpoint.query);
        let (mut value, mut form) = (Value::Null, Form::default());
        if let Some(fields) = &endpoint.body {
            let bytes = self.take(body).await?;
            value = self.json(&bytes).map_err(Broken::Reject)?;
            complaints.extend(check::body(contract, fields, &value));
        } else if let Some(fields) = &endpoint.multipart {
            form = self.take_form(body, fields).await?;
            complaints.extend(form.check(fields));
        } else {
            self.take(body).await?;
        }
        if complaints.is_empty() {
            Ok(Read::Operation { endpoint, path, body: value, form })
        } else {
            Ok(Read::Refused(Reject::Invalid(complaints)))
        }
    }

    fn json(&self, bytes: &[u8]) -> Result<Value, Reject> {
        let whole = || vec![json!("body")];
        if bytes.len() > MOST_JSON {
            return Err(Reject::too_large());
        }
        if bytes.is_empty() {
            return Err(Reject::Invalid(vec![Complaint::missing(whole())]));
        }
        let kind = self.content_type();
        if !kind.is_empty() && !is_json(kind) {
            let msg = "Input should be a valid dictionary or object to extract fields from";
            let complaint = Complaint::new(whole(), "model_attributes_type", msg);
            let input = json!(String::from_utf8_lossy(bytes));
            return Err(Reject::Invalid(vec![complaint.input(input)]));
        }
        serde_json::from_slice(bytes).map_err(|error| Reject::not_json(&error))
    }

    /// Reads a body to its end, and gives as much of it as may be JSON, and a byte more.
    async fn take(&self, body: Incoming) -> Result<Bytes, Broken> {
        let is_form = self.content_type().starts_with("multipart/");
        let mut body = watch(body, if is_form { self.kept_of_a_form() } else { MOST_JSON + 1 });
        let end = self.drain(&mut body).await;
        let Seen { start, len } = std::mem::take(&mut *lock(&body.seen));
        let bytes = start.freeze();
        self.note(|noted| {
            noted.body_len = len;
            noted.body = if is_form { bytes.clone() } else { record::redacted(bytes.clone()) };
        });
        end.map(|()| bytes)
    }

    async fn take_form(&self, body: Incoming, fields: &Fields) -> Result<Form, Broken> {
        let Shared { max_upload, store, .. } = self.shared;
        let mut body = watch(body, self.kept_of_a_form());
        let form = Form::read(&mut body, self.content_type(), *max_upload, fields, store).await;
        if !matches!(form, Err(Broken::Lost)) {
            self.drain(&mut body).await?;
        }
        let Seen { start, len } = std::mem::take(&mut *lock(&body.seen));
        self.note(|noted| {
            noted.body_len = len;
            // What is no form may be anything, and hold any secret.
            let kept = if form.is_ok() { start.freeze() } else { Bytes::new() };
            noted.body = kept;
        });
        form
    }

    /// Reads a body to its end, or until it is longer than anybody would go on with by mistake.
    async fn drain(&self, body: &mut Watched) -> Result<(), Broken> {
        let most = self.shared.max_upload.saturating_add(READ_ON);
        while let Some(frame) = body.frame().await {
            if frame.is_err() {
                return Err(Broken::Lost);
            }
            if lock(&body.seen).len > most {
                return Err(Broken::Reject(Reject::too_large()));
            }
        }
        Ok(())
    }

    fn kept_of_a_form(&self) -> usize {
        if self.place.is_some() { KEPT_OF_A_FORM } else { 0 }
    }

    fn content_type(&self) -> &str {
        text(&self.parts.headers, header::CONTENT_TYPE)
    }

    fn has_key(&self) -> bool {
        let given = text(&self.parts.headers, header::AUTHORIZATION);
        let Some((scheme, key)) = given.split_once(' ') else { return false };
        let key = key.trim();
        scheme.eq_ignore_ascii_case("bearer")
            && match &self.shared.key {
                Some(wanted) => key == wanted,
                None => !key.is_empty(),
            }
    }
}

fn watch(body: Incoming, keep: usize) -> Watched {
    Watched { body, seen: Arc::new(Mutex::new(Seen::default())), keep }
}

fn text(headers: &HeaderMap, name: HeaderName) -> &str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

fn is_json(content_type: &str) -> bool {
    let kind = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    kind == "application/json" || (kind.starts_with("application/") && kind.ends_with("+json"))
}

/// The most that a JSON body may hold: 16 MiB.
const MOST_JSON: usize = 16 << 20;
/// How much more is read of a body than an upload may have, so that the client gets to know: 1 GiB.
const READ_ON: u64 = 1 << 30;
/// How much of a form is kept in the record: 64 KiB.
const KEPT_OF_A_FORM: usize = 64 << 10;
