//! What the client takes for thousands of jobs and files: requests, time, processor, memory.
//!
//! ```text
//! cargo run --release -p project-benches --bin scale
//! ```
//!
//! Each client is a process of its own, and so is the sandbox that serves it, so that neither's memory
//! nor time counts for the other. Both are read from `/proc`, so this runs on Linux only.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a program talks to people")]

use std::error::Error;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand, ValueEnum};

use self::cases::Bench;
use self::client::Client;
use self::sandbox::Program;
use self::table::Table;

mod cases;
mod client;
mod measured;
mod python;
mod requests;
mod sandbox;
mod table;

/// Measures the client with thousands of jobs and files, against the sandbox on this machine.
#[derive(Debug, Parser)]
#[command(name = "scale", args_conflicts_with_subcommands = true)]
struct Options {
    /// What to measure [default: all but at-once]
    #[arg(value_enum)]
    cases: Vec<Case>,

    /// How many jobs are waited for
    #[arg(long, default_value_t = 10_000)]
    jobs: usize,

    /// How long the jobs take, in seconds
    #[arg(long, default_value_t = 60)]
    job_seconds: u64,

    /// How many files are uploaded
    #[arg(long, default_value_t = 10_000)]
    files: usize,

    /// The size of the large file, in megabytes
    #[arg(long, default_value_t = 2_000)]
    large_megabytes: u64,

    /// How many uploads are under way at once, in every client
    #[arg(long, default_value_t = 16)]
    at_once: usize,

    /// How often uploads are measured
    #[arg(long, default_value_t = 3)]
    rounds: usize,

    /// The sandbox to measure with [default: the workspace's own, which is built]
    #[arg(long, value_name = "PROGRAM")]
    sandbox: Option<PathBuf>,

    #[command(subcommand)]
    process: Option<Process>,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
enum Case {
    /// Many jobs waited for
    Wait,
    /// Many files uploaded, by this client and by the official Python SDK
    Upload,
    /// One large file uploaded
    Large,
    /// Many files taken through a batch, with a journal
    Run,
    /// Many files uploaded, with 8, 16, 32 and 64 at once
    AtOnce,
}

#[derive(Debug, Subcommand)]
enum Process {
    /// One client, which is measured.
    #[command(hide = true, subcommand)]
    Client(Client),
}

fn main() -> ExitCode {
    let done = match Options::parse() {
        Options { process: Some(Process::Client(client)), .. } => client.run(),
        options => measure(&options),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("scale: {error}");
            ExitCode::FAILURE
        }
    }
}

fn measure(options: &Options) -> Result<(), Box<dyn Error>> {
    if cfg!(debug_assertions) {
        return Err("figures of a build without optimization say nothing: add `--release`".into());
    }
    let program = match &options.sandbox {
        Some(path) => Program::at(path),
        None => Program::build()?,
    };
    let mut bench = Bench { options, program, table: Table::default() };
    let all = [Case::Wait, Case::Upload, Case::Large, Case::Run];
    let cases = if options.cases.is_empty() { &all[..] } else { &options.cases };
    for case in cases {
        match case {
            Case::Wait => bench.wait()?,
            Case::Upload => bench.upload()?,
            Case::Large => bench.large()?,
            Case::Run => bench.run()?,
            Case::AtOnce => bench.at_once()?,
        }
    }
    println!("{}", bench.table);
    Ok(())
}
