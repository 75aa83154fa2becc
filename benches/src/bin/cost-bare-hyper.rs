//! The three calls on hyper-util's pooled client with rustls and a timeout, and nothing else: no redirects,
//! no proxies, no retries. What another client adds to this is its own.

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderValue, Method, Request, Uri};
use http_body_util::{BodyExt as _, Full};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client as Pooled;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use project_benches::drive::{self, Client, Failed};
use project_benches::sample::{JOB, KEY, PROJECT, params};
use project_benches::wire::{CreateParams, Job, JobPage, JobStatus};
use rustls::crypto::ring;
use rustls::{ClientConfig, RootCertStore};
use serde::de::DeserializeOwned;
use tokio::time::timeout;

struct BareHyper {
    http: Pooled<HttpsConnector<HttpConnector>, Full<Bytes>>,
    base: String,
    bearer: HeaderValue,
    params: CreateParams,
}

impl BareHyper {
    async fn call<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        body: Option<Vec<u8>>,
    ) -> Result<T, Failed> {
        let uri: Uri = format!("{}{path}", self.base).parse()?;
        let has_body = body.is_some();
        let mut request = Request::new(Full::new(body.unwrap_or_default().into()));
        *request.method_mut() = method;
        *request.uri_mut() = uri;
        let headers = request.headers_mut();
        headers.insert(ACCEPT, HeaderValue::from_static("*/*"));
        headers.insert(AUTHORIZATION, self.bearer.clone());
        if has_body {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        }
        let exchange = async {
            let response = self.http.request(request).await?;
            if !response.status().is_success() {
                return Err(format!("the server answered {}", response.status()).into());
            }
            Ok::<_, Failed>(response.into_body().collect().await?.to_bytes())
        };
        let body = timeout(Duration::from_secs(60), exchange).await??;
        Ok(serde_json::from_slice(&body)?)
    }
}

impl Client for BareHyper {
    fn connect(base: &str) -> Result<Self, Failed> {
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        connector.enforce_http(false);
        connector.set_connect_timeout(Some(Duration::from_secs(5)));
        // As for the clients that are measured against it, no certificates are loaded for plain `http`.
        let tls = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()?
            .with_root_certificates(RootCertStore::empty())
            .with_no_client_auth();
        let connector = HttpsConnectorBuilder::new()
            .with_tls_config(tls)
            .https_or_http()
            .enable_http1()
            .wrap_connector(connector);
        let http = Pooled::builder(TokioExecutor::new()).build(connector);
        let bearer = format!("Bearer {KEY}").parse()?;
        Ok(Self { http, base: base.to_owned(), bearer, params: params() })
    }

    async fn create(&self) -> Result<usize, Failed> {
        let body = serde_json::to_vec(&self.params)?;
        let path = format!("/api/v1/beta/batch-processing?project_id={PROJECT}");
        let job: Job = self.call(Method::POST, &path, Some(body)).await?;
        Ok(usize::from(!job.id.is_empty()))
    }

    async fn list(&self) -> Result<usize, Failed> {
        let path = format!("/api/v1/beta/batch-processing?limit=100&project_id={PROJECT}");
        let page: JobPage = self.call(Method::GET, &path, None).await?;
        Ok(page.items.len())
    }

    async fn get_status(&self) -> Result<usize, Failed> {
        let path = format!("/api/v1/beta/batch-processing/{JOB}?project_id={PROJECT}");
        let status: JobStatus = self.call(Method::GET, &path, None).await?;
        Ok(usize::from(!status.job.id.is_empty()))
    }
}

fn main() -> ExitCode {
    drive::main::<BareHyper>()
}
