//! Answers with the time at which the service gave them.

use endpoint::{Call, Error, Value};
use http::HeaderMap;
use jiff::Timestamp;

/// A value, and what time the service had when it gave it, if it said so.
pub(super) struct Dated<T> {
    pub(super) value: T,
    pub(super) date: Option<Timestamp>,
}

/// Awaits a call. A mock's time is this machine's.
pub(super) async fn dated<T: Value>(call: Call<T>) -> Result<Dated<T>, Error> {
    if call.endpoint().is_none() {
        return Ok(Dated { value: call.await?, date: Some(Timestamp::now()) });
    }
    let raw = call.raw().await?;
    Ok(Dated { value: raw.parse()?, date: date(raw.headers()) })
}

fn date(headers: &HeaderMap) -> Option<Timestamp> {
    let date = headers.get(http::header::DATE)?.to_str().ok()?;
    Timestamp::try_from(httpdate::parse_http_date(date).ok()?).ok()
}
