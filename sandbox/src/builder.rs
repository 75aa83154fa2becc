//! How a sandbox is set up.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::Timestamp;
use serde_json::Value;
use tokio::net::TcpListener;

use crate::clock::Clock;
use crate::contract::Contract;
use crate::faults::Faults;
use crate::journal::{DataFolder, Header};
use crate::limits::Limits;
use crate::links::Links;
use crate::record::Record;
use crate::server::{Shared, serve};
use crate::state::State;
use crate::{RateLimit, Sandbox, Serving, seed};

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
    data: Option<PathBuf>,
    rate_limits: Vec<RateLimit>,
    max_upload: u64,
    record: bool,
}

impl Builder {
    pub(crate) fn new() -> Self {
        Self {
            port: 0,
            key: Some(DEFAULT_KEY.to_owned()),
            manual_clock: false,
            job_time: DEFAULT_JOB_TIME,
            seed: None,
            data: None,
            rate_limits: Vec::new(),
            max_upload: DEFAULT_MAX_UPLOAD,
            record: true,
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

    /// Keeps everything in this folder, which is made if need be: a sandbox that is started on it again
    /// goes on where the last one ended, also one that was killed. What was answered is there then;
    /// what was not yet answered is there whole, or not at all. Default: nothing outlasts the sandbox.
    ///
    /// - Ids, links and the clock go on. The automatic clock goes by the time of day: jobs have come
    ///   as far as if the sandbox had never been away. A manual one is where it was. Links name the
    ///   port that they were made on: a sandbox that serves them again has to have [that](Self::port).
    /// - What was set up by this builder is not kept, nor are [faults](crate::Fault), the
    ///   [record](Sandbox::requests), and what counts against a [rate limit](Self::rate_limit).
    /// - A [seed](Self::seed) goes into a folder that holds no state yet; into any other it is an
    ///   error.
    /// - The folder holds what requests brought, also the keys in the configuration of a job.
    /// - Contents stand in files of the folder, and are removed from it at a start once nothing names
    ///   them. Changes are written before they are answered, but left to the system to bring to the
    ///   disk: they outlast the process, and not the loss of power.
    ///
    /// ```
    /// # tokio_test::block_on(async {
    /// # let folder = tempfile::tempdir()?;
    /// # let path = folder.path();
    /// use llama_cloud_sandbox::Sandbox;
    ///
    /// let sandbox = Sandbox::builder().data(path).start().await?;
    /// let id = sandbox.job();
    /// drop(sandbox);
    /// let sandbox = Sandbox::builder().data(path).start().await?;
    /// assert_eq!(sandbox.jobs()[0].id, id);
    /// # Ok::<(), std::io::Error>(()) }).unwrap();
    /// ```
    pub fn data(self, folder: impl Into<PathBuf>) -> Self {
        Self { data: Some(folder.into()), ..self }
    }

    /// Adds a limit to how often requests are taken; of several each counts. Default: none.
    pub fn rate_limit(mut self, limit: RateLimit) -> Self {
        self.rate_limits.push(limit);
        self
    }

    /// The most bytes that an upload may have, with all of its form; a longer one is 413. Default:
    /// 8 GiB. A content of more than 1 MiB is never in memory: it is in the [data](Self::data)
    /// folder, or else in one for temporary files that goes with the sandbox.
    pub fn max_upload(self, bytes: u64) -> Self {
        Self { max_upload: bytes, ..self }
    }

    /// Whether requests are kept for [`Sandbox::requests`]. Default: yes. They are never forgotten, so
    /// a sandbox that is to serve for long does without.
    pub fn record(self, record: bool) -> Self {
        Self { record, ..self }
    }

    /// Binds the port, and serves it from a task on the caller's runtime.
    ///
    /// # Errors
    /// If the port can't be bound, or by [kind](io::ErrorKind):
    ///
    /// - `InvalidData`, with the path of what is wrong, if the seed is not of the contract's shapes;
    ///   with the name of the file if the data folder is broken or of another version.
    /// - `ResourceBusy` if another sandbox works in the data folder.
    /// - `AlreadyExists` if there is a seed, and the data folder holds state.
    /// - Any other if the data folder can't be read or written.
    pub async fn start(mut self) -> io::Result<Sandbox> {
        let contract = Contract::embedded()?;
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, self.port));
        let listener = TcpListener::bind(address).await.map_err(|error| {
            io::Error::new(error.kind(), format!("can't listen on {address}: {error}"))
        })?;
        let mut state = State::new(self.job_time);
        let folder = self.data.as_deref().map(DataFolder::open).transpose()?;
        let store = folder.as_ref().map(DataFolder::contents).transpose()?.unwrap_or_default();
        let mut header = None;
        match (&folder, self.seed.take()) {
            (Some(folder), Some(_)) if folder.holds_state()? => return Err(folder.is_seeded()),
            (_, Some(seed)) => seed::load(contract, seed, &mut state, &store)
                .map_err(|what| io::Error::new(io::ErrorKind::InvalidData, what))?,
            (Some(folder), None) => header = folder.replay(&mut state)?,
            (None, None) => {}
        }
        let header = header.unwrap_or_else(|| Header::new(Timestamp::now()));
        if let Some(folder) = folder {
            state.keep_in(folder.compact(&state, &header, &store)?);
        }
        let url = format!("http://{}", listener.local_addr()?);
        let shared = Arc::new(Shared {
            contract,
            clock: Clock::start(self.manual_clock, &header),
            links: Links::new(url.clone(), header.secret),
            url,
            store,
            limits: Limits::new(self.rate_limits),
            max_upload: self.max_upload,
            key: self.key,
            state: Mutex::new(state),
            faults: Mutex::new(Faults::default()),
            record: Mutex::new(Record::new(self.record)),
        });
        let task = tokio::spawn(serve(listener, Arc::clone(&shared)));
        let serving = Serving { task: task.abort_handle(), shared: Arc::clone(&shared) };
        Ok(Sandbox { shared, _serving: serving })
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
/// 8 GiB.
const DEFAULT_MAX_UPLOAD: u64 = 8 << 30;
