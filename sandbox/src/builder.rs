//! How a sandbox is set up.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::net::TcpListener;

use crate::clock::Clock;
use crate::contract::Contract;
use crate::faults::Faults;
use crate::server::{Shared, serve};
use crate::state::State;
use crate::{Sandbox, Serving};

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
}

impl Builder {
    pub(crate) fn new() -> Self {
        Self {
            port: 0,
            key: Some(DEFAULT_KEY.to_owned()),
            manual_clock: false,
            job_time: DEFAULT_JOB_TIME,
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

    /// Binds the port, and serves it from a task on the caller's runtime.
    ///
    /// # Errors
    /// If the port can't be bound.
    pub async fn start(self) -> io::Result<Sandbox> {
        let contract = Contract::embedded()?;
        let listener =
            TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, self.port))).await?;
        let url = format!("http://{}", listener.local_addr()?);
        let shared = Arc::new(Shared {
            contract,
            clock: Clock::start(self.manual_clock),
            url,
            key: self.key,
            state: Mutex::new(State { job_time: self.job_time, ..State::default() }),
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
