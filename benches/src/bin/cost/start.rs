//! From the start of a process to the first answer.

use project_benches::report::{Bound, Report, median};
use tokio::time::Instant;

use crate::programs::{MAKES, Make, Server, client, output};
use crate::{NO_ROUNDS, Options, Result, callgrind};

/// Measures processes that make one call.
pub(crate) fn measure(server: &Server, options: &Options) -> Result<Report> {
    let title = "From the start of the process to its end after one answer on plain HTTP";
    let heads = ["client", "milliseconds", "thousands of instructions"];
    let mut report = Report::new(title, &heads);
    let mut times = vec![Vec::new(); MAKES.len()];
    for _ in 0..options.rounds * STARTS {
        for (make, times) in MAKES.iter().zip(&mut times) {
            let mut client = client(*make, server, "get_status", "count", 1)?;
            let began = Instant::now();
            output(&mut client)?;
            times.push(began.elapsed().as_secs_f64() * 1e3);
        }
    }
    let bare = MAKES.iter().position(|make| make.program == Make::BARE_HYPER.program);
    let bare = bare.and_then(|place| times.get(place)).cloned().unwrap_or_default();
    for (make, times) in MAKES.iter().zip(&times) {
        let instructions = callgrind::totals(*make, server, "get_status", 1)?.instructions / 1000;
        let milliseconds = format!("{:.2}", median(times.iter().copied()).ok_or(NO_ROUNDS)?);
        report.row([make.name.to_owned(), milliseconds, instructions.to_string()]);
        if make.program == Make::OURS.program {
            let ratio = median(times.iter().zip(&bare).map(|(time, bare)| time / bare));
            let ratio = ratio.ok_or(NO_ROUNDS)?;
            report.hold("llama-cloud, start against bare hyper", ratio, Bound::AtMost(1.1));
        }
    }
    Ok(report)
}

/// How many processes of a make there are in a round.
const STARTS: usize = 20;
