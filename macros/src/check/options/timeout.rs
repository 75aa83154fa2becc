//! `timeout = "30s"`.

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::Lit;

use super::super::attribute::spelling::{content, spelled};
use super::{Behind, behind, once};
use crate::errors::Errors;
use crate::syntax::endpoint::Options;

/// A number with its unit, in milliseconds here.
pub(crate) fn timeout(options: &Options, errors: &mut Errors) -> Option<u64> {
    let option = once(options, "timeout", errors)?;
    let write = |time: Option<&str>| format!("write `timeout = \"{}\"`", time.unwrap_or("30s"));
    let text = match behind(option) {
        Behind::Text(text) => text,
        Behind::Nothing => {
            errors.add(option, "no time behind `timeout`", write(None));
            return None;
        }
        Behind::NoEquals { at, value } => {
            errors.add(at, "no `=` behind `timeout`", write(likely_in(&value).as_deref()));
            return None;
        }
        Behind::Value(tokens) => {
            no_text(&tokens, errors);
            return None;
        }
    };
    let written = text.value();
    match milliseconds(&written) {
        Some(0) => {
            let help = "no answer comes in no time: write `timeout = \"30s\"`";
            errors.add(text, "a timeout of 0", help);
            None
        }
        Some(milliseconds) => Some(milliseconds),
        None if is_too_long(&written) => {
            let help = "write `timeout = \"24h\"`, or less: no answer takes longer";
            errors.add(text, format!("`{written}` is too long for a timeout"), help);
            None
        }
        None => {
            let likely = likely(&written);
            let likely = likely.as_deref().unwrap_or("30s");
            let help = format!(
                "write a whole number with its unit, `timeout = \"{likely}\"`: the units are ms, s, m, h"
            );
            errors.add(text, format!("`{written}` is not a time"), help);
            None
        }
    }
}

/// Something that is no text behind `timeout =`.
fn no_text(tokens: &TokenStream, errors: &mut Errors) {
    let cause = "the timeout is not a string literal";
    let time = likely_in(tokens);
    let write = format!("`timeout = \"{}\"`", time.as_deref().unwrap_or("30s"));
    let help = match syn::parse2::<Lit>(tokens.clone()) {
        Ok(Lit::Str(text)) => {
            let cause = format!("`{}` behind the quotes of the timeout", text.suffix());
            errors.add(tokens, cause, format!("write {write}"));
            return;
        }
        Ok(Lit::Int(number)) if number.suffix().is_empty() => match number.base10_parse::<u64>() {
            Ok(0) => format!("no answer comes in no time: write {write}"),
            // So many are rarely seconds.
            Ok(many) if many >= 500 && time.is_some() => format!(
                "write the unit too: `timeout = \"{many}ms\"` for milliseconds, {write} for seconds"
            ),
            _ if time.is_none() => format!("write a time with its unit, as in {write}"),
            _ => format!("write the unit too: {write}"),
        },
        Ok(Lit::Int(_)) => format!("write it in quotes: {write}"),
        Ok(Lit::Float(number)) if number.suffix().is_empty() => {
            format!("write a whole number with its unit: {write}")
        }
        _ if tokens.to_string() == "None" => {
            "take it out: without it the timeout of the client holds".to_owned()
        }
        _ if time.is_none() => {
            format!("a constant or a macro can't stand here: write the time itself, as in {write}")
        }
        _ => format!("write a time in quotes: {write}"),
    };
    errors.add(tokens, cause, help);
}

/// The time in tokens without quotes: `30_000ms`, `1m30s`, `Duration::from_secs(5)`.
fn likely_in(tokens: &TokenStream) -> Option<String> {
    let mut words = tokens.clone().into_iter();
    if let (Some(TokenTree::Literal(literal)), None) = (words.next(), words.next()) {
        let suffixed = match syn::parse2(literal.to_token_stream()) {
            Ok(Lit::Int(number)) => format!("{}{}", number.base10_digits(), unit(number.suffix())),
            Ok(Lit::Float(number)) => {
                format!("{}{}", number.base10_digits(), unit(number.suffix()))
            }
            Ok(Lit::Str(text)) => format!("{}{}", text.value(), text.suffix()),
            _ => content(&literal)?,
        };
        return likely(&suffixed);
    }
    let text = spelled(tokens).replace("\"", "");
    match text.rsplit_once("from_").and_then(|(_, call)| call.split_once('(')) {
        Some((unit, number)) => likely(&format!("{}{unit}", number.trim_end_matches(')'))),
        None => likely(&text),
    }
}

/// A suffix, but for those of Rust's numbers.
fn unit(suffix: &str) -> &str {
    const NUMBERS: [&str; 14] = [
        "u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16", "i32", "i64", "i128", "isize",
        "f32", "f64",
    ];
    if NUMBERS.contains(&suffix) { "" } else { suffix }
}

/// What a time is written as that can be read: `30 seconds`, `1m30s`, `PT30S`, `1.5h` and `1d` ->
/// `30s`, `90s`, `30s`, `90m`, `24h`. In the smallest unit that is written, or a smaller one.
pub(crate) fn likely(text: &str) -> Option<String> {
    let lower = text.to_ascii_lowercase();
    // ISO 8601, in which `T` parts days from hours.
    let lower = lower.strip_prefix('p').map(|iso| iso.replace("t", "")).unwrap_or(lower);
    let mut rest = lower.trim_start_matches(|char: char| !char.is_ascii_digit());
    let (mut sum, mut smallest) = (0_u128, u128::MAX);
    while !rest.is_empty() {
        let number = take(&mut rest, |char| char.is_ascii_digit() || char == '_').replace("_", "");
        let fraction = match rest.strip_prefix('.') {
            Some(behind) => {
                rest = behind;
                take(&mut rest, |char| char.is_ascii_digit() || char == '_').replace("_", "")
            }
            None => String::new(),
        };
        rest = rest.trim_start();
        let unit = nanoseconds(take(&mut rest, char::is_alphabetic), rest)?;
        rest = rest.trim_start_matches([' ', ',']);
        let scale = 10_u128.checked_pow(u32::try_from(fraction.len()).ok()?)?;
        let digits: u128 = format!("{number}{fraction}").parse().ok()?;
        sum = sum.checked_add(digits.checked_mul(unit)?.checked_div(scale)?)?;
        smallest = smallest.min(unit);
    }
    let units = [("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1_u128)];
    let exact = units.into_iter().find(|(_, unit)| {
        let nanos = unit * 1_000_000;
        nanos <= smallest && sum % nanos == 0
    });
    let (unit, length) = exact.unwrap_or(("ms", 1));
    let time = format!("{}{unit}", sum.div_ceil(length * 1_000_000));
    milliseconds(&time).filter(|milliseconds| *milliseconds > 0).map(|_| time)
}

fn take<'t>(rest: &mut &'t str, test: impl Fn(char) -> bool) -> &'t str {
    let end = rest.find(|char| !test(char)).unwrap_or(rest.len());
    let (taken, left) = rest.split_at_checked(end).unwrap_or((rest, ""));
    *rest = left;
    taken
}

/// A unit by its word; `rest` is what follows. A word that is none is taken for seconds at the end.
fn nanoseconds(unit: &str, rest: &str) -> Option<u128> {
    Some(match unit {
        "ns" | "nano" | "nanos" | "nanoseconds" => 1,
        "us" | "µs" | "micro" | "micros" | "microseconds" => 1000,
        "ms" | "msec" | "milli" | "millis" | "millisecond" | "milliseconds" => 1_000_000,
        "s" | "sec" | "secs" | "second" | "seconds" => 1_000_000_000,
        "m" | "min" | "mins" | "minute" | "minutes" => 60_000_000_000,
        "h" | "hr" | "hrs" | "hour" | "hours" => 3_600_000_000_000,
        "d" | "day" | "days" => 86_400_000_000_000,
        "w" | "week" | "weeks" => 604_800_000_000_000,
        _ if rest.is_empty() => 1_000_000_000,
        _ => return None,
    })
}

fn is_too_long(text: &str) -> bool {
    let unit = text.trim_start_matches(|char: char| char.is_ascii_digit());
    unit.len() < text.len() && milliseconds(&format!("1{unit}")).is_some()
}

fn milliseconds(text: &str) -> Option<u64> {
    let digits = text.len() - text.trim_start_matches(|char: char| char.is_ascii_digit()).len();
    let (number, unit) = text.split_at_checked(digits)?;
    let unit = match unit {
        "ms" => 1,
        "s" => 1000,
        "m" => 60_000,
        "h" => 3_600_000,
        _ => return None,
    };
    number.parse::<u64>().ok()?.checked_mul(unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times() {
        for (text, expected) in [
            ("30s", Some(30_000)),
            ("500ms", Some(500)),
            ("2m", Some(120_000)),
            ("1h", Some(3_600_000)),
            ("0s", Some(0)),
            ("30", None),
            ("s", None),
            ("1.5s", None),
            ("-1s", None),
            ("30 s", None),
            ("99999999999999999999s", None),
            ("9999999999999999999h", None),
        ] {
            assert_eq!(milliseconds(text), expected, "{text}");
        }
    }

    #[test]
    fn times_that_are_likely_meant() {
        for (text, expected) in [
            ("30 seconds", Some("30s")),
            ("60s", Some("60s")),
            ("2min", Some("2m")),
            ("1m30s", Some("90s")),
            ("1h 30m", Some("90m")),
            ("1 hour, 30 minutes", Some("90m")),
            ("PT30S", Some("30s")),
            ("PT1M30S", Some("90s")),
            ("P1D", Some("24h")),
            ("1d", Some("24h")),
            ("1.5h", Some("90m")),
            ("0.5s", Some("500ms")),
            ("100us", Some("1ms")),
            ("1500us", Some("2ms")),
            ("30_000ms", Some("30000ms")),
            ("30", Some("30s")),
            ("30 parsecs", Some("30s")),
            ("-1s", Some("1s")),
            ("0s", None),
            ("", None),
            ("soon", None),
            ("99999999999999999999s", None),
            ("99999999999999999999999999999999999999999999999s", None),
        ] {
            assert_eq!(likely(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn times_without_quotes() {
        for (tokens, expected) in [
            ("30_000", Some("30000s")),
            ("30_000ms", Some("30000ms")),
            ("30sec", Some("30s")),
            ("30u64", Some("30s")),
            ("0x10", Some("16s")),
            ("1m30s", Some("90s")),
            ("1h 30m", Some("90m")),
            ("1.5", Some("1500ms")),
            ("30 s", Some("30s")),
            ("\"30\"s", Some("30s")),
            ("Duration::from_secs(5)", Some("5s")),
            ("Duration::from_millis(5)", Some("5ms")),
            ("TIMEOUT", None),
            ("0", None),
        ] {
            assert_eq!(likely_in(&tokens.parse().unwrap()).as_deref(), expected, "{tokens}");
        }
    }
}
