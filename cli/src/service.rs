//! Whom to talk to: the service, or a sandbox in this process.

use std::path::{Path, PathBuf};
use std::time::Duration;

use llama_cloud::LlamaCloud;
use llama_cloud_sandbox::Sandbox;

use crate::args::{Global, RunArgs};
use crate::stop::Stop;

pub(crate) struct Service {
    client: LlamaCloud,
    /// Serves for as long as it is held.
    sandbox: Option<Sandbox>,
    /// Where the sandbox keeps what it has.
    folder: Option<PathBuf>,
}

impl Service {
    /// The service if the environment names a key or an address, otherwise a sandbox: one that keeps
    /// what it has beside the journal, as nothing could be gone on with otherwise.
    pub(crate) async fn of_run(global: &Global, args: &RunArgs) -> Result<Self, Stop> {
        match sandbox_folder(global, args) {
            Some(folder) => Self::embedded(global, Some(folder)).await,
            None if is_named() => Self::of_environment(global),
            None => Self::embedded(global, None).await,
        }
    }

    /// The service that the environment names, or a sandbox that keeps what it has.
    pub(crate) async fn of_command(global: &Global) -> Result<Self, Stop> {
        match &global.sandbox {
            Some(folder) => Self::embedded(global, Some(folder.clone())).await,
            None => Self::of_environment(global),
        }
    }

    fn of_environment(global: &Global) -> Result<Self, Stop> {
        if !is_named() {
            return Err(Stop::input(
                "no API key: set the variable `LLAMA_CLOUD_API_KEY` to the key of your project; \
                 without one only `run` works, in a sandbox that ends with it, or all commands with \
                 --sandbox DIR, which keeps one",
            ));
        }
        let client = in_project(LlamaCloud::from_env()?, global);
        Ok(Self { client, sandbox: None, folder: None })
    }

    async fn embedded(global: &Global, folder: Option<PathBuf>) -> Result<Self, Stop> {
        let builder = Sandbox::builder().job_time(JOB_TIME).record(false);
        let builder = match &folder {
            Some(folder) => builder.data(folder),
            None => builder,
        };
        let sandbox = builder.start().await;
        let sandbox =
            sandbox.map_err(|error| Stop::input(format!("can't start a sandbox: {error}")))?;
        let client =
            LlamaCloud::builder().base_url(sandbox.url()).api_key(sandbox.key()).build()?;
        Ok(Self { client: in_project(client, global), sandbox: Some(sandbox), folder })
    }

    pub(crate) fn client(&self) -> &LlamaCloud {
        &self.client
    }

    /// One line on whom this is.
    pub(crate) fn description(&self) -> String {
        match (&self.sandbox, &self.folder) {
            (Some(_), Some(folder)) => format!(
                "working in a sandbox in this process, which reads text files only and keeps what it \
                 has in {}",
                folder.display()
            ),
            (Some(_), None) => {
                "no LLAMA_CLOUD_API_KEY: working in a sandbox in this process, which reads text \
                 files only"
                    .to_owned()
            }
            (None, _) => "working with the service that the environment names".to_owned(),
        }
    }
}

/// Where the sandbox of a run keeps what it has; `None` if there is none, or if it keeps nothing.
pub(crate) fn sandbox_folder(global: &Global, args: &RunArgs) -> Option<PathBuf> {
    let beside = |journal: &Path| {
        let mut folder = journal.as_os_str().to_owned();
        folder.push(".sandbox");
        PathBuf::from(folder)
    };
    let of_journal = || args.journal.as_deref().filter(|_| !is_named()).map(beside);
    global.sandbox.clone().or_else(of_journal)
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
