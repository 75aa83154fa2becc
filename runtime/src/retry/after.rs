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
    use proptest::prelude::*;

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

    fn advised(name: &str, value: &[u8]) -> Option<Duration> {
        let date = ("date", "Sun, 06 Nov 1994 08:49:37 GMT");
        let mut headers = HeaderMap::new();
        headers.insert(date.0, date.1.parse().unwrap());
        let name: http::HeaderName = name.parse().unwrap();
        headers.insert(name, http::HeaderValue::from_bytes(value).ok()?);
        advice(&headers, SystemTime::now())
    }

    proptest! {
        /// R27: no value can panic, and what is no number or date is no advice.
        #[test]
        fn r27_any_bytes_are_read(value in any::<Vec<u8>>(), in_ms in any::<bool>()) {
            let read = advised(if in_ms { "retry-after-ms" } else { "retry-after" }, &value);
            if !value.iter().any(u8::is_ascii_digit) {
                prop_assert_eq!(read, None);
            }
        }

        /// R26, R27: digits are so many seconds, or more than any clock can count.
        #[test]
        fn r27_digits_are_seconds(digits in "[0-9]{1,40}") {
            let read = advised("retry-after", digits.as_bytes());
            match digits.parse::<u64>() {
                Ok(0) => prop_assert_eq!(read, None),
                // What a float holds exactly.
                Ok(seconds) if seconds < 1 << 52 => {
                    prop_assert_eq!(read, Some(Duration::from_secs(seconds)));
                }
                _ => prop_assert!(read.unwrap() >= Duration::from_secs(1 << 51)),
            }
        }

        /// R26: a fraction counts, to the millisecond at least.
        #[test]
        fn r26_fractions_count(whole in 0_u32..100_000, part in 1_u32..1000) {
            let read = advised("retry-after", format!("{whole}.{part:03}").as_bytes()).unwrap();
            let exact = Duration::from_millis(u64::from(whole) * 1000 + u64::from(part));
            prop_assert!(read.abs_diff(exact) < Duration::from_micros(1));
        }

        /// R28: a date is as far off as it is from the server's own, past ones are none.
        #[test]
        fn r28_dates_are_read_against_the_servers(offset in -1_000_000_i64..1_000_000) {
            let servers = httpdate::parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT").unwrap();
            let distance = Duration::from_secs(offset.unsigned_abs());
            let until = if offset < 0 { servers - distance } else { servers + distance };
            let read = advised("retry-after", httpdate::fmt_http_date(until).as_bytes());
            prop_assert_eq!(read, (offset > 0).then_some(distance));
        }
    }
}
