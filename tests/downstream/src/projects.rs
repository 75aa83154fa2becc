//! Two endpoints that `llama-cloud` does not declare.

use endpoint::{Call, Endpoints, Params, endpoint};
use llama_cloud::LlamaCloud;
use serde::Deserialize;

/// A project.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Project {
    /// What it is known by.
    pub id: String,
    /// What people call it.
    pub name: String,
}

/// A project to be made.
#[derive(Debug, Params)]
pub struct NewProject<'a> {
    /// What people are to call it.
    pub name: &'a str,
    /// Whose it is; the client's own organization unless said here.
    #[query]
    pub organization_id: Option<&'a str>,
}

/// Projects of an organization.
pub trait Projects: Endpoints {
    /// Makes a project, or returns the one of that name.
    #[endpoint(put = "/api/v1/projects")]
    fn upsert_project(&self, #[params] project: &NewProject<'_>) -> Call<Project>;

    /// One project.
    #[endpoint(get = "/api/v1/projects/{project_id}")]
    fn project(&self, project_id: &str) -> Call<Project>;
}

impl Projects for LlamaCloud {}
