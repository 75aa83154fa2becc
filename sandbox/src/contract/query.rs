//! Judges the query of a request by the contract, as FastAPI would, and keeps its values.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{Contract, Fields, Shape};
use crate::clock::parse_instant;
use crate::reject::Complaint;
use crate::state::DEFAULT_PROJECT;

/// The decoded pairs of a query, in the order in which they were sent.
#[derive(Clone, Debug, Default)]
pub(crate) struct Query(pub(crate) Vec<(String, String)>);

impl Query {
    pub(crate) fn parse(query: Option<&str>) -> Self {
        let pairs = form_urlencoded::parse(query.unwrap_or_default().as_bytes());
        Self(pairs.map(|(name, value)| (name.into_owned(), value.into_owned())).collect())
    }

    /// The value of a parameter; of a repeated one the last, as in Starlette.
    pub(crate) fn one(&self, name: &str) -> Option<&str> {
        self.0.iter().rfind(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The values of a parameter that may be repeated.
    pub(crate) fn all(&self, name: &str) -> Vec<&str> {
        let pairs = self.0.iter().filter(|(key, _)| key == name);
        pairs.map(|(_, value)| value.as_str()).collect()
    }

    pub(crate) fn has(&self, name: &str, value: &str) -> bool {
        self.all(name).contains(&value)
    }

    /// The project that the request is about.
    pub(crate) fn project(&self) -> &str {
        self.one("project_id").filter(|id| !id.is_empty()).unwrap_or(DEFAULT_PROJECT)
    }

    pub(crate) fn size(&self, name: &str) -> Option<usize> {
        self.one(name).and_then(|text| text.trim().parse().ok())
    }

    pub(crate) fn flag(&self, name: &str) -> bool {
        self.one(name).and_then(boolean).unwrap_or(false)
    }

    pub(crate) fn instant(&self, name: &str) -> Option<Timestamp> {
        self.one(name).and_then(parse_instant)
    }

    /// Everything that is wrong with the query. Parameters that the contract doesn't know are
    /// ignored.
    pub(crate) fn check(&self, contract: &Contract, fields: &Fields) -> Vec<Complaint> {
        let mut complaints = Vec::new();
        for (name, field) in fields {
            let at = || vec![json!("query"), json!(name)];
            if let Shape::Array(element) = contract.shape(&field.schema) {
                let shape = contract.shape(&element.schema);
                for (index, text) in self.all(name).into_iter().enumerate() {
                    let mut at = at();
                    at.push(json!(index));
                    complaints.extend(check_one(&shape, name, at, text));
                }
            } else if let Some(text) = self.one(name) {
                complaints.extend(check_one(&contract.shape(&field.schema), name, at(), text));
            } else if field.required {
                complaints.push(Complaint::missing(at()));
            }
        }
        complaints
    }
}

fn check_one(shape: &Shape<'_>, name: &str, at: Vec<Value>, text: &str) -> Option<Complaint> {
    let complaint = match shape {
        Shape::Integer => return check_integer(name, at, text),
        Shape::Boolean if boolean(text).is_none() => {
            Complaint::new(at, "bool_parsing", NOT_A_BOOLEAN)
        }
        Shape::Number if text.trim().parse::<f64>().is_err() => {
            Complaint::new(at, "float_parsing", NOT_A_NUMBER)
        }
        Shape::DateTime if parse_instant(text).is_none() => {
            Complaint::new(at, "datetime_parsing", "Input should be a valid datetime")
        }
        Shape::OneOf(values) if !values.iter().any(|value| value == text) => {
            Complaint::not_one_of(at, values)
        }
        _ => return None,
    };
    Some(complaint.input(json!(text)))
}

fn check_integer(name: &str, at: Vec<Value>, text: &str) -> Option<Complaint> {
    let Ok(number) = text.trim().parse::<i64>() else {
        return Some(Complaint::new(at, "int_parsing", NOT_AN_INTEGER).input(json!(text)));
    };
    let (least, most) = match name {
        "limit" | "page_size" => (1, MOST_ON_A_PAGE),
        "expires_at_seconds" => (1, i64::from(i32::MAX)),
        _ => (0, i64::MAX),
    };
    let complaint = if number < least {
        Complaint::less_than(at, least)
    } else if number > most {
        Complaint::more_than(at, most)
    } else {
        return None;
    };
    Some(complaint.input(json!(text)))
}

fn boolean(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "1" | "on" | "t" | "y" | "yes" => Some(true),
        "false" | "0" | "off" | "f" | "n" | "no" => Some(false),
        _ => None,
    }
}

/// The most that a page may hold.
pub(crate) const MOST_ON_A_PAGE: i64 = 1_000;

const NOT_AN_INTEGER: &str =
    "Input should be a valid integer, unable to parse string as an integer";
const NOT_A_NUMBER: &str = "Input should be a valid number, unable to parse string as a number";
const NOT_A_BOOLEAN: &str = "Input should be a valid boolean, unable to interpret input";
