//! A clean build of `llama-cloud`, beside one of what a client by hand depends on.

use std::path::Path;

use project_benches::report::{Bound, Report};

use crate::Done;
use crate::spent::Spent;
use crate::workspace::{Workspace, by_path};

/// Builds both without optimization and with default features, by turns.
pub(crate) fn measure(folder: &Path, rounds: usize) -> Done<Report> {
    let workspace = Workspace::new(folder, "clean", "clean-target")?;
    workspace.add("ours", &by_path("llama-cloud", "api"), "lib.rs", "")?;
    workspace.add("by-hand", BY_HAND, "lib.rs", "")?;
    workspace.fetch()?;

    let (mut ours, mut by_hand) = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        ours.push(workspace.clean("build", "ours")?);
        by_hand.push(workspace.clean("build", "by-hand")?);
    }
    // Of each round by itself, as a machine is faster in one than in the next.
    let ratios: Vec<Spent> = ours.iter().zip(&by_hand).map(|(ours, by)| ours.times(*by)).collect();
    let ratio = Spent::median(&ratios)?;
    let mut report = Report::new("A clean build with two jobs", &HEADS);
    for (name, spent) in [("llama-cloud", ours), ("reqwest, serde", by_hand)] {
        let Spent { wall, processor } = Spent::median(&spent)?;
        report.row([name.to_owned(), format!("{processor:.1}"), format!("{wall:.1}")]);
    }
    let bound = Bound::AtMost(0.85);
    report.hold("processor, times that of reqwest and serde", ratio.processor, bound);
    report.hold("wall, times that of reqwest and serde", ratio.wall, bound);
    Ok(report)
}

const BY_HAND: &str = "reqwest = \"0.13.5\"
serde = { version = \"1\", features = [\"derive\"] }
";

const HEADS: [&str; 3] = ["crate", "processor, s", "wall, s"];
