//! The lines of a journal.

use serde::de::Error as _;
use serde_json::Error;

use crate::object::fields::{each_member, present};
use crate::object::object;

/// One line.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Line {
    pub(crate) t: jiff::Timestamp,
    pub(crate) record: Record,
}

/// What a line says.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Record {
    /// The first line: what is to be done, and under which name the directory is found again.
    Run { body_sha256: String, directory_name: String, documents: usize },
    /// The directory is there. Again when a run goes on: whatever was begun before has come to its end by
    /// then.
    Directory { directory_id: String },
    /// A document is about to be sent.
    Uploading { unique_id: String, name: String, path: Option<String>, result: Option<String> },
    /// It is in the directory.
    Uploaded { unique_id: String, file_id: String },
    /// The job is about to be created.
    Intent {
        body_sha256: String,
        /// Whether the one before it is given up.
        again: bool,
        /// Whether it provably came to nothing.
        undone: bool,
    },
    /// The job is there.
    Created { job_id: String },
    /// What became of a document; the last word on it.
    Result {
        unique_id: String,
        name: String,
        status: String,
        item_id: Option<String>,
        result: Option<String>,
        bytes: Option<u64>,
        characters: Option<u64>,
        why: Option<String>,
    },
    /// The run is at its end.
    Done {
        job_status: Option<String>,
        job_error: Option<String>,
        /// The directory, if it stays behind.
        directory_id: Option<String>,
    },
}

object! {
    /// A line as it stands in the file: the fields of all records, of which each has some.
    #[derive(Default)]
    struct Flat {
        v: u64,
        t: String,
        event: String,
        body_sha256?: String,
        directory_name?: String,
        documents?: usize,
        again?: bool,
        undone?: bool,
        job_id?: String,
        unique_id?: String,
        name?: String,
        path?: String,
        file_id?: String,
        status?: String,
        item_id?: String,
        result?: String,
        bytes?: u64,
        characters?: u64,
        why?: String,
        job_status?: String,
        job_error?: String,
        directory_id?: String,
    }
}

/// Why a line can't be read.
pub(crate) enum Unread {
    /// It has another version of the format.
    Version(u64),
    Malformed(Error),
}

impl Line {
    /// The line as JSON.
    pub(crate) fn into_json(self) -> Result<Vec<u8>, Error> {
        let flat = Flat { v: VERSION, t: self.t.to_string(), ..self.record.into() };
        endpoint::__private::compact(&flat)
    }

    pub(crate) fn read(text: &[u8]) -> Result<Self, Unread> {
        let text = str::from_utf8(text).map_err(|error| Unread::Malformed(Error::custom(error)))?;
        // Another version may have other fields.
        let mut version = None;
        let read = each_member(text, &mut |name, value| {
            if name == "v" {
                version = serde_json::from_str(value.get()).ok();
            }
        });
        match read.map(|()| version) {
            Ok(Some(v)) if v != VERSION => Err(Unread::Version(v)),
            _ => Self::of_this_version(text).map_err(Unread::Malformed),
        }
    }

    fn of_this_version(text: &str) -> Result<Self, Error> {
        let flat: Flat = serde_json::from_str(text)?;
        Ok(Self { t: flat.t.parse().map_err(Error::custom)?, record: flat.record()? })
    }
}

impl From<Record> for Flat {
    fn from(record: Record) -> Self {
        let flat = Self::default();
        let of = |event: &str| Self { event: event.to_owned(), ..flat };
        match record {
            Record::Run { body_sha256, directory_name, documents } => Self {
                body_sha256: Some(body_sha256),
                directory_name: Some(directory_name),
                documents: Some(documents),
                ..of("run")
            },
            Record::Directory { directory_id } => {
                Self { directory_id: Some(directory_id), ..of("directory") }
            }
            Record::Uploading { unique_id, name, path, result } => Self {
                unique_id: Some(unique_id),
                name: Some(name),
                path,
                result,
                ..of("uploading")
            },
            Record::Uploaded { unique_id, file_id } => {
                Self { unique_id: Some(unique_id), file_id: Some(file_id), ..of("uploaded") }
            }
            Record::Intent { body_sha256, again, undone } => Self {
                body_sha256: Some(body_sha256),
                again: again.then_some(true),
                undone: undone.then_some(true),
                ..of("intent")
            },
            Record::Created { job_id } => Self { job_id: Some(job_id), ..of("created") },
            Record::Result { unique_id, name, status, item_id, result, bytes, characters, why } => {
                Self {
                    unique_id: Some(unique_id),
                    name: Some(name),
                    status: Some(status),
                    item_id,
                    result,
                    bytes,
                    characters,
                    why,
                    ..of("result")
                }
            }
            Record::Done { job_status, job_error, directory_id } => {
                Self { job_status, job_error, directory_id, ..of("done") }
            }
        }
    }
}

impl Flat {
    fn record(self) -> Result<Record, Error> {
        let body_sha256 = present(self.body_sha256, "body_sha256");
        let unique_id = present(self.unique_id, "unique_id");
        let name = present(self.name, "name");
        Ok(match &*self.event {
            "run" => Record::Run {
                body_sha256: body_sha256?,
                directory_name: present(self.directory_name, "directory_name")?,
                documents: present(self.documents, "documents")?,
            },
            "directory" => {
                Record::Directory { directory_id: present(self.directory_id, "directory_id")? }
            }
            "uploading" => Record::Uploading {
                unique_id: unique_id?,
                name: name?,
                path: self.path,
                result: self.result,
            },
            "uploaded" => Record::Uploaded {
                unique_id: unique_id?,
                file_id: present(self.file_id, "file_id")?,
            },
            "intent" => Record::Intent {
                body_sha256: body_sha256?,
                again: self.again.unwrap_or_default(),
                undone: self.undone.unwrap_or_default(),
            },
            "created" => Record::Created { job_id: present(self.job_id, "job_id")? },
            "result" => Record::Result {
                unique_id: unique_id?,
                name: name?,
                status: present(self.status, "status")?,
                item_id: self.item_id,
                result: self.result,
                bytes: self.bytes,
                characters: self.characters,
                why: self.why,
            },
            "done" => Record::Done {
                job_status: self.job_status,
                job_error: self.job_error,
                directory_id: self.directory_id,
            },
            other => return Err(Error::custom(format_args!("unknown event `{other}`"))),
        })
    }
}

/// Of the format.
pub(crate) const VERSION: u64 = 1;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_record_is_one_line_and_is_read_again() {
        let text = |text: &str| text.to_owned();
        let some = |text: &str| Some(text.to_owned());
        let cases = [
            (
                Record::Run {
                    body_sha256: text("ab"),
                    directory_name: text("run-1"),
                    documents: 2,
                },
                r#""event":"run","body_sha256":"ab","directory_name":"run-1","documents":2"#,
            ),
            (
                Record::Directory { directory_id: text("dir-1") },
                r#""event":"directory","directory_id":"dir-1""#,
            ),
            (
                Record::Uploading {
                    unique_id: text("u"),
                    name: text("\"a\".pdf"),
                    path: some("/a.pdf"),
                    result: None,
                },
                r#""event":"uploading","unique_id":"u","name":"\"a\".pdf","path":"/a.pdf""#,
            ),
            (
                Record::Uploaded { unique_id: text("u"), file_id: text("f") },
                r#""event":"uploaded","unique_id":"u","file_id":"f""#,
            ),
            (
                Record::Intent { body_sha256: text("ab"), again: false, undone: false },
                r#""event":"intent","body_sha256":"ab""#,
            ),
            (
                Record::Intent { body_sha256: text("ab"), again: true, undone: true },
                r#""event":"intent","body_sha256":"ab","again":true,"undone":true"#,
            ),
            (Record::Created { job_id: text("j") }, r#""event":"created","job_id":"j""#),
            (
                Record::Result {
                    unique_id: text("u"),
                    name: text("a"),
                    status: text("completed"),
                    item_id: some("f"),
                    result: some("a.md"),
                    bytes: Some(3),
                    characters: Some(2),
                    why: some("é"),
                },
                r#""event":"result","unique_id":"u","name":"a","status":"completed","item_id":"f","result":"a.md","bytes":3,"characters":2,"why":"é""#,
            ),
            (
                Record::Done {
                    job_status: some("completed"),
                    job_error: None,
                    directory_id: some("d"),
                },
                r#""event":"done","job_status":"completed","directory_id":"d""#,
            ),
        ];
        for (record, rest) in cases {
            let line = Line { t: jiff::Timestamp::UNIX_EPOCH, record };
            let expected = format!(r#"{{"v":1,"t":"1970-01-01T00:00:00Z",{rest}}}"#);
            assert_eq!(String::from_utf8(line.clone().into_json().unwrap()).unwrap(), expected);
            let with_more = expected.replace('{', r#"{"of":{"a":"later version"},"#);
            for text in [expected, with_more] {
                assert_eq!(Line::read(text.as_bytes()).ok(), Some(line.clone()), "{text}");
            }
        }
    }

    #[test]
    fn what_is_no_record_is_not_read() {
        let cases = [
            (r#""t":"1970-01-01T00:00:00Z","event":"new""#, "unknown event `new`"),
            (r#""t":"1970-01-01T00:00:00Z","event":"created""#, "missing field `job_id`"),
            (r#""t":"1970-01-01T00:00:00Z","event":"created","job_id":7"#, "invalid type"),
            (r#""t":"yesterday","event":"created","job_id":"j""#, "as year"),
            (r#""event":"created","job_id":"j""#, "missing field `t`"),
        ];
        for (rest, says) in cases {
            let text = format!(r#"{{"v":1,{rest}}}"#);
            match Line::read(text.as_bytes()) {
                Err(Unread::Malformed(error)) => {
                    assert!(error.to_string().contains(says), "{text}: {error}")
                }
                _ => panic!("{text}"),
            }
        }
    }
}
