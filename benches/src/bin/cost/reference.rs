//! What the calls took when that was last looked at, committed so that it does not grow unseen.

use std::collections::BTreeMap;
use std::fs;

use crate::Result;
use crate::callgrind::Count;

/// Fails if a call takes more than the reference allows.
#[expect(clippy::print_stdout, reason = "CI shows what was counted")]
pub(crate) fn check(counts: &[Count]) -> Result<()> {
    let reference: BTreeMap<String, [f64; 2]> = serde_json::from_str(&fs::read_to_string(FILE)?)?;
    let mut grown = Vec::new();
    for Count { call, instructions, allocations } in counts {
        let [most, most_allocations] = reference.get(call).ok_or("the reference lacks a call")?;
        let more = instructions / most - 1.0;
        println!(
            "{call}: {instructions:.0} instructions ({:+.2} %), {allocations:.1} allocations, of {most:.0} and {most_allocations:.1}",
            100.0 * more
        );
        if more > GROWTH || allocations / most_allocations - 1.0 > GROWTH {
            grown.push(call.as_str());
        }
    }
    if grown.is_empty() {
        return Ok(());
    }
    Err(format!(
        "{} takes over 2 % more than {FILE} says; if that is meant, write it down with `cargo run \
         --release -p project-benches --bin cost -- --update` and say why in the commit",
        grown.join(", ")
    )
    .into())
}

/// Writes the reference.
pub(crate) fn write(counts: &[Count]) -> Result<()> {
    let rounded = |count: &Count| {
        let allocations = (count.allocations * 10.0).round() / 10.0;
        (count.call.clone(), [count.instructions.round(), allocations])
    };
    let reference: BTreeMap<String, [f64; 2]> = counts.iter().map(rounded).collect();
    fs::write(FILE, serde_json::to_string_pretty(&reference)? + "\n")?;
    Ok(())
}

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/reference.json");
const GROWTH: f64 = 0.02;
