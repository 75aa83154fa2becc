//! `run`: from documents to results.

use std::path::Path;
use std::time::Duration;

use llama_cloud::{RunError, RunEvent, RunEvents, RunReport};

use self::advice::advised;
use self::documents::documents;
use self::progress::Progress;
use self::rules::job_config;
use crate::args::{Global, RunArgs};
use crate::fate::{Fate, report};
use crate::interrupt::pressed;
use crate::rows::Rows;
use crate::say::{clean, say};
use crate::service::Service;
use crate::stop::{End, Stop};

mod advice;
mod cancel;
mod documents;
mod progress;
mod rules;

pub(crate) async fn run(global: &Global, args: &RunArgs) -> Result<End, Stop> {
    let config = job_config(global, args)?;
    let documents = documents(global, args)?;
    prepare(&args.out.out)?;
    let service = Service::of_run(global, args).await?;
    say(service.description());

    let client = service.client();
    let mut run = client.run(documents).job_config(config).folder(&args.out.out);
    if let Some(journal) = &args.journal {
        run = run.journal(journal);
    }
    if args.send_again {
        run = run.send_again();
    }
    if args.keep {
        run = run.keep_directory();
    }
    if let Some(parallel) = args.out.parallel.map(usize::from) {
        run = run.uploads_at_once(parallel).fetches_at_once(parallel);
    }
    if let Some(deadline) = args.out.deadline {
        run = run.deadline(Duration::from_secs(deadline));
    }
    if let Some(stall) = args.out.stall {
        run = run.stall(Duration::from_secs(stall));
    }

    let journal = args.journal.as_deref();
    let mut progress = Progress::new(journal);
    let mut rows = Rows::new::<Fate>(global.json);
    let ended = tokio::select! {
        // Listened for before anything is sent.
        biased;
        () = pressed() => None,
        ended = follow(run.stream(), &mut progress, &mut rows) => Some(ended?),
    };
    progress.clear();
    match ended {
        None => Err(cancel::cancel(client, &progress, journal).await),
        Some(Err(error)) => {
            rows.end_early()?;
            Err(advised(&error, journal))
        }
        Some(Ok(done)) => {
            if let Some(directory_id) = done.directory_id.as_deref().map(clean) {
                match args.keep {
                    true => say(format_args!("the directory {directory_id} is kept")),
                    false => say(format_args!("the directory {directory_id} stays behind")),
                }
            }
            let fates: Vec<Fate> = done.fates.iter().map(Fate::from).collect();
            let status = done.job_status.as_ref().map(|status| status.as_str());
            report(rows, done.job_id.as_deref(), status, &fates)
        }
    }
}

/// Shows what happens, up to the end. Scripts get the fates as they come.
async fn follow(
    mut events: RunEvents<'_>,
    progress: &mut Progress<'_>,
    rows: &mut Rows,
) -> Result<Result<RunReport, RunError>, Stop> {
    while let Some(event) = events.next().await {
        let event = match event {
            Ok(event) => event,
            Err(error) => return Ok(Err(error)),
        };
        progress.show(&event);
        match event {
            RunEvent::Finished(fate) => progress.bars().aside(|| rows.now(&Fate::from(&fate)))?,
            RunEvent::Done(report) => return Ok(Ok(report)),
            _ => {}
        }
    }
    Err(Stop::call("the run has no end"))
}

/// Makes the folder of results, before anything is sent.
fn prepare(out: &Path) -> Result<(), Stop> {
    std::fs::create_dir_all(out)
        .map_err(|error| Stop::input(format!("can't write to `{}`: {error}", out.display())))
}
