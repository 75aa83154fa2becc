//! The three calls as a careful user writes them on reqwest.

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use project_benches::drive::{self, Client, Failed};
use project_benches::sample::{JOB, KEY, PROJECT, params};
use project_benches::wire::{CreateParams, Job, JobPage, JobStatus};
use rustls::crypto::ring;
use rustls::{ClientConfig, RootCertStore};

struct ByHand {
    http: reqwest::Client,
    base: String,
    params: CreateParams,
}

impl Client for ByHand {
    fn connect(base: &str) -> Result<Self, Failed> {
        // As for the clients that it is measured against, no certificates are loaded for plain `http`.
        let tls = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()?
            .with_root_certificates(RootCertStore::empty())
            .with_no_client_auth();
        let http = reqwest::Client::builder()
            .tls_backend_preconfigured(tls)
            .connect_timeout(Duration::from_secs(5))
            .timeout(Duration::from_secs(60))
            .build()?;
        Ok(Self { http, base: base.to_owned(), params: params() })
    }

    async fn create(&self) -> Result<usize, Failed> {
        let url = format!("{}/api/v1/beta/batch-processing", self.base);
        let request = self.http.post(url).query(&[("project_id", PROJECT)]).bearer_auth(KEY);
        let response = request.json(&self.params).send().await?.error_for_status()?;
        let job: Job = response.json().await?;
        Ok(usize::from(!job.id.is_empty()))
    }

    async fn list(&self) -> Result<usize, Failed> {
        let url = format!("{}/api/v1/beta/batch-processing", self.base);
        let query = [("limit", "100"), ("project_id", PROJECT)];
        let request = self.http.get(url).query(&query).bearer_auth(KEY);
        let page: JobPage = request.send().await?.error_for_status()?.json().await?;
        Ok(page.items.len())
    }

    async fn get_status(&self) -> Result<usize, Failed> {
        let url = format!("{}/api/v1/beta/batch-processing/{JOB}", self.base);
        let request = self.http.get(url).query(&[("project_id", PROJECT)]).bearer_auth(KEY);
        let status: JobStatus = request.send().await?.error_for_status()?.json().await?;
        Ok(usize::from(!status.job.id.is_empty()))
    }
}

fn main() -> ExitCode {
    drive::main::<ByHand>()
}
