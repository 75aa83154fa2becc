//! The time that an endpoint adds to a crate's build, and to its check.

use std::path::Path;

use crate::Done;
use crate::report::{Report, float};
use crate::source;
use crate::spent::Spent;
use crate::workspace::{Workspace, by_path};

/// Builds crates that differ in how many endpoints they have, by turns.
pub(crate) fn measure(folder: &Path, rounds: usize) -> Done<Report> {
    let workspace = Workspace::new(folder, "growth", "debug")?;
    let dependencies = format!("{}serde = \"1\"\n", by_path("endpoint", "runtime"));
    for (name, count, each) in CRATES {
        let source = source::shared_in_traits(count, each);
        workspace.add(name, &dependencies, "lib.rs", &source)?;
    }
    workspace.fetch()?;

    let mut report = Report::new("What an endpoint adds to a crate that has its types", &HEADS);
    for Command { name, most } in COMMANDS {
        for (package, ..) in CRATES {
            workspace.run(&[name], package)?;
        }
        let mut all = Vec::new();
        for _ in 0..rounds {
            let round = CRATES.map(|(package, ..)| workspace.again(name, package));
            all.push(round.into_iter().collect::<Done<Vec<Spent>>>()?);
        }
        for (at, (package, count, _)) in CRATES.into_iter().enumerate() {
            let runs: Vec<Spent> = all.iter().filter_map(|round| round.get(at).copied()).collect();
            let whole = Spent::median(&runs)?;
            // A round's own base: what slows the machine for a while slows both.
            let bases = all.iter().filter_map(|round| round.first().copied());
            let added: Vec<Spent> =
                runs.iter().zip(bases).map(|(run, base)| run.beyond(base)).collect();
            let added = Spent::median(&added)?;
            let per_endpoint = |seconds: f64| 1000.0 * seconds / float(count);
            let each = |seconds: f64| match count {
                0 => "–".to_owned(),
                _ => format!("{:.2}", per_endpoint(seconds)),
            };
            report.row([
                format!("cargo {name}"),
                package.to_owned(),
                format!("{:.3}", whole.processor),
                format!("{:.3}", whole.wall),
                each(added.processor),
                each(added.wall),
            ]);
            if count > 0 {
                let what = format!("cargo {name}, {package}: ms of the processor an endpoint");
                report.hold(&what, per_endpoint(added.processor), most);
            }
        }
    }
    Ok(report)
}

struct Command {
    name: &'static str,
    /// In milliseconds an endpoint.
    most: f64,
}

const COMMANDS: [Command; 2] =
    [Command { name: "build", most: 3.0 }, Command { name: "check", most: 1.5 }];

/// The name, how many endpoints, how many in a trait. The first is the base of the others.
const CRATES: [(&str, usize, usize); 5] = [
    ("endpoints-0", 0, 10),
    ("endpoints-10", 10, 10),
    ("endpoints-100", 100, 10),
    ("endpoints-400", 400, 10),
    ("endpoints-400-in-one-trait", 400, 400),
];

const HEADS: [&str; 6] = [
    "command",
    "crate",
    "processor, s",
    "wall, s",
    "processor an endpoint, ms",
    "wall an endpoint, ms",
];
