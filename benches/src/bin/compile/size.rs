//! The bytes that an endpoint adds to a program.

use std::fs;
use std::path::Path;

use project_benches::report::{Bound, Report, float};

use crate::Done;
use crate::source;
use crate::workspace::{SERDE, Workspace, by_path};

/// Builds programs that differ in how many endpoints they have, with optimization and stripped.
pub(crate) fn measure(folder: &Path) -> Done<Report> {
    let workspace = Workspace::new(folder, "size", "size-target")?;
    let dependencies = format!("{}{SERDE}", by_path("endpoint", "runtime"));
    for (name, count) in [FEW, MANY] {
        workspace.add(name, &dependencies, "main.rs", &source::program(count))?;
    }
    workspace.fetch()?;

    let mut report = Report::new("A stripped release program", &["endpoints", "bytes"]);
    let mut size = |(name, count): (&str, usize)| -> Done<f64> {
        workspace.run(&["build", "--release"], name)?;
        let bytes = fs::metadata(workspace.built(&format!("release/{name}")))?.len();
        report.row([count.to_string(), bytes.to_string()]);
        Ok(float(usize::try_from(bytes)?))
    };
    let (few, many) = (size(FEW)?, size(MANY)?);
    report.hold("bytes an endpoint", (many - few) / float(MANY.1 - FEW.1), Bound::AtMost(2000.0));
    Ok(report)
}

const FEW: (&str, usize) = ("few", 10);
const MANY: (&str, usize) = ("many", 110);
