//! How long a server asks to wait.

use std::time::{Duration, SystemTime};

use http::HeaderMap;
use http::header::{DATE, RETRY_AFTER};

/// What `retry-after-ms`, else `retry-after`, asks for.
///
/// Seconds may have a fraction. A date is read against the response's own `Date`, so that a wrong
/// clock on either side does not matter (without one: against `now`). Advice that is zero, negative,
/// past or unreadable is none; more digits than any integer holds are the longest wait there is.
pub(crate) fn advice(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let text = |name: &str| headers.get(name)?.to_str().ok().map(str::trim);
    let wait = text("retry-after-ms")
        .and_then(|ms| number(ms, Duration::from_millis(1)))
        .or_else(|| number(text(RETRY_AFTER.as_str())?, Duration::from_secs(1)))
        .or_else(|| {
            let until = httpdate::parse_http_date(text(RETRY_AFTER.as_str())?).ok()?;
            until.duration_since(server_date(headers).unwrap_or(now)).ok()
        })?;
    (!wait.is_zero()).then_some(wait)
}

/// The server's clock, as the response shows it.
pub(crate) fn server_date(headers: &HeaderMap) -> Option<SystemTime> {
    httpdate::parse_http_date(headers.get(DATE)?.to_str().ok()?).ok()
}

/// A number of `unit`s: digits, perhaps with a fraction.
fn number(text: &str, unit: Duration) -> Option<Duration> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(fraction) {
        return None;
    }
    let units: f64 = text.parse().ok()?;
    Some(Duration::try_from_secs_f64(units * unit.as_secs_f64()).unwrap_or(Duration::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn advice_is_read_as_the_table_says() {
        let date = "Sun, 06 Nov 1994 08:49:37 GMT";
        let later = "Sun, 06 Nov 1994 08:50:07 GMT";
        let earlier = "Sun, 06 Nov 1994 08:49:07 GMT";
        let ms = |ms| Some(Duration::from_millis(ms));
        for (name, headers, expected) in [
            ("none", vec![], None),
            ("seconds", vec![("retry-after", "7")], ms(7000)),
            ("a fraction", vec![("retry-after", "0.25")], ms(250)),
            ("blanks", vec![("retry-after", " 2 ")], ms(2000)),
            (
                "milliseconds first",
                vec![("retry-after", "7"), ("retry-after-ms", "1500")],
                ms(1500),
            ),
            ("bad milliseconds", vec![("retry-after", "7"), ("retry-after-ms", "x")], ms(7000)),
            ("a date", vec![("date", date), ("retry-after", later)], ms(30_000)),
            ("a past date", vec![("date", date), ("retry-after", earlier)], None),
            ("zero", vec![("retry-after", "0")], None),
            ("negative", vec![("retry-after", "-5")], None),
            ("not a number", vec![("retry-after", "NaN")], None),
            ("infinite", vec![("retry-after", "inf")], None),
            ("an exponent", vec![("retry-after", "1e3")], None),
            (
                "beyond integers",
                vec![("retry-after", "99999999999999999999999")],
                Some(Duration::MAX),
            ),
        ] {
            let headers = headers
                .into_iter()
                .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()))
                .collect::<HeaderMap>();
            assert_eq!(advice(&headers, SystemTime::now()), expected, "{name}");
        }
    }
}
