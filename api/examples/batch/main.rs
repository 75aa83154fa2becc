//! Pushes documents through a batch: uploads files and folders, creates the batch, follows it, and
//! writes what came out to disk.
//!
//! ```text
//! cargo run --example batch -- README.md api/src --out results
//! ```
//!
//! With `LLAMA_CLOUD_API_KEY` set it talks to the service, without it to a sandbox in its own
//! process. It exits with 0 if all items completed, 1 if some failed or were skipped, 2 for wrong
//! usage or input, 3 if a call failed, 4 if nobody can tell whether the batch was created, 5 if the
//! deadline passed, and 130 if it was cancelled.
#![expect(clippy::print_stderr, reason = "a program talks to people")]

use std::io::{IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use self::inputs::inputs;
use self::run::Run;
use self::service::Service;
use self::stop::Stop;

mod cancel;
mod inputs;
mod report;
mod results;
mod run;
mod service;
mod stop;
mod upload;

/// Pushes documents through a batch of LlamaCloud, and writes what came out to disk.
#[derive(Debug, Parser)]
#[command(name = "batch")]
struct Args {
    /// Files and folders; the project's own documents if none is given.
    paths: Vec<PathBuf>,
    /// Where results go: `OUT/<path>.md` for each file, and `OUT/manifest.json`.
    #[arg(long, default_value = "batch-results")]
    out: PathBuf,
    /// How many files are uploaded at once.
    #[arg(long, default_value_t = 8, value_parser = clap::value_parser!(u16).range(1..=128))]
    parallel: u16,
    /// How long to wait for the job, in seconds; for ever if not given.
    #[arg(long, value_name = "SECONDS")]
    deadline: Option<u64>,
    /// One JSON object a line on standard output, instead of a table.
    #[arg(long)]
    json: bool,
}

#[tokio::main]
async fn main() -> ExitCode {
    let args = Args::parse();
    match run(&args).await {
        Ok(all_completed) => ExitCode::from(u8::from(!all_completed)),
        Err(stop) => {
            eprintln!("error: {stop}");
            stop.exit_code()
        }
    }
}

/// Does it all; `true` if every item completed.
async fn run(args: &Args) -> Result<bool, Stop> {
    let inputs = inputs(&args.paths, &args.out)?;
    results::prepare(&args.out)?;
    let service = Service::connect().await?;
    eprintln!("{}", service.description());
    let run = Run::new(service.client(), args.deadline.map(Duration::from_secs), bars());

    let finished = tokio::select! {
        finished = run.go(inputs, args.parallel, &args.out) => finished?,
        () = cancel::pressed() => return Err(cancel::cancel(&run).await),
    };
    let report = if args.json { report::json(&finished) } else { report::table(&finished) };
    // Whoever closes standard output has read enough; the results are on disk.
    let _ = std::io::stdout().write_all(report.as_bytes());
    eprintln!("{}", report::summary(&finished));
    Ok(finished.all_completed())
}

/// Makes a progress bar, which shows only where somebody is watching.
fn bars() -> impl Fn(u64, &'static str, &'static str) -> ProgressBar {
    let watched = std::io::stdout().is_terminal() && std::io::stderr().is_terminal();
    move |len, what, unit| {
        let target =
            if watched { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let template = match unit {
            "bytes" => "{prefix:>10} {bar:40} {bytes}/{total_bytes} {msg}",
            _ => "{prefix:>10} {bar:40} {pos}/{len} {msg}",
        };
        let style = ProgressStyle::with_template(template);
        let style = style.unwrap_or_else(|_| ProgressStyle::default_bar());
        ProgressBar::with_draw_target(Some(len), target).with_style(style).with_prefix(what)
    }
}
