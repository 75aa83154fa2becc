//! The lines of LLVM's language that an endpoint adds: what the back end has to work on.

use std::fs;
use std::path::Path;

use project_benches::report::{Bound, Report, float};

use crate::Done;
use crate::source::{self, own};
use crate::workspace::{SERDE, Workspace, by_path};

/// Counts the lines with endpoints and without.
pub(crate) fn measure(folder: &Path) -> Done<Report> {
    let workspace = Workspace::new(folder, "lines", "debug")?;
    let dependencies = format!("{}{SERDE}serde_json = \"1\"\n", by_path("endpoint", "runtime"));
    let mut cases = vec![Case {
        what: "the same few types",
        name: "shared".to_owned(),
        count: 100,
        most: 60.0,
        with: source::shared(100),
        without: source::shared(0),
    }];
    cases.extend(own::KINDS.map(|kind| Case {
        what: "types of their own",
        name: format!("own-{}", kind.name),
        count: 20,
        most: 1200.0,
        with: kind.endpoints(20),
        without: kind.plain(20),
    }));
    for case in &cases {
        workspace.add(&case.name, &dependencies, "lib.rs", &case.with)?;
        workspace.add(&case.base(), &dependencies, "lib.rs", &case.without)?;
    }
    workspace.fetch()?;

    let mut report = Report::new("LLVM lines, without optimization", &HEADS);
    for case in &cases {
        let with = count(&workspace, &case.name)?;
        let without = count(&workspace, &case.base())?;
        let each = (float(with) - float(without)) / float(case.count);
        report.row([
            format!("{}: {}", case.what, case.name),
            case.count.to_string(),
            with.to_string(),
            without.to_string(),
            format!("{:.1}", float(without) / float(case.count)),
            format!("{each:.1}"),
        ]);
        report.hold(&format!("{}: lines an endpoint", case.name), each, Bound::AtMost(case.most));
    }
    Ok(report)
}

/// Endpoints, and the same types without them.
struct Case {
    what: &'static str,
    name: String,
    count: usize,
    /// Lines an endpoint.
    most: f64,
    with: String,
    without: String,
}

impl Case {
    fn base(&self) -> String {
        format!("{}-types", self.name)
    }
}

/// The lines of all functions of a package, without what it depends on.
fn count(workspace: &Workspace, package: &str) -> Done<usize> {
    workspace.run(&["rustc", "--", "--emit=llvm-ir", "-Ccodegen-units=1"], package)?;
    let stem = package.replace('-', "_");
    let mut lines = None;
    for entry in fs::read_dir(workspace.built("debug/deps"))? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let hash = name.strip_prefix(&stem).and_then(|rest| rest.strip_suffix(".ll"));
        if hash.is_some_and(|hash| hash.starts_with('-')) {
            lines = Some(in_functions(&fs::read_to_string(&path)?));
        }
    }
    lines.ok_or_else(|| format!("{package} left no LLVM lines").into())
}

/// As `cargo llvm-lines` counts: instructions, without labels and what is only for debuggers.
fn in_functions(text: &str) -> usize {
    let mut inside = false;
    text.lines()
        .filter(|line| {
            match *line {
                "}" => inside = false,
                line if line.starts_with("define ") => inside = true,
                _ => {}
            }
            inside && line.starts_with(' ') && !line.trim_start().starts_with("#dbg_")
        })
        .count()
}

const HEADS: [&str; 6] = [
    "endpoints over",
    "endpoints",
    "lines",
    "without endpoints",
    "of that, each",
    "lines an endpoint",
];
