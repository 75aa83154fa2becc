//! The time that an endpoint adds to a crate's build, and to its check.

use std::path::Path;

use project_benches::report::{Bound, Report, float};

use crate::Done;
use crate::source;
use crate::spent::Spent;
use crate::workspace::{SERDE, Workspace, by_path};

/// Builds crates with endpoints, each by turns with one that has the same types and no endpoints.
pub(crate) fn measure(folder: &Path, rounds: usize) -> Done<Report> {
    let workspace = Workspace::new(folder, "growth", "debug")?;
    let dependencies = format!("{}{SERDE}", by_path("endpoint", "runtime"));
    workspace.add(BASE, &dependencies, "lib.rs", &source::shared(0))?;
    for Crate { name, endpoints, in_a_trait, .. } in CRATES {
        let source = source::shared_in_traits(endpoints, in_a_trait);
        workspace.add(name, &dependencies, "lib.rs", &source)?;
    }
    workspace.fetch()?;

    let mut report = Report::new("What an endpoint adds to a crate that has its types", &HEADS);
    for command in COMMANDS {
        for package in [BASE].into_iter().chain(CRATES.map(|grown| grown.name)) {
            workspace.run(&[command.name], package)?;
        }
        let mut pairs = CRATES.map(|_| Vec::new());
        for _ in 0..rounds {
            for (grown, pairs) in CRATES.iter().zip(&mut pairs) {
                for _ in 0..grown.pairs {
                    let base = workspace.again(command.name, BASE)?;
                    pairs.push((base, workspace.again(command.name, grown.name)?));
                }
            }
        }
        let bases: Vec<Spent> = pairs.iter().flatten().map(|&(base, _)| base).collect();
        report.row(cells(&command, BASE, Spent::median(&bases)?, None));
        for (grown, pairs) in CRATES.iter().zip(&pairs) {
            add(&mut report, &command, grown, pairs)?;
        }
    }
    Ok(report)
}

fn add(report: &mut Report, command: &Command, grown: &Crate, pairs: &[(Spent, Spent)]) -> Done {
    let whole: Vec<Spent> = pairs.iter().map(|&(_, whole)| whole).collect();
    // What slows the machine for a while slows both of a pair.
    let added: Vec<Spent> = pairs.iter().map(|&(base, whole)| whole.beyond(base)).collect();
    let added = Spent::median(&added)?;
    let each = |seconds: f64| 1000.0 * seconds / float(grown.endpoints);
    let each = Spent { wall: each(added.wall), processor: each(added.processor) };
    report.row(cells(command, grown.name, Spent::median(&whole)?, Some(each)));
    let what = format!("cargo {}, {}: ms of the processor an endpoint", command.name, grown.name);
    report.hold(&what, each.processor, Bound::AtMost(command.most));
    Ok(())
}

fn cells(command: &Command, package: &str, whole: Spent, each: Option<Spent>) -> [String; 6] {
    let shown = |each: Option<f64>| each.map_or("–".to_owned(), |each| format!("{each:.2}"));
    [
        format!("cargo {}", command.name),
        package.to_owned(),
        format!("{:.3}", whole.processor),
        format!("{:.3}", whole.wall),
        shown(each.map(|each| each.processor)),
        shown(each.map(|each| each.wall)),
    ]
}

struct Command {
    name: &'static str,
    /// In milliseconds an endpoint.
    most: f64,
}

const COMMANDS: [Command; 2] =
    [Command { name: "build", most: 3.0 }, Command { name: "check", most: 1.5 }];

struct Crate {
    name: &'static str,
    endpoints: usize,
    in_a_trait: usize,
    /// How often it is built in a round, each time after the base. What a few endpoints add is less than
    /// what one build differs from the next.
    pairs: usize,
}

const BASE: &str = "endpoints-0";

const CRATES: [Crate; 4] = [
    Crate { name: "endpoints-10", endpoints: 10, in_a_trait: 10, pairs: 4 },
    Crate { name: "endpoints-100", endpoints: 100, in_a_trait: 10, pairs: 1 },
    Crate { name: "endpoints-400", endpoints: 400, in_a_trait: 10, pairs: 1 },
    Crate { name: "endpoints-400-in-one-trait", endpoints: 400, in_a_trait: 400, pairs: 1 },
];

const HEADS: [&str; 6] = [
    "command",
    "crate",
    "processor, s",
    "wall, s",
    "processor an endpoint, ms",
    "wall an endpoint, ms",
];
