//! The contract files, read once: which endpoints there are, and what they take.

pub(crate) mod check;
pub(crate) mod query;

use std::collections::BTreeMap;
use std::io;
use std::sync::LazyLock;

use http::Method;
use percent_encoding::percent_decode_str;
use serde::Deserialize;
use serde_json::Value;

/// Everything that the contract files say about requests.
#[derive(Debug)]
pub(crate) struct Contract {
    pub(crate) endpoints: Vec<Endpoint>,
    enums: BTreeMap<String, Vec<Value>>,
    types: BTreeMap<String, Fields>,
}

/// The fields of an object, by their wire name.
pub(crate) type Fields = BTreeMap<String, Field>;

/// One endpoint as the contract describes it.
#[derive(Debug, Deserialize)]
pub(crate) struct Endpoint {
    pub(crate) operation: String,
    method: String,
    path: String,
    #[serde(default)]
    pub(crate) query: Fields,
    pub(crate) body: Option<Fields>,
    pub(crate) multipart: Option<Fields>,
}

/// What a field takes, and whether it may be `null` or be left out.
#[derive(Debug, Deserialize)]
pub(crate) struct Field {
    #[serde(flatten)]
    pub(crate) schema: Schema,
    #[serde(default)]
    pub(crate) nullable: bool,
    #[serde(default)]
    pub(crate) required: bool,
}

/// The shape of a value. One of the members is set.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Schema {
    r#type: Option<String>,
    format: Option<String>,
    r#enum: Option<EnumOf>,
    object: Option<String>,
    array: Option<Box<Field>>,
    map: Option<Box<Field>>,
    any_of: Option<Vec<Field>>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum EnumOf {
    Named(String),
    Listed(Vec<Value>),
}

/// A schema, told apart.
pub(crate) enum Shape<'a> {
    Text,
    DateTime,
    Integer,
    Number,
    Boolean,
    Anything,
    OneOf(&'a [Value]),
    Object(&'a str, &'a Fields),
    Array(&'a Field),
    Map(&'a Field),
    Union(&'a [Field]),
}

/// Where a path leads.
pub(crate) enum Found {
    /// To this endpoint, with these decoded path values.
    Endpoint(&'static Endpoint, Vec<String>),
    /// To endpoints that take other methods only.
    OtherMethods(Vec<String>),
    Nothing,
}

impl Contract {
    /// The contract files that the crate carries.
    ///
    /// # Errors
    /// If they can't be read, which a test of this crate rules out.
    pub(crate) fn embedded() -> io::Result<&'static Self> {
        static EMBEDDED: LazyLock<Result<Contract, String>> =
            LazyLock::new(|| Contract::read().map_err(|error| error.to_string()));
        EMBEDDED.as_ref().map_err(|error| io::Error::other(error.as_str()))
    }

    fn read() -> serde_json::Result<Self> {
        #[derive(Deserialize)]
        struct File {
            endpoints: Vec<Endpoint>,
            #[serde(default)]
            enums: BTreeMap<String, Vec<Value>>,
            types: BTreeMap<String, Fields>,
        }
        let mut all =
            Self { endpoints: Vec::new(), enums: BTreeMap::new(), types: BTreeMap::new() };
        for text in FILES {
            let File { endpoints, enums, types } = serde_json::from_str(text)?;
            all.endpoints.extend(endpoints);
            all.enums.extend(enums);
            all.types.extend(types);
        }
        Ok(all)
    }

    /// Finds the endpoint of a method and an encoded path.
    pub(crate) fn find(&'static self, method: &Method, path: &str) -> Found {
        let fits =
            self.endpoints.iter().filter_map(|end| end.values(path).map(|values| (end, values)));
        let mut others = Vec::new();
        for (endpoint, values) in fits {
            if endpoint.method == method.as_str() {
                return Found::Endpoint(endpoint, values);
            }
            others.push(endpoint.method.clone());
        }
        if others.is_empty() { Found::Nothing } else { Found::OtherMethods(others) }
    }

    /// The fields of a type, by its name.
    pub(crate) fn fields(&self, name: &str) -> Option<&Fields> {
        self.types.get(name)
    }

    pub(crate) fn shape<'a>(&'a self, schema: &'a Schema) -> Shape<'a> {
        if let Some(values) = &schema.r#enum {
            return match values {
                EnumOf::Listed(values) => Shape::OneOf(values),
                EnumOf::Named(name) => {
                    self.enums.get(name).map_or(Shape::Anything, |values| Shape::OneOf(values))
                }
            };
        }
        if let Some(name) = &schema.object {
            return match self.types.get(name) {
                Some(fields) => Shape::Object(name, fields),
                None => Shape::Anything,
            };
        }
        if let Some(element) = &schema.array {
            return Shape::Array(element);
        }
        if let Some(value) = &schema.map {
            return Shape::Map(value);
        }
        if let Some(members) = &schema.any_of {
            return Shape::Union(members);
        }
        match (schema.r#type.as_deref(), schema.format.as_deref()) {
            (Some("string"), Some("date-time")) => Shape::DateTime,
            (Some("string"), _) => Shape::Text,
            (Some("integer"), _) => Shape::Integer,
            (Some("number"), _) => Shape::Number,
            (Some("boolean"), _) => Shape::Boolean,
            _ => Shape::Anything,
        }
    }
}

impl Schema {
    /// Whether it is a file of a form.
    pub(crate) fn is_file(&self) -> bool {
        self.r#type.as_deref() == Some("file")
    }
}

impl Endpoint {
    /// The decoded values of the placeholders, if the path template fits the path.
    fn values(&self, path: &str) -> Option<Vec<String>> {
        let mut values = Vec::new();
        let (mut template, mut segments) = (self.path.split('/'), path.split('/'));
        loop {
            match (template.next(), segments.next()) {
                (None, None) => return Some(values),
                (Some(name), Some(segment)) if name.starts_with('{') && !segment.is_empty() => {
                    values.push(percent_decode_str(segment).decode_utf8_lossy().into_owned());
                }
                (Some(fixed), Some(segment)) if fixed == segment => {}
                _ => return None,
            }
        }
    }
}

const FILES: [&str; 2] =
    [include_str!("../contract/batch_v1.json"), include_str!("../contract/neighbours.json")];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_endpoint_is_found_by_its_own_path_and_served() {
        let contract = Contract::embedded().unwrap();
        assert_eq!(contract.endpoints.len(), 22);
        for endpoint in &contract.endpoints {
            let method: Method = endpoint.method.parse().unwrap();
            match contract.find(&method, &endpoint.path) {
                Found::Endpoint(found, _) => assert_eq!(found.operation, endpoint.operation),
                _ => panic!("{} is not found", endpoint.operation),
            }
            assert!(
                crate::routes::handler(&endpoint.operation).is_some(),
                "{}",
                endpoint.operation
            );
        }
    }

    #[test]
    fn every_name_that_a_request_refers_to_is_known() {
        let contract = Contract::embedded().unwrap();
        let schemas = |fields: &'static Fields| fields.values().map(|field| &field.schema);
        for endpoint in &contract.endpoints {
            let bodies = endpoint.body.iter().chain(&endpoint.multipart);
            for schema in bodies.chain([&endpoint.query]).flat_map(schemas) {
                if let Some(EnumOf::Named(name)) = &schema.r#enum {
                    assert!(contract.enums.contains_key(name), "{name}");
                }
                if let Some(name) = &schema.object {
                    assert!(contract.types.contains_key(name), "{name}");
                }
            }
        }
    }
}
