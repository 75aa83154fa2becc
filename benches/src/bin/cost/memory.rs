//! What a client holds.

use project_benches::report::{Bound, Report};

use crate::Result;
use crate::programs::{MAKES, Make, Server, client, output};

/// Measures an idle client, which has made one call, and one that has 1,000 calls awaited at once.
pub(crate) fn measure(server: &Server) -> Result<Report> {
    let heads = ["client", "idle", "1,000 calls awaited at once"];
    let mut report = Report::new("Memory of the process (RSS), MB", &heads);
    for make in MAKES {
        let held = |mode: &str, number: u32, place: usize| -> Result<f64> {
            let printed = output(&mut client(make, server, "get_status", mode, number)?)?;
            let bytes = printed.split(' ').nth(place).ok_or("the client says nothing")?;
            Ok(bytes.parse::<f64>()? / 1e6)
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
