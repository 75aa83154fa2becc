//! Endpoints that each have types of their own.

use std::fmt::Write as _;

/// What an endpoint and its types look like. `#` is the endpoint's number, `@[` begins an attribute.
pub(crate) struct Kind {
    pub(crate) name: &'static str,
    /// What the declaration returns a call of.
    result: &'static str,
    endpoint: &'static str,
    /// The parameters' struct, without its derive, for endpoints that have one.
    params: Option<Params>,
}

struct Params {
    derive: &'static str,
    fields: &'static str,
}

impl Kind {
    /// A library with `count` of such endpoints. Each has a call that is awaited.
    pub(crate) fn endpoints(&self, count: usize) -> String {
        let mut source = self.types(count, |params| (params.derive, params.fields.to_owned()));
        let mut endpoints = String::new();
        for number in 0..count {
            endpoints.push_str(&numbered(self.endpoint, number));
            let result = numbered(self.result, number);
            let _ = write!(
                source,
                "\npub fn awaited{number}(call: Call<{result}>) -> Awaited<{result}> {{
                    Box::new(call.into_future())
                }}\n"
            );
        }
        let _ = write!(
            source,
            "\npub trait Api: Endpoints {{{endpoints}}}\n\nimpl Api for Client {{}}\n\n\
             pub fn api(client: &Client) -> &dyn Api {{ client }}\n"
        );
        source
    }

    /// The same types, with their decoding and encoding by `serde_json` and no endpoint.
    pub(crate) fn plain(&self, count: usize) -> String {
        let without_roles = |params: &Params| ("Serialize", params.fields.replace("@[query]", ""));
        let mut source = self.types(count, without_roles);
        for number in 0..count {
            let result = numbered(self.result, number);
            let _ = write!(
                source,
                "\npub fn decode{number}(text: &str) -> serde_json::Result<{result}> {{
                    serde_json::from_str(text)
                }}\n"
            );
            if self.params.is_some() {
                let _ = write!(
                    source,
                    "\npub fn encode{number}(value: &Params{number}) -> serde_json::Result<Vec<u8>> {{
                        serde_json::to_vec(value)
                    }}\n"
                );
            }
        }
        source
    }

    fn types(&self, count: usize, params: impl Fn(&Params) -> (&'static str, String)) -> String {
        let mut source = START.to_owned();
        for number in 0..count {
            source.push_str(&numbered(RESPONSE, number));
            if let Some((derive, fields)) = self.params.as_ref().map(&params) {
                let fields = numbered(&fields, number);
                let _ = write!(
                    source,
                    "\n#[derive({derive})]\npub struct Params{number} {{{fields}}}\n"
                );
            }
        }
        source
    }
}

fn numbered(text: &str, number: usize) -> String {
    text.replace('#', &number.to_string()).replace("@[", "#[")
}

pub(crate) const KINDS: [Kind; 4] = [
    Kind {
        name: "get",
        result: "Job#",
        endpoint: r#"
    @[endpoint(get = "/v1/r#/jobs/{job_id}")]
    fn get#(&self, job_id: &str, @[query] expand: Option<bool>) -> Call<Job#>;
"#,
        params: None,
    },
    Kind {
        name: "post-body",
        result: "Job#",
        endpoint: r#"
    @[endpoint(post = "/v1/r#/jobs/{job_id}")]
    fn change#(&self, job_id: &str, @[body] change: &Params#) -> Call<Job#>;
"#,
        params: Some(Params { derive: "Serialize", fields: MEMBERS }),
    },
    Kind {
        name: "post-params",
        result: "Job#",
        endpoint: r#"
    @[endpoint(post = "/v1/r#/jobs")]
    fn create#(&self, @[params] params: &Params#) -> Call<Job#>;
"#,
        params: Some(Params { derive: "Params", fields: MEMBERS }),
    },
    Kind {
        name: "list",
        result: "OffsetPage<Job#>",
        endpoint: r#"
    @[endpoint(get = "/v1/r#/jobs")]
    fn list#(&self, @[params] params: &Params#) -> Call<OffsetPage<Job#>>;
"#,
        params: Some(Params { derive: "Params", fields: QUERY }),
    },
];

const MEMBERS: &str = "
    pub title: String,
    pub priority: Option<u32>,
    pub project_id: Option<String>,
    pub tags: Vec<String>,
";

const QUERY: &str = "
    @[query]
    pub limit: Option<u32>,
    @[query]
    pub offset: Option<u32>,
    @[query]
    pub project_id: Option<String>,
";

const RESPONSE: &str = "
@[derive(Deserialize)]
pub struct Job# {
    pub id: String,
    pub status: Status#,
    pub project_id: Option<String>,
    pub created_at: String,
    pub total: u64,
    pub progress: f64,
    pub tags: Vec<String>,
}

@[derive(Deserialize)]
@[serde(rename_all = \"lowercase\")]
pub enum Status# {
    Pending,
    Running,
    Completed,
}

impl PageItem for Job# {
    fn page_item_id(&self) -> Option<&str> {
        Some(&self.id)
    }
}
";

const START: &str = "//! Generated.
#![allow(unused_imports)]

use std::future::{Future, IntoFuture};

use endpoint::{Call, Client, Endpoints, OffsetPage, PageItem, Params, endpoint};
use serde::{Deserialize, Serialize};

pub type Awaited<T> = Box<dyn Future<Output = endpoint::Result<T>>>;
";
