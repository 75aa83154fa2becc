//! The source text of the generated crates.

use std::fmt::Write as _;

pub(crate) mod own;

/// A library with `count` endpoints over the same few types, in traits of ten. Each trait is used as `dyn`,
/// which builds all its methods and needs no code that calls them.
///
/// A call of each form is there even without any endpoint to be counted, so that what these types take once
/// per crate, their decoding above all, is no cost of an endpoint.
pub(crate) fn shared(count: usize) -> String {
    shared_in_traits(count, 10)
}

/// The same, with another number of endpoints in each trait.
pub(crate) fn shared_in_traits(count: usize, each: usize) -> String {
    let mut source = TYPES.to_owned();
    in_trait(&mut source, "Forms", (0..FORMS.len()).map(form));
    for (number, first) in (0..count).step_by(each).enumerate() {
        let endpoints = (first..count.min(first + each)).map(form);
        in_trait(&mut source, &format!("Resource{number}"), endpoints);
    }
    source
}

/// A program that has the endpoints of [`shared`] and calls none of them.
pub(crate) fn program(count: usize) -> String {
    let mut source = shared(count);
    source.push_str(MAIN_START);
    let traits = (0..count.div_ceil(10)).map(|number| format!("Resource{number}"));
    for name in traits.chain(["Forms".to_owned()]) {
        let _ = writeln!(source, "    black_box({}(&client));", function(&name));
    }
    source.push_str(MAIN_END);
    source
}

/// Adds a trait that holds endpoints, and a function that builds all of them.
fn in_trait(source: &mut String, name: &str, endpoints: impl Iterator<Item = String>) {
    let function = function(name);
    let endpoints: String = endpoints.collect();
    let _ = write!(
        source,
        "
/// A resource.
pub trait {name}: Endpoints {{{endpoints}}}

impl {name} for Client {{}}

pub fn {function}(client: &Client) -> &dyn {name} {{
    client
}}
"
    );
}

fn function(name: &str) -> String {
    name.to_lowercase()
}

fn form(number: usize) -> String {
    let form = FORMS.get(number % FORMS.len()).copied().unwrap_or_default();
    form.replace('#', &number.to_string()).replace("@[", "#[")
}

/// `#` is the number of the endpoint, `@[` begins an attribute.
const FORMS: [&str; 5] = [
    r#"
    /// One job.
    @[endpoint(get = "/v1/r#/jobs/{job_id}")]
    fn job#(
        &self,
        job_id: &str,
        @[query] expand: Option<bool>,
        @[query] organization_id: Option<&str>,
    ) -> Call<Job>;
"#,
    r#"
    /// Creates a job.
    @[endpoint(post = "/v1/r#/jobs")]
    fn create#(&self, @[params] params: &NewJob) -> Call<Job>;
"#,
    r#"
    /// Lists jobs.
    @[endpoint(get = "/v1/r#/jobs")]
    fn list#(&self, @[params] params: &ListParams) -> Call<OffsetPage<Job>>;
"#,
    r#"
    /// Changes a job.
    @[endpoint(patch = "/v1/r#/jobs/{job_id}")]
    fn change#(&self, job_id: &str, @[body] change: &Change) -> Call<Job>;
"#,
    r#"
    /// Cancels a job.
    @[endpoint(post = "/v1/r#/jobs/{job_id}/cancel", idempotent)]
    fn cancel#(&self, job_id: &str, @[query] reason: Option<&str>) -> Call<()>;
"#,
];

const TYPES: &str = r#"//! Generated.

use std::future::{Future, IntoFuture};

use endpoint::{Call, Client, Endpoints, OffsetPage, PageItem, Params, endpoint};
use serde::{Deserialize, Serialize};

#[derive(Deserialize)]
pub struct Job {
    pub id: String,
    pub status: Status,
    pub project_id: Option<String>,
    pub created_at: String,
    pub total: u64,
    pub progress: f64,
    pub tags: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    Pending,
    Running,
    Completed,
}

impl PageItem for Job {
    fn page_item_id(&self) -> Option<&str> {
        Some(&self.id)
    }
}

#[derive(Params)]
pub struct NewJob {
    pub title: String,
    pub priority: Option<u32>,
    pub tags: Vec<String>,
    #[query]
    pub project_id: Option<String>,
}

#[derive(Params)]
pub struct ListParams {
    #[query]
    pub limit: Option<u32>,
    #[query]
    pub offset: Option<u32>,
    #[query]
    pub project_id: Option<String>,
}

#[derive(Serialize)]
pub struct Change {
    pub title: Option<String>,
    pub priority: Option<u32>,
}

pub type Awaited<T> = Box<dyn Future<Output = endpoint::Result<T>>>;

pub fn one(call: Call<Job>) -> Awaited<Job> {
    Box::new(call.into_future())
}

pub fn page(call: Call<OffsetPage<Job>>) -> Awaited<OffsetPage<Job>> {
    Box::new(call.into_future())
}

pub fn nothing(call: Call<()>) -> Awaited<()> {
    Box::new(call.into_future())
}
"#;

const MAIN_START: &str = r#"
fn main() {
    use std::hint::black_box;
    let Ok(client) = Client::builder().base_url("http://127.0.0.1:9").build() else { return };
    black_box::<fn(_) -> _>(one);
    black_box::<fn(_) -> _>(page);
    black_box::<fn(_) -> _>(nothing);
"#;

const MAIN_END: &str = "}\n";
