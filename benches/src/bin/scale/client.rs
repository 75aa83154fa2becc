//! The client that is measured, in a process of its own.

use std::error::Error;
use std::path::PathBuf;

use clap::{Args, Subcommand};
use llama_cloud::{
    BatchJobStatusValue, DirectoryCreateParams, DirectoryType, Documents, LlamaCloud, RunEvent,
    UploadFate,
};
use tokio::runtime::{Builder, Runtime};

use crate::measured::{Measured, Meter};
use crate::requests::Requests;
use crate::sandbox::KEY;

/// What the client does.
#[derive(Debug, Subcommand)]
pub(crate) enum Client {
    /// Waits for the jobs of the seed.
    Wait {
        #[command(flatten)]
        service: Service,
        #[arg(long)]
        jobs: usize,
    },
    /// Uploads a folder into a new directory.
    Upload {
        #[command(flatten)]
        service: Service,
        #[arg(long)]
        folder: PathBuf,
        #[arg(long)]
        at_once: usize,
    },
    /// Takes a folder through a batch.
    Run {
        #[command(flatten)]
        service: Service,
        #[arg(long)]
        folder: PathBuf,
        #[arg(long)]
        at_once: usize,
        /// Where results and journal go
        #[arg(long)]
        out: PathBuf,
    },
}

#[derive(Args, Debug)]
pub(crate) struct Service {
    #[arg(long)]
    url: String,
}

impl Service {
    fn client(&self) -> llama_cloud::Result<LlamaCloud> {
        LlamaCloud::builder().base_url(&self.url).api_key(KEY).project_id(PROJECT).build()
    }
}

impl Client {
    /// Does it, and prints what it took.
    pub(crate) fn run(self) -> Result<(), Box<dyn Error>> {
        let measured = match self {
            Self::Wait { service, jobs } => wait(&service, jobs),
            Self::Upload { service, folder, at_once } => upload(&service, folder, at_once),
            Self::Run { service, folder, at_once, out } => run(&service, folder, at_once, &out),
        };
        println!("{}", serde_json::to_string(&measured?)?);
        Ok(())
    }
}

/// The id of a job of the seed.
pub(crate) fn job_id(number: usize) -> String {
    format!("bjb-{number:08}")
}

fn wait(service: &Service, jobs: usize) -> Result<Measured, Box<dyn Error>> {
    let requests = Requests::count()?;
    let meter = Meter::start()?;
    let ended = runtime()?.block_on(async {
        let client = service.client()?;
        let job_ids = (0..jobs).map(job_id).collect();
        Ok::<_, llama_cloud::Error>(client.beta().batch().wait_all(job_ids).await)
    })?;
    let measured = meter.stop()?;
    for end in ended {
        let job = end?;
        if job.status != BatchJobStatusValue::Completed {
            return Err(format!("{} is {}", job.id, job.status).into());
        }
    }
    let (requests, rounds) = requests.counted();
    Ok(Measured { requests, rounds, ..measured })
}

fn upload(service: &Service, folder: PathBuf, at_once: usize) -> Result<Measured, Box<dyn Error>> {
    let meter = Meter::start()?;
    runtime()?.block_on(async {
        let client = service.client()?;
        let params = DirectoryCreateParams::builder().name("bench").kind(DirectoryType::Ephemeral);
        let directory = client.beta().directories().create(&params.build()).await?;
        let documents = Documents::new().path(folder)?;
        let mut uploads = client.upload_all(&directory.id, documents).at_once(at_once).stream();
        while let Some(upload) = uploads.next().await {
            let upload = upload?;
            let UploadFate::Sent(_) = upload.fate else {
                return Err(format!("{} was not sent: {:?}", upload.name, upload.fate).into());
            };
        }
        Ok::<_, Box<dyn Error>>(())
    })?;
    Ok(meter.stop()?)
}

fn run(
    service: &Service,
    folder: PathBuf,
    at_once: usize,
    out: &std::path::Path,
) -> Result<Measured, Box<dyn Error>> {
    let meter = Meter::start()?;
    let parts = runtime()?.block_on(async {
        let client = service.client()?;
        let documents = Documents::new().path(folder)?;
        let run = client.run(documents).uploads_at_once(at_once);
        let mut events = run.folder(out.join("results")).journal(out.join("journal")).stream();
        let (mut planned, mut created, mut first) = (0.0, 0.0, None);
        while let Some(event) = events.next().await {
            match event? {
                RunEvent::Planned { .. } => planned = meter.seconds(),
                RunEvent::Created { .. } => created = meter.seconds(),
                RunEvent::Finished(_) => first = first.or(Some(meter.seconds())),
                RunEvent::Done(report) if !report.all_completed() => {
                    return Err("not all documents completed".into());
                }
                _ => {}
            }
        }
        let first = first.unwrap_or(created);
        let parts = [
            ("upload", created - planned),
            ("first result", first - created),
            ("results", meter.seconds() - first),
        ];
        Ok::<_, Box<dyn Error>>(parts.map(|(part, seconds)| (part.to_owned(), seconds)))
    })?;
    Ok(Measured { parts: parts.into(), ..meter.stop()? })
}

/// As `#[tokio::main]` makes it.
fn runtime() -> std::io::Result<Runtime> {
    Builder::new_multi_thread().enable_all().build()
}

pub(crate) const PROJECT: &str = "prj-bench";
