//! Multipart bodies.

use std::collections::BTreeMap;

use bytes::Bytes;
use http_body::Body;
use http_body_util::BodyExt;
use multer::{Constraints, Multipart, SizeLimit};
use serde_json::json;

use crate::content::{Content, Intake, Kept, Store};
use crate::contract::Fields;
use crate::reject::{Complaint, Reject};

/// The fields of a form, each once: of a repeated one the last counts.
#[derive(Debug, Default)]
pub(crate) struct Form(BTreeMap<String, Part>);

#[derive(Debug)]
struct Part {
    file_name: Option<String>,
    kept: Kept,
    /// The content of what is no file, if it is text.
    text: Option<String>,
}

/// Why a form could not be read.
pub(crate) enum Broken {
    Reject(Reject),
    /// The client went away.
    Lost,
}

impl Form {
    /// Reads a form of at most `most` bytes, and keeps what these fields bring.
    pub(crate) async fn read<B>(
        body: B,
        content_type: &str,
        most: u64,
        fields: &Fields,
        store: &Store,
    ) -> Result<Self, Broken>
    where
        B: Body<Data = Bytes> + Send + Unpin,
        B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        let Ok(boundary) = multer::parse_boundary(content_type) else {
            // FastAPI finds no field at all then, and asks for each that is required.
            return Ok(Self::default());
        };
        let limit = Constraints::new().size_limit(SizeLimit::new().whole_stream(most));
        let mut parts = Multipart::with_constraints(body.into_data_stream(), boundary, limit);
        let mut form = BTreeMap::new();
        while let Some(mut field) = parts.next_field().await.map_err(|error| broken(&error))? {
            let name = field.name().unwrap_or_default().to_owned();
            let file_name = field.file_name().map(str::to_owned);
            let is_known = fields.contains_key(&name);
            let mut intake = Intake::new(store);
            while let Some(chunk) = field.chunk().await.map_err(|error| broken(&error))? {
                if is_known {
                    intake.push(&chunk).map_err(|_| NOT_KEPT)?;
                }
                if file_name.is_none() && intake.len() > MOST_TEXT {
                    return Err(Broken::Reject(Reject::bad_request(LONG_TEXT)));
                }
            }
            let kept = intake.finish().await.map_err(|_| NOT_KEPT)?;
            let text = match file_name {
                Some(_) => None,
                None => {
                    let bytes = store.read(kept.content()).map_err(|_| NOT_KEPT)?;
                    String::from_utf8(bytes.into()).ok()
                }
            };
            form.insert(name, Part { file_name, kept, text });
        }
        Ok(Self(form))
    }

    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.text.as_deref()
    }

    /// The name under which a file was sent, and its content.
    pub(crate) fn file(&self, name: &str) -> (Option<&str>, Content) {
        let part = self.0.get(name);
        let content = part.map_or_else(Content::empty, |part| part.kept.content().clone());
        (part.and_then(|part| part.file_name.as_deref()), content)
    }

    /// Says that the contents of its files are in use, and have to stay.
    pub(crate) fn claim(&mut self) {
        for part in self.0.values_mut().filter(|part| part.file_name.is_some()) {
            part.kept.claim();
        }
    }

    /// Everything that is wrong with the form.
    pub(crate) fn check(&self, fields: &Fields) -> Vec<Complaint> {
        let complaint = |(name, field): (&String, &crate::contract::Field)| {
            let at = vec![json!("body"), json!(name)];
            match self.0.get(name) {
                None if field.required => Some(Complaint::missing(at)),
                None => None,
                Some(part) if field.schema.is_file() && part.file_name.is_none() => {
                    Some(Complaint::new(at, "value_error", "Value error, Expected UploadFile"))
                }
                Some(part) if !field.schema.is_file() && part.text.is_none() => {
                    Some(Complaint::new(at, "string_type", "Input should be a valid string"))
                }
                Some(_) => None,
            }
        };
        fields.iter().filter_map(complaint).collect()
    }
}

fn broken(error: &multer::Error) -> Broken {
    use multer::Error::{FieldSizeExceeded, StreamReadFailed, StreamSizeExceeded};
    match error {
        StreamReadFailed(_) => Broken::Lost,
        StreamSizeExceeded { .. } | FieldSizeExceeded { .. } => Broken::Reject(Reject::too_large()),
        _ => Broken::Reject(Reject::bad_request("There was an error parsing the body")),
    }
}

const NOT_KEPT: Broken = Broken::Reject(Reject::NOT_KEPT);
/// As Starlette has it: 1 MiB.
const MOST_TEXT: u64 = 1 << 20;
const LONG_TEXT: &str = "Part exceeded maximum size of 1024KB.";
