//! Whom to talk to: the service, or a sandbox in this process.

use std::time::Duration;

use llama_cloud::LlamaCloud;
use llama_cloud_sandbox::Sandbox;

use super::stop::Stop;

pub(crate) struct Service {
    client: LlamaCloud,
    /// Serves for as long as it is held.
    sandbox: Option<Sandbox>,
}

impl Service {
    /// The service if the environment names a key or an address, otherwise a sandbox.
    pub(crate) async fn connect() -> Result<Self, Stop> {
        let names = ["LLAMA_CLOUD_API_KEY", "LLAMA_PARSE_API_KEY", "LLAMA_CLOUD_BASE_URL"];
        let is_set = |name: &&str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        if names.iter().any(is_set) {
            return Ok(Self { client: LlamaCloud::from_env()?, sandbox: None });
        }
        let sandbox = Sandbox::builder().job_time(JOB_TIME).start().await;
        let sandbox =
            sandbox.map_err(|error| Stop::input(format!("can't start a sandbox: {error}")))?;
        let client =
            LlamaCloud::builder().base_url(sandbox.url()).api_key(sandbox.key()).build()?;
        Ok(Self { client, sandbox: Some(sandbox) })
    }

    pub(crate) fn client(&self) -> &LlamaCloud {
        &self.client
    }

    /// One line on whom this is.
    pub(crate) fn description(&self) -> String {
        match &self.sandbox {
            Some(_) => "no LLAMA_CLOUD_API_KEY: working in a sandbox in this process, which reads \
                        text files only"
                .to_owned(),
            None => "working with the service that the environment names".to_owned(),
        }
    }
}

/// Long enough for a person to see a job move.
const JOB_TIME: Duration = Duration::from_secs(3);
