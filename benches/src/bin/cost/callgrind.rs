//! Instructions and allocations, as callgrind counts them.

use std::collections::HashMap;
use std::fs;
use std::process::{Command, Stdio};

use crate::Result;
use crate::programs::{Make, Server, client};

/// What one call takes.
#[derive(Clone, Debug)]
pub(crate) struct Count {
    pub(crate) call: String,
    pub(crate) instructions: f64,
    pub(crate) allocations: f64,
}

/// Counts what one call takes: the difference between few and many of them, so that what is done once
/// counts for none.
pub(crate) fn count(make: Make, server: &Server, call: &str) -> Result<Count> {
    let few = totals(make, server, call, FEW)?;
    let many = totals(make, server, call, MANY)?;
    let each = |few: u64, many: u64| {
        let more = many.saturating_sub(few);
        f64::from(u32::try_from(more).unwrap_or(u32::MAX)) / f64::from(MANY - FEW)
    };
    Ok(Count {
        call: call.to_owned(),
        instructions: each(few.instructions, many.instructions),
        allocations: each(few.allocations, many.allocations),
    })
}

/// What a process takes from its start to its end.
#[derive(Debug, Default)]
pub(crate) struct Totals {
    pub(crate) instructions: u64,
    allocations: u64,
}

/// Runs `calls` calls under callgrind.
pub(crate) fn totals(make: Make, server: &Server, call: &str, calls: u32) -> Result<Totals> {
    let folder = tempfile::tempdir()?;
    let out = folder.path().join("callgrind.out");
    let program = client(make, server, call, "count", calls)?;
    let mut valgrind = Command::new("valgrind");
    valgrind.args(["--tool=callgrind", "--quiet"]);
    valgrind.arg(format!("--callgrind-out-file={}", out.display()));
    valgrind.arg(program.get_program()).args(program.get_args());
    let status = valgrind.stdout(Stdio::null()).status();
    let status = status.map_err(|error| format!("valgrind can't be run: {error}"))?;
    if !status.success() {
        return Err(format!("{} fails under valgrind", make.name).into());
    }
    read(&fs::read_to_string(out)?)
}

/// Reads what callgrind has written. A function is named once, and called by its number from then on.
fn read(out: &str) -> Result<Totals> {
    let mut totals = Totals::default();
    let mut names: HashMap<&str, &str> = HashMap::new();
    let mut called = "";
    for line in out.lines() {
        if let Some(function) = line.strip_prefix("cfn=").or_else(|| line.strip_prefix("fn=")) {
            let (number, name) = function.split_once(' ').unwrap_or((function, ""));
            if !name.is_empty() {
                names.insert(number, name);
            }
            called = names.get(number).copied().unwrap_or_default();
        } else if let Some(calls) = line.strip_prefix("calls=") {
            // A recursive call is marked with an apostrophe.
            let name = called.split('\'').next().unwrap_or_default();
            if ALLOCATORS.contains(&name) {
                totals.allocations += calls.split(' ').next().unwrap_or_default().parse::<u64>()?;
            }
        } else if let Some(sum) = line.strip_prefix("totals: ") {
            totals.instructions = sum.trim().parse()?;
        }
    }
    if totals.instructions == 0 { Err("callgrind has counted nothing".into()) } else { Ok(totals) }
}

/// What makes an allocation; one that grows is the same one.
const ALLOCATORS: [&str; 4] = ["malloc", "calloc", "posix_memalign", "aligned_alloc"];
const FEW: u32 = 20;
const MANY: u32 = 120;
