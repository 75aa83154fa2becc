//! Takes connections and requests, and answers them.

use std::convert::Infallible;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use http::request::Parts;
use http::{HeaderMap, HeaderValue, Response, header};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use crate::body::{Cut, Paced, Seen, Watched};
use crate::clock::Clock;
use crate::contract::query::Query;
use crate::contract::{Contract, Endpoint, Found, check};
use crate::faults::{Fault, Faults, status_reply};
use crate::form::{Broken, Form};
use crate::record::{self, Answer, ReceivedRequest};
use crate::reject::{Complaint, Reject};
use crate::reply::Reply;
use crate::state::State;
use crate::{jobs, lock, routes};

/// What all connections of a sandbox share.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) contract: &'static Contract,
    pub(crate) clock: Clock,
    pub(crate) url: String,
    /// None if any key will do.
    pub(crate) key: Option<String>,
    pub(crate) state: Mutex<State>,
    pub(crate) faults: Mutex<Faults>,
    pub(crate) record: Mutex<Vec<ReceivedRequest>>,
}

/// Serves for ever. The connections end with the task that this runs in.
pub(crate) async fn serve(listener: TcpListener, shared: Arc<Shared>) -> Infallible {
    let mut connections = JoinSet::new();
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            // Out of file descriptors, most likely: room comes when a connection ends.
            tokio::time::sleep(ACCEPT_PAUSE).await;
            continue;
        };
        while connections.try_join_next().is_some() {}
        // A drip is a byte at a time on the wire too.
        let _ = stream.set_nodelay(true);
        let shared = Arc::clone(&shared);
        connections.spawn(async move {
            let service = service_fn(|request| answer(Arc::clone(&shared), request));
            // An error is a connection that was lost, or cut on purpose.
            let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
        });
    }
}

async fn answer(
    shared: Arc<Shared>,
    request: http::Request<Incoming>,
) -> Result<Response<Paced>, Cut> {
    let (parts, body) = request.into_parts();
    let found = shared.contract.find(&parts.method, parts.uri.path());
    let operation = match &found {
        Found::Endpoint(endpoint, _) => Some(endpoint.operation.as_str()),
        _ if parts.uri.path().starts_with(routes::CONTENT) => Some("content"),
        _ => None,
    };
    let faults = lock(&shared.faults).strike(operation);
    let place = {
        let mut record = lock(&shared.record);
        record.push(ReceivedRequest::new(&parts, operation));
        record.len() - 1
    };
    let exchange = Exchange { shared: &shared, parts, place };
    let outcome = exchange.run(found, body, &faults).await;
    exchange.note(|noted| {
        noted.answer = match &outcome {
            Ok(response) if response.body().is_cut() => {
                Answer::Truncated(response.status().as_u16())
            }
            Ok(response) => Answer::Status(response.status().as_u16()),
            Err(Cut) => Answer::Dropped,
        };
    });
    outcome
}

/// One request, its body aside.
struct Exchange<'a> {
    shared: &'a Shared,
    parts: Parts,
    /// Where it stands in the record.
    place: usize,
}

impl Exchange<'_> {
    fn note(&self, note: impl FnOnce(&mut ReceivedRequest)) {
        lock(&self.shared.record).get_mut(self.place).map(note);
    }

    /// Faults before, the work, faults after.
    async fn run(
        &self,
        found: Found,
        body: Incoming,
        faults: &[Fault],
    ) -> Result<Response<Paced>, Cut> {
        let mut instead = None;
        for fault in faults {
            match fault {
                Fault::Delay(pause) => tokio::time::sleep(*pause).await,
                Fault::DropBefore => {
                    self.discard(body).await;
                    return Err(Cut);
                }
                Fault::Status(code, headers) => instead = Some(status_reply(*code, headers)),
                _ => {}
            }
        }
        let mut reply = match instead {
            Some(reply) => {
                self.discard(body).await;
                reply
            }
            None => {
                let reply = self.carry_out(found, body).await?;
                let committed = reply.status.is_success();
                self.note(|noted| noted.committed = committed);
                reply
            }
        };
        let (mut before_cut, mut drip) = (None, None);
        for fault in faults {
            match fault {
                Fault::DropAfterCommit => return Err(Cut),
                Fault::StatusAfterCommit(code, headers) => reply = status_reply(*code, headers),
                Fault::DelayAfterCommit(pause) => tokio::time::sleep(*pause).await,
                Fault::Truncate(bytes) => before_cut = Some(*bytes),
                Fault::Drip(pause) => drip = Some(*pause),
                Fault::Body(body) => reply.body = body.clone(),
                Fault::DropBefore | Fault::Status(..) | Fault::Delay(_) => {}
            }
        }
        let mut response = Response::new(Paced::new(reply.body, before_cut, drip));
        *response.status_mut() = reply.status;
        *response.headers_mut() = reply.headers;
        if let Ok(date) = HeaderValue::from_str(&self.shared.clock.date()) {
            response.headers_mut().entry(header::DATE).or_insert(date);
        }
        Ok(response)
    }

    /// Does what is asked, or says why not.
    async fn carry_out(&self, found: Found, body: Incoming) -> Result<Reply, Cut> {
        let path = self.parts.uri.path();
        let link = {
            let mut state = lock(&self.shared.state);
            // Asked under the lock, so that no request sees a time before that of the one before.
            let now = self.shared.clock.now();
            jobs::settle(&mut state, now);
            routes::serve(&state, path, now)
        };
        let refused = match (link, found) {
            (Some(answer), _) => {
                self.discard(body).await;
                return Ok(answer.unwrap_or_else(Reply::from));
            }
            _ if !self.has_key() => Reject::unauthorized(),
            (None, Found::Endpoint(endpoint, path)) => {
                return match self.perform(endpoint, path, body).await {
                    Ok(reply) => Ok(reply),
                    Err(Broken::Reject(reject)) => Ok(reject.into()),
                    Err(Broken::Lost) => Err(Cut),
                };
            }
            (None, Found::OtherMethods(methods)) => Reject::Method(methods),
            (None, Found::Nothing) => Reject::not_found("Not Found"),
        };
        self.discard(body).await;
        Ok(refused.into())
    }

    async fn perform(
        &self,
        endpoint: &'static Endpoint,
        path: Vec<String>,
        body: Incoming,
    ) -> Result<Reply, Broken> {
        let contract = self.shared.contract;
        let query = Query::parse(self.parts.uri.query());
        let mut complaints = query.check(contract, &endpoint.query);
        let (mut value, mut form) = (Value::Null, Form::default());
        if let Some(fields) = &endpoint.body {
            let bytes = self.read(body).await?;
            value = self.json(&bytes).map_err(Broken::Reject)?;
            complaints.extend(check::body(contract, fields, &value));
        } else if let Some(fields) = &endpoint.multipart {
            form = self.read_form(body).await?;
            complaints.extend(form.check(fields));
        } else {
            self.discard(body).await;
        }
        if !complaints.is_empty() {
            return Err(Broken::Reject(Reject::Invalid(complaints)));
        }
        let Some(handler) = routes::handler(&endpoint.operation) else {
            return Err(Broken::Reject(Reject::not_found("Not Found")));
        };
        let mut state = lock(&self.shared.state);
        let now = self.shared.clock.now();
        jobs::settle(&mut state, now);
        let (clock, url) = (&self.shared.clock, self.shared.url.as_str());
        let request = routes::Request { path, query, body: value, form, now, clock, url };
        handler(&mut state, &request).map_err(Broken::Reject)
    }

    /// Reads a JSON body whole.
    async fn read(&self, body: Incoming) -> Result<Bytes, Broken> {
        match Limited::new(body, MOST_JSON).collect().await {
            Ok(body) => {
                let bytes = body.to_bytes();
                self.note(|noted| {
                    noted.body_len = bytes.len() as u64;
                    noted.body = record::redacted(bytes.clone());
                });
                Ok(bytes)
            }
            Err(error) if error.is::<LengthLimitError>() => {
                Err(Broken::Reject(Reject::too_large()))
            }
            Err(_) => Err(Broken::Lost),
        }
    }

    fn json(&self, bytes: &[u8]) -> Result<Value, Reject> {
        let whole = || vec![json!("body")];
        if bytes.is_empty() {
            return Err(Reject::Invalid(vec![Complaint::missing(whole())]));
        }
        let kind = text(&self.parts.headers, header::CONTENT_TYPE);
        if !kind.is_empty() && !is_json(kind) {
            let msg = "Input should be a valid dictionary or object to extract fields from";
            let complaint = Complaint::new(whole(), "model_attributes_type", msg);
            let input = json!(String::from_utf8_lossy(bytes));
            return Err(Reject::Invalid(vec![complaint.input(input)]));
        }
        serde_json::from_slice(bytes).map_err(|error| Reject::not_json(&error))
    }

    async fn read_form(&self, body: Incoming) -> Result<Form, Broken> {
        let kind = text(&self.parts.headers, header::CONTENT_TYPE);
        let mut body = self.watch(body, KEPT_OF_A_FORM);
        let form = Form::read(&mut body, kind, MOST_UPLOAD).await;
        // What a mistake left unread would make the closing connection lose the answer too.
        if !matches!(form, Err(Broken::Lost)) {
            drain(&mut body).await;
        }
        self.note_seen(&body);
        form
    }

    /// Reads a body that nobody wants: a client that is still sending would lose the answer if the
    /// connection were closed under it.
    async fn discard(&self, body: Incoming) {
        let is_form = text(&self.parts.headers, header::CONTENT_TYPE).starts_with("multipart/");
        let mut body = self.watch(body, if is_form { KEPT_OF_A_FORM } else { MOST_JSON });
        drain(&mut body).await;
        if is_form {
            return self.note_seen(&body);
        }
        let seen = std::mem::take(&mut *lock(&body.seen));
        self.note(|noted| {
            noted.body_len = seen.len;
            noted.body = record::redacted(seen.start.freeze());
        });
    }

    fn watch(&self, body: Incoming, keep: usize) -> Watched {
        Watched { body, seen: Arc::new(Mutex::new(Seen::default())), keep }
    }

    fn note_seen(&self, body: &Watched) {
        let seen = std::mem::take(&mut *lock(&body.seen));
        self.note(|noted| {
            noted.body_len = seen.len;
            noted.body = seen.start.freeze();
        });
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

async fn drain(body: &mut Watched) {
    while let Some(Ok(_)) = body.frame().await {
        if lock(&body.seen).len > MOST_UPLOAD {
            return;
        }
    }
}

fn text(headers: &HeaderMap, name: header::HeaderName) -> &str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

fn is_json(content_type: &str) -> bool {
    let kind = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    kind == "application/json" || (kind.starts_with("application/") && kind.ends_with("+json"))
}

/// The most that a JSON body may hold: 16 MiB.
const MOST_JSON: usize = 16 << 20;
/// The most that an upload may hold: 1 GiB.
const MOST_UPLOAD: u64 = 1 << 30;
/// How much of a form is kept in the record: 64 KiB.
const KEPT_OF_A_FORM: usize = 64 << 10;
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);
