//! What a client holds.

use project_benches::report::{Bound, Report, median};

use crate::programs::{MAKES, Make, Server, client, output};
use crate::{NO_ROUNDS, Options, Result};

/// Measures an idle client, which has made one call, and one that has 1,000 calls awaited at once. Of a
/// program's pages the system maps more or fewer at a time, so a process is measured once a round.
pub(crate) fn measure(server: &Server, options: &Options) -> Result<Report> {
    let heads = ["client", "idle", "1,000 calls awaited at once"];
    let mut report = Report::new("Memory of the process (RSS), MB", &heads);
    for make in MAKES {
        let held = |mode: &str, number: u32, place: usize| -> Result<f64> {
            let mut all = Vec::new();
            for _ in 0..options.rounds {
                let printed = output(&mut client(make, server, "get_status", mode, number)?)?;
                let bytes = printed.split(' ').nth(place).ok_or("the client says nothing")?;
                all.push(bytes.parse::<f64>()? / 1e6);
            }
            Ok(median(all.into_iter()).ok_or(NO_ROUNDS)?)
        };
        let (idle, most) = (held("count", 1, 0)?, held("together", 1000, 1)?);
        report.row([make.name.to_owned(), format!("{idle:.1}"), format!("{most:.1}")]);
        if make.program == Make::OURS.program {
            report.hold("llama-cloud, idle, MB", idle, Bound::AtMost(6.0));
            report.hold("llama-cloud, 1,000 calls awaited, MB", most, Bound::AtMost(20.0));
        }
    }
    Ok(report)
}
