//! What an endpoint costs to compile: time, LLVM lines, bytes of the program; and what the crates do.
//!
//! ```text
//! cargo run --release -p project-benches --bin compile
//! ```
//!
//! Crates are written into a temporary folder and built there by Cargo, with the workspace's crates by their
//! path and its lock file. It takes `bash` to tell the processor's time.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a program talks to people")]

use std::error::Error;
use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, ValueEnum};
use tempfile::TempDir;

mod clean;
mod growth;
mod lines;
mod macros;
mod size;
mod source;
mod spent;
mod workspace;

/// Measures what endpoints and the crates of this workspace cost to compile.
#[derive(Debug, Parser)]
#[command(name = "compile")]
struct Options {
    /// What to measure [default: all]
    #[arg(value_enum)]
    parts: Vec<Part>,

    /// How often builds are measured [default: 9 for growth, 3 for the others]
    #[arg(long)]
    rounds: Option<usize>,

    /// A folder to write the crates to, which stay there with all that was built [default: a temporary one]
    #[arg(long)]
    keep: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Part {
    /// The time that an endpoint adds to a build and to a check, at 10, 100 and 400 endpoints
    Growth,
    /// The LLVM lines that an endpoint adds
    Lines,
    /// The build of the macro crate, beside those of other clients
    Macros,
    /// A clean build of `llama-cloud`, beside one of `reqwest` and `serde`
    Clean,
    /// The bytes that an endpoint adds to a program
    Size,
}

type Done<T = ()> = Result<T, Box<dyn Error>>;

fn main() -> ExitCode {
    match measure(&Options::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("compile: {error}");
            ExitCode::FAILURE
        }
    }
}

fn measure(options: &Options) -> Done {
    let temporary = TempDir::with_prefix("compile-bench-")?;
    let folder = options.keep.as_deref().unwrap_or(temporary.path());
    fs::create_dir_all(folder)?;
    // Cargo runs in it.
    let folder = &folder.canonicalize()?;
    let parts = if options.parts.is_empty() { Part::value_variants() } else { &options.parts };
    for part in parts {
        // Each as soon as it is there: the whole takes long.
        let report = match part {
            Part::Growth => growth::measure(folder, options.rounds.unwrap_or(9))?,
            Part::Lines => lines::measure(folder)?,
            Part::Macros => macros::measure(folder, options.rounds.unwrap_or(3))?,
            Part::Clean => clean::measure(folder, options.rounds.unwrap_or(3))?,
            Part::Size => size::measure(folder)?,
        };
        println!("{report}");
    }
    Ok(())
}
