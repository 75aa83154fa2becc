//! What a call costs, against the same call written by hand.
//!
//! ```text
//! cargo run --release -p project-benches --bin cost
//! ```
//!
//! Every client is a process of its own, on one thread, and so is the server. Instructions are those of
//! the program itself, without the system's, as callgrind counts them: the same from run to run, whatever
//! else the machine does. This runs on Linux only, and needs valgrind.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a program talks to people")]

use std::error::Error;
use std::process::ExitCode;

use clap::{Parser, ValueEnum};
use project_benches::report::{Bound, Report};

use self::callgrind::Count;
use self::programs::{CALLS, MAKES, Make, Server};

mod callgrind;
mod memory;
mod programs;
mod rates;
mod reference;
mod start;

/// Measures what a call costs: instructions, allocations, rate, start, memory.
#[derive(Debug, Parser)]
#[command(name = "cost")]
struct Options {
    /// What to measure [default: all]
    #[arg(value_enum)]
    parts: Vec<Part>,

    /// How often rates, starts and memory are measured
    #[arg(long, default_value_t = 7)]
    rounds: usize,

    /// How long a rate is measured, in seconds
    #[arg(long, default_value_t = 2)]
    seconds: u32,

    /// Counts instructions, and fails if a call takes 2 % more than the reference says
    #[arg(long, conflicts_with = "update")]
    check: bool,

    /// Writes what is counted down as the reference
    #[arg(long)]
    update: bool,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
enum Part {
    /// Instructions and allocations of a call
    Counts,
    /// Calls in a second, with 64 in flight
    Rates,
    /// From the start of the process to the first answer
    Start,
    /// What the client holds
    Memory,
}

const NO_ROUNDS: &str = "`--rounds 0` measures nothing";

type Result<T> = std::result::Result<T, Box<dyn Error>>;

fn main() -> ExitCode {
    match run(&Options::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("cost: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(options: &Options) -> Result<()> {
    if options.check || options.update {
        programs::build(&["cost-server", Make::OURS.program])?;
        let server = Server::start()?;
        let counts = CALLS.iter().map(|call| callgrind::count(Make::OURS, &server, call));
        let counts = counts.collect::<Result<Vec<Count>>>()?;
        return if options.check { reference::check(&counts) } else { reference::write(&counts) };
    }
    let programs: Vec<&str> =
        MAKES.iter().map(|make| make.program).chain(["cost-server"]).collect();
    programs::build(&programs)?;
    let server = Server::start()?;
    let all = [Part::Counts, Part::Rates, Part::Start, Part::Memory];
    let parts = if options.parts.is_empty() { &all[..] } else { &options.parts };
    for part in parts {
        let report = match part {
            Part::Counts => counts(&server)?,
            Part::Rates => rates::measure(&server, options)?,
            Part::Start => start::measure(&server, options)?,
            Part::Memory => memory::measure(&server, options)?,
        };
        println!("{report}");
    }
    Ok(())
}

fn counts(server: &Server) -> Result<Report> {
    let title = "Thousands of instructions and allocations of a call, and the ratio to by hand";
    let mut report = Report::new(title, &[&["client"], &CALLS[..]].concat());
    let mut by_hand: Vec<Count> = Vec::new();
    for make in MAKES {
        let counts = CALLS.iter().map(|call| callgrind::count(make, server, call));
        let counts = counts.collect::<Result<Vec<Count>>>()?;
        if by_hand.is_empty() {
            by_hand.clone_from(&counts);
        }
        let pairs = || counts.iter().zip(&by_hand);
        let cells = pairs().map(|(count, by_hand)| {
            let ratio = count.instructions / by_hand.instructions;
            format!("{:.1} k, {:.0} ({ratio:.3})", count.instructions / 1e3, count.allocations)
        });
        report.row([make.name.to_owned()].into_iter().chain(cells));
        for ((count, by_hand), (ratio, allocations)) in pairs().zip(make.bounds) {
            let what = format!("{} {}", make.name, count.call);
            let actual = count.instructions / by_hand.instructions;
            report.hold(&format!("{what}, instructions"), actual, Bound::AtMost(*ratio));
            if let Some(allocations) = allocations {
                let what = format!("{what}, allocations");
                report.hold(&what, count.allocations, Bound::AtMost(*allocations));
            }
        }
    }
    Ok(report)
}
