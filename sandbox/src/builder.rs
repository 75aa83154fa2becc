//! How a sandbox is set up.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::Value;
use tokio::net::TcpListener;

use crate::clock::Clock;
use crate::contract::Contract;
use crate::faults::Faults;
use crate::server::{Shared, serve};
use crate::state::State;
use crate::{Sandbox, Serving, seed};

/// Sets up a [`Sandbox`].
///
/// ```
/// # tokio_test::block_on(async {
/// use std::time::Duration;
///
/// let sandbox = llama_cloud_sandbox::Sandbox::builder()
///     .key("llx-test")
///     .job_time(Duration::from_secs(60))
///     .manual_clock()
///     .start()
///     .await?;
/// assert_eq!(sandbox.key(), "llx-test");
/// # Ok::<(), std::io::Error>(()) }).unwrap();
/// ```
#[derive(Clone)]
#[must_use]
pub struct Builder {
    port: u16,
    key: Option<String>,
    manual_clock: bool,
    job_time: Duration,
    seed: Option<Value>,
}

impl Builder {
    pub(crate) fn new() -> Self {
        Self {
            port: 0,
            key: Some(DEFAULT_KEY.to_owned()),
            manual_clock: false,
            job_time: DEFAULT_JOB_TIME,
            seed: None,
        }
    }

    /// The port of 127.0.0.1 to listen on. Default: 0, a free one.
    pub fn port(self, port: u16) -> Self {
        Self { port, ..self }
    }

    /// The one API key that is accepted. Default: `sandbox-key`.
    pub fn key(self, key: impl Into<String>) -> Self {
        Self { key: Some(key.into()), ..self }
    }

    /// Accepts any bearer token that isn't empty.
    pub fn any_key(self) -> Self {
        Self { key: None, ..self }
    }

    /// Lets time stand still but for [`Sandbox::advance`]. Without it jobs run by tokio's clock, which
    /// a test can pause.
    pub fn manual_clock(self) -> Self {
        Self { manual_clock: true, ..self }
    }

    /// How long a job takes from its creation to its end. Default: 2 s. A job is pending for the
    /// first tenth of it, dispatched for the first quarter, and running then, its items one after
    /// another.
    pub fn job_time(self, job_time: Duration) -> Self {
        Self { job_time, ..self }
    }

    /// What the sandbox holds when it starts, in the contract's shapes:
    /// `{"directories": […], "files": […], "jobs": […]}`.
    ///
    /// Directories are as `directories.get` answers them, and files as `directories.files.get` does; a
    /// file may have its content as `text` (else it is empty), and the stored file behind it is there
    /// because `file_id` names it. Jobs are `BatchJob`s with `items`: `BatchJobItem`s with their
    /// `processing_results` and, as `text`, what their parse job gave. Ids and times are kept. A job
    /// that is at an end stays as it is given; any other goes on by the clock from the state that it
    /// is given in, its counts following from its items.
    ///
    /// ```
    /// # tokio_test::block_on(async {
    /// let seed = serde_json::json!({ "jobs": [{
    ///     "id": "bjb-1", "job_type": "parse", "project_id": "p", "status": "completed", "total_items": 1,
    ///     "items": [{ "item_id": "dfl-1", "item_name": "a.txt", "status": "completed", "text": "words" }],
    /// }] });
    /// let sandbox = llama_cloud_sandbox::Sandbox::builder().seed(seed).start().await?;
    /// assert_eq!(sandbox.jobs()[0].id, "bjb-1");
    /// # Ok::<(), std::io::Error>(()) }).unwrap();
    /// ```
    pub fn seed(self, seed: Value) -> Self {
        Self { seed: Some(seed), ..self }
    }

    /// Binds the port, and serves it from a task on the caller's runtime.
    ///
    /// # Errors
    /// If the port can't be bound, or [`InvalidData`](io::ErrorKind::InvalidData), with the path of
    /// what is wrong, if the seed is not of the contract's shapes.
    pub async fn start(self) -> io::Result<Sandbox> {
        let contract = Contract::embedded()?;
        let mut state = State { job_time: self.job_time, ..State::default() };
        if let Some(seed) = &self.seed {
            seed::load(contract, seed, &mut state)
                .map_err(|what| io::Error::new(io::ErrorKind::InvalidData, what))?;
        }
        let listener =
            TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, self.port))).await?;
        let url = format!("http://{}", listener.local_addr()?);
        let shared = Arc::new(Shared {
            contract,
            clock: Clock::start(self.manual_clock),
            url,
            key: self.key,
            state: Mutex::new(state),
            faults: Mutex::new(Faults::default()),
            record: Mutex::new(Vec::new()),
        });
        let task = tokio::spawn(serve(listener, Arc::clone(&shared)));
        Ok(Sandbox { shared, _serving: Serving(task.abort_handle()) })
    }
}

impl std::fmt::Debug for Builder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Builder")
            .field("port", &self.port)
            .field("manual_clock", &self.manual_clock)
            .field("job_time", &self.job_time)
            .finish_non_exhaustive()
    }
}

/// The key that is given out where any would do.
pub(crate) const DEFAULT_KEY: &str = "sandbox-key";
const DEFAULT_JOB_TIME: Duration = Duration::from_secs(2);
