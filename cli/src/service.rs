//! Whom to talk to: the service, or a sandbox in this process.

use std::time::Duration;

use llama_cloud::LlamaCloud;
use llama_cloud_sandbox::Sandbox;

use crate::args::Global;
use crate::stop::Stop;

pub(crate) struct Service {
    client: LlamaCloud,
    /// Serves for as long as it is held.
    sandbox: Option<Sandbox>,
}

impl Service {
    /// The service if the environment names a key or an address, otherwise a sandbox.
    pub(crate) async fn of_run(global: &Global) -> Result<Self, Stop> {
        if is_named() { Self::of_environment(global) } else { Self::embedded(global).await }
    }

    /// The service that the environment names.
    pub(crate) fn of_environment(global: &Global) -> Result<Self, Stop> {
        if !is_named() {
            return Err(Stop::input(
                "no API key: set the variable `LLAMA_CLOUD_API_KEY` to the key of your project; \
                 without one only `run` works, in a sandbox that ends with it",
            ));
        }
        Ok(Self { client: in_project(LlamaCloud::from_env()?, global), sandbox: None })
    }

    async fn embedded(global: &Global) -> Result<Self, Stop> {
        let sandbox = Sandbox::builder().job_time(JOB_TIME).start().await;
        let sandbox =
            sandbox.map_err(|error| Stop::input(format!("can't start a sandbox: {error}")))?;
        let client =
            LlamaCloud::builder().base_url(sandbox.url()).api_key(sandbox.key()).build()?;
        Ok(Self { client: in_project(client, global), sandbox: Some(sandbox) })
    }

    pub(crate) fn client(&self) -> &LlamaCloud {
        &self.client
    }

    /// One line on whom this is.
    pub(crate) fn description(&self) -> &'static str {
        match &self.sandbox {
            Some(_) => {
                "no LLAMA_CLOUD_API_KEY: working in a sandbox in this process, which reads text \
                 files only"
            }
            None => "working with the service that the environment names",
        }
    }
}

fn is_named() -> bool {
    let names = ["LLAMA_CLOUD_API_KEY", "LLAMA_PARSE_API_KEY", "LLAMA_CLOUD_BASE_URL"];
    names.iter().any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))
}

fn in_project(client: LlamaCloud, global: &Global) -> LlamaCloud {
    match &global.project_id {
        Some(project_id) => client.in_project(project_id),
        None => client,
    }
}

/// Long enough for a person to see a job move.
const JOB_TIME: Duration = Duration::from_secs(3);
