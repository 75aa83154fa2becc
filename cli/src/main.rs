//! Batches of LlamaCloud from the command line: pushes documents through a batch, and looks after the
//! jobs that there are.
//!
//! ```text
//! llama-batch run README.md api/src --out results
//! llama-batch list --status running
//! ```
//!
//! What a command finds out is on standard output: a table, or with `--json` one object a line. Words
//! for people, and bars where somebody watches, are on standard error. How a command ended is its exit
//! code, which `--help` lists.

use std::process::ExitCode;

use clap::Parser;
use llama_cloud::LlamaCloud;

use self::args::{Args, Command, Global};
use self::say::say;
use self::service::Service;
use self::stop::{End, Stop};

mod args;
mod bars;
mod cancel;
mod fate;
mod interrupt;
mod job_ids;
mod job_row;
mod list;
mod results;
mod rows;
mod run;
mod say;
mod service;
mod status;
mod stop;
mod table;
mod wait;

fn main() -> ExitCode {
    let args = Args::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            say(format_args!("error: can't start: {error}"));
            return End::Input.into();
        }
    };
    let ended = runtime.block_on(command(&args));
    // Whatever still reads or writes must not hold up the end.
    runtime.shutdown_background();
    match ended {
        Ok(end) => end.into(),
        Err(stop) => {
            say(format_args!("error: {stop}"));
            stop.end().into()
        }
    }
}

async fn command(args: &Args) -> Result<End, Stop> {
    let Args { global, command } = args;
    let ended = "interrupted";
    match command {
        Command::Run(args) => run::run(global, args).await,
        Command::Status(args) => {
            asking(global, ended, async |client| status::status(client, global, args).await).await
        }
        Command::Wait(args) => {
            let ended = "interrupted: the jobs go on";
            asking(global, ended, async |client| wait::wait(client, global, args).await).await
        }
        Command::Results(args) => {
            asking(global, ended, async |client| results::results(client, global, args).await).await
        }
        Command::Cancel(args) => {
            let ended = "interrupted: some jobs may be cancelled, and others not";
            asking(global, ended, async |client| cancel::cancel(client, global, args).await).await
        }
        Command::List(args) => {
            asking(global, ended, async |client| list::list(client, global, args).await).await
        }
    }
}

/// Does what needs a service that keeps its jobs; Ctrl-C just ends it, with these words.
async fn asking(
    global: &Global,
    ended: &str,
    ask: impl AsyncFnOnce(&LlamaCloud) -> Result<End, Stop>,
) -> Result<End, Stop> {
    let service = Service::of_command(global).await?;
    tokio::select! {
        // Listened for before anything is asked.
        biased;
        () = interrupt::pressed() => Err(Stop::interrupted(ended)),
        end = ask(service.client()) => end,
    }
}
