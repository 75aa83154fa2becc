//! The macro crate's build, beside those of other declarative clients.

use std::path::Path;

use project_benches::report::{Bound, Report};

use crate::Done;
use crate::spent::Spent;
use crate::workspace::{Workspace, by_path};

/// Builds the macro crates with all that they depend on, by turns.
pub(crate) fn measure(folder: &Path, rounds: usize) -> Done<Report> {
    let workspace = Workspace::new(folder, "macros", "macros-target")?;
    let ours = by_path("endpoint-macros", "macros");
    let crates = [
        ("ours", "endpoint-macros", ours.as_str()),
        ("feign", "feignhttp-codegen", "feignhttp-codegen = \"0.6.3\"\n"),
        ("conjure", "conjure-macros", "conjure-macros = \"5.20.0\"\n"),
    ];
    for (package, _, dependencies) in crates {
        workspace.add(package, dependencies, "lib.rs", "")?;
    }
    workspace.fetch()?;

    let mut runs = crates.map(|_| Vec::new());
    for _ in 0..rounds {
        for ((package, ..), runs) in crates.iter().zip(&mut runs) {
            runs.push(workspace.clean("build", package)?);
        }
    }
    let mut report = Report::new("A clean build of a macro crate", &HEADS);
    let mut medians = Vec::new();
    for ((_, name, _), runs) in crates.iter().zip(&runs) {
        let Spent { wall, processor } = Spent::median(runs)?;
        report.row([(*name).to_owned(), format!("{processor:.2}"), format!("{wall:.2}")]);
        medians.push((name, Spent { wall, processor }));
    }
    if let [(_, ours), others @ ..] = &medians[..] {
        for (name, other) in others {
            let processor = ours.processor / other.processor;
            report.hold(&format!("processor, times that of {name}"), processor, Bound::AtMost(1.0));
            report.hold(
                &format!("wall, times that of {name}"),
                ours.wall / other.wall,
                Bound::AtMost(1.0),
            );
        }
    }
    Ok(report)
}

const HEADS: [&str; 3] = ["crate", "processor, s", "wall, s"];
