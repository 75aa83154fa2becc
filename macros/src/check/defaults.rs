//! Whether a default can stand for an argument or a field that is absent.

use syn::Type;

use super::{header, types};
use crate::errors::Errors;
use crate::syntax::role::{Kind, Literal, meant};

/// `#[query(default = 100)] limit: Option<u32>`: the type can be absent, and the default is a value of
/// it as far as its name tells.
pub(crate) fn fits(name: &str, ty: &Type, in_header: bool, default: &Literal, errors: &mut Errors) {
    let Literal { kind, text, suffix, tokens } = default;
    let (_, plain) = types::referent(ty);
    let Some(inner) = types::argument_of(plain, "Option") else {
        if types::scalar_name(plain).is_none() {
            // An alias may be one.
            return;
        }
        let ty = types::source(ty);
        errors.add(
            tokens,
            format!("`{name}` is always given, so its default would never be sent"),
            format!("write `{name}: Option<{ty}>`: the default is sent for `None`"),
        );
        return;
    };
    if in_header && !header::can_carry(text) {
        let help = "a value is ASCII without line breaks";
        errors.add(tokens, format!("the default of `{name}` can't stand in a header"), help);
        return;
    }
    let shown = meant(tokens).unwrap_or_default();
    let scalar = types::scalar_name(inner).map(ToString::to_string);
    if !suffix.is_empty() && !is_suffix_of(suffix, scalar.as_deref()) {
        let plain = shown.strip_suffix(suffix.as_str()).unwrap_or(&shown);
        let cause = format!("the suffix `{suffix}` of the default `{shown}`");
        errors.add(tokens, cause, format!("write `default = {plain}`"));
        return;
    }
    let Some(scalar) = scalar else { return };
    let (expected, help) = match scalar.as_str() {
        "str" | "String" => (Kind::Text, "write it in quotes"),
        "bool" => (Kind::Bool, "write `true` or `false`"),
        "char" => (Kind::Char, "write one character in single quotes"),
        "f32" | "f64" => (Kind::Float, "write a number"),
        _ => (Kind::Integer, "write a whole number"),
    };
    let is_number = expected == Kind::Float && *kind == Kind::Integer;
    if *kind != expected && !is_number {
        let what = match expected {
            Kind::Text => "a text".to_owned(),
            _ => format!("a `{scalar}`"),
        };
        errors.add(tokens, format!("the default `{shown}` is not {what}"), help);
    } else if matches!(expected, Kind::Integer | Kind::Float) && !holds(&scalar, text) {
        let help = format!("write a number that `{scalar}` holds");
        errors.add(tokens, format!("the default `{shown}` does not fit a `{scalar}`"), help);
    }
}

/// `u32` of `100u32` says what the argument's type says already; where that is not known, it says at
/// least that of a number.
fn is_suffix_of(suffix: &str, scalar: Option<&str>) -> bool {
    match scalar {
        Some(scalar) => scalar == suffix,
        None => syn::parse_str(suffix).is_ok_and(|ty: Type| types::is_plainly_scalar(&ty)),
    }
}

/// Whether a type of numbers holds one.
fn holds(ty: &str, number: &str) -> bool {
    let is_within = |least: i128, most: i128| {
        number.parse::<i128>().is_ok_and(|number| (least..=most).contains(&number))
    };
    match ty {
        "u8" => is_within(0, u8::MAX.into()),
        "u16" => is_within(0, u16::MAX.into()),
        "u32" => is_within(0, u32::MAX.into()),
        "u64" | "usize" => is_within(0, u64::MAX.into()),
        "u128" => number.parse::<u128>().is_ok(),
        "i8" => is_within(i8::MIN.into(), i8::MAX.into()),
        "i16" => is_within(i16::MIN.into(), i16::MAX.into()),
        "i32" => is_within(i32::MIN.into(), i32::MAX.into()),
        "i64" | "isize" => is_within(i64::MIN.into(), i64::MAX.into()),
        "f32" => number.parse::<f32>().is_ok_and(f32::is_finite),
        "f64" => number.parse::<f64>().is_ok_and(f64::is_finite),
        _ => is_within(i128::MIN, i128::MAX),
    }
}
