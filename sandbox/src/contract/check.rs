//! Judges a JSON body by the contract, as FastAPI would.
//!
//! Like pydantic's lax mode an integer may be written `2.0`, and a number may be an integer. Unlike
//! it, text is no number and a boolean is none either: a client that sends `"2"` has a mistake that
//! a test should see. Fields that the contract doesn't know are ignored.

use serde_json::{Map, Value, json};

use super::{Contract, Field, Fields, Shape};
use crate::clock::parse_instant;
use crate::reject::Complaint;

/// Everything that is wrong with the value of a body.
pub(crate) fn body(contract: &Contract, fields: &Fields, value: &Value) -> Vec<Complaint> {
    let mut checker = Checker { contract, at: vec![json!("body")], complaints: Vec::new() };
    checker.object(fields, value, "");
    checker.complaints
}

/// The first thing that is wrong with a value: where, such as `.items[3].status`, and what.
pub(crate) fn first_mistake(
    contract: &Contract,
    fields: &Fields,
    value: &Value,
) -> Option<(String, String)> {
    let mut checker = Checker { contract, at: Vec::new(), complaints: Vec::new() };
    checker.object(fields, value, "seed");
    let complaint = checker.complaints.into_iter().next()?;
    let mut place = String::new();
    for step in complaint.place() {
        match step {
            Value::String(name) => place.push_str(&format!(".{name}")),
            index => place.push_str(&format!("[{index}]")),
        }
    }
    Some((place, complaint.message().to_owned()))
}

struct Checker<'a> {
    contract: &'a Contract,
    at: Vec<Value>,
    complaints: Vec<Complaint>,
}

impl Checker<'_> {
    fn complain(&mut self, kind: &'static str, msg: impl Into<String>, input: &Value) {
        self.complaints.push(Complaint::new(self.at.clone(), kind, msg).input(input.clone()));
    }

    fn inside(&mut self, step: Value, check: impl FnOnce(&mut Self)) {
        self.at.push(step);
        check(self);
        self.at.pop();
    }

    fn object(&mut self, fields: &Fields, value: &Value, name: &str) {
        let Some(members) = value.as_object() else {
            return self.complain("model_attributes_type", NOT_AN_OBJECT, value);
        };
        for (key, field) in fields {
            self.inside(json!(key), |checker| match members.get(key) {
                None if field.required => checker.complain("missing", "Field required", value),
                None => {}
                Some(member) => {
                    checker.field(field, member);
                    if name.is_empty() {
                        checker.least(key, member);
                    }
                }
            });
        }
    }

    fn field(&mut self, field: &Field, value: &Value) {
        if value.is_null() && field.nullable {
            return;
        }
        match self.contract.shape(&field.schema) {
            Shape::Anything => {}
            Shape::Text if value.is_string() => {}
            Shape::Text => self.complain("string_type", "Input should be a valid string", value),
            Shape::DateTime => match value.as_str() {
                Some(text) if parse_instant(text).is_some() => {}
                Some(_) => self.complain("datetime_parsing", NOT_A_DATETIME, value),
                None => self.complain("datetime_type", NOT_A_DATETIME, value),
            },
            Shape::Integer => self.integer(value),
            Shape::Number if value.is_number() => {}
            Shape::Number => self.complain("float_type", "Input should be a valid number", value),
            Shape::Boolean if value.is_boolean() => {}
            Shape::Boolean => self.complain("bool_type", "Input should be a valid boolean", value),
            Shape::OneOf(values) if values.contains(value) => {}
            Shape::OneOf(values) => {
                let complaint = Complaint::not_one_of(self.at.clone(), values);
                self.complaints.push(complaint.input(value.clone()));
            }
            Shape::Object(name, fields) => self.object(fields, value, name),
            Shape::Array(element) => match value.as_array() {
                None => self.complain("list_type", "Input should be a valid list", value),
                Some(elements) => {
                    for (index, value) in elements.iter().enumerate() {
                        self.inside(json!(index), |checker| checker.field(element, value));
                    }
                }
            },
            Shape::Map(member) => match value.as_object() {
                None => self.complain("dict_type", "Input should be a valid dictionary", value),
                Some(members) => {
                    for (key, value) in members {
                        self.inside(json!(key), |checker| checker.field(member, value));
                    }
                }
            },
            Shape::Union(members) => self.union(members, value),
        }
    }

    fn integer(&mut self, value: &Value) {
        match value.as_f64() {
            None => self.complain("int_type", "Input should be a valid integer", value),
            Some(number) if number.fract() == 0.0 => {}
            Some(_) => self.complain("int_from_float", NOT_WHOLE, value),
        }
    }

    /// The job configurations are told apart by one field, and an object without it counts as the one
    /// that may be empty; of any other union one member has to fit.
    fn union(&mut self, members: &[Field], value: &Value) {
        if let Some(object) = value.as_object() {
            let told = members.iter().find(|member| self.is_told_by(member, object));
            let plain = members.iter().find(|member| self.requires_nothing(member));
            if let Some(member) = told.or(plain) {
                return self.field(member, value);
            }
        }
        let mut best: Option<Vec<Complaint>> = None;
        for member in members {
            let mut attempt =
                Checker { contract: self.contract, at: self.at.clone(), complaints: Vec::new() };
            attempt.field(member, value);
            if attempt.complaints.is_empty() {
                return;
            }
            best.get_or_insert(attempt.complaints);
        }
        self.complaints.extend(best.unwrap_or_default());
    }

    fn is_told_by(&self, member: &Field, object: &Map<String, Value>) -> bool {
        match self.contract.shape(&member.schema) {
            // The contract tells the job configurations apart by this field alone.
            Shape::Object("ClassifyJob", _) => object.contains_key("rules"),
            _ => false,
        }
    }

    fn requires_nothing(&self, member: &Field) -> bool {
        match self.contract.shape(&member.schema) {
            Shape::Object(_, fields) => fields.values().all(|field| !field.required),
            _ => false,
        }
    }

    /// Sizes and limits of a page count from 1.
    fn least(&mut self, key: &str, value: &Value) {
        let counts = matches!(key, "page_size" | "continue_as_new_threshold");
        if counts && value.as_f64().is_some_and(|number| number < 1.0) {
            let complaint = Complaint::less_than(self.at.clone(), 1);
            self.complaints.push(complaint.input(value.clone()));
        }
    }
}

const NOT_AN_OBJECT: &str = "Input should be a valid dictionary or object to extract fields from";
const NOT_A_DATETIME: &str = "Input should be a valid datetime";
const NOT_WHOLE: &str = "Input should be a valid integer, got a number with a fractional part";
