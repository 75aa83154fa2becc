//! The programs that are measured.

use std::env;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use crate::Result;

/// The calls, as the programs name them.
pub(crate) const CALLS: [&str; 3] = ["create", "list", "get_status"];

/// A client of one make.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Make {
    pub(crate) name: &'static str,
    pub(crate) program: &'static str,
    /// By call: the most instructions, as a ratio to by hand, and the most allocations.
    pub(crate) bounds: &'static [(f64, Option<f64>)],
    /// By call: the least rate, as a ratio to by hand.
    pub(crate) rates: &'static [f64],
}

impl Make {
    pub(crate) const BY_HAND: Self =
        Self { name: "reqwest by hand", program: "cost-by-hand", bounds: &[], rates: &[] };
    pub(crate) const BARE_HYPER: Self =
        Self { name: "bare hyper", program: "cost-bare-hyper", bounds: &[], rates: &[] };
    pub(crate) const OURS: Self = Self {
        name: "llama-cloud",
        program: "cost-ours",
        bounds: &[(0.88, Some(54.0)), (0.75, Some(1075.0)), (0.87, Some(51.0))],
        rates: &[1.05, 1.25, 1.05],
    };
    pub(crate) const OURS_ON_HYPER: Self = Self {
        name: "llama-cloud, hyper",
        program: "cost-ours-hyper",
        bounds: &[(0.68, None), (0.73, None), (0.54, None)],
        rates: &[1.35, 1.3, 1.38],
    };
}

/// All clients; the first is the one that the others are measured against.
pub(crate) const MAKES: [Make; 4] =
    [Make::BY_HAND, Make::BARE_HYPER, Make::OURS, Make::OURS_ON_HYPER];

/// Builds programs of this package, each with the features that it needs and no others. They end up in
/// `target/release`.
pub(crate) fn build(programs: &[&str]) -> Result<()> {
    let (on_hyper, others): (Vec<&str>, Vec<&str>) =
        programs.iter().partition(|program| **program == Make::OURS_ON_HYPER.program);
    cargo_build(&others, &[])?;
    cargo_build(&on_hyper, &["--features", "hyper"])
}

fn cargo_build(programs: &[&str], features: &[&str]) -> Result<()> {
    if programs.is_empty() {
        return Ok(());
    }
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut build = Command::new(cargo);
    build.args(["build", "--release", "--quiet", "-p", "project-benches"]).args(features);
    for program in programs {
        build.args(["--bin", program]);
    }
    build.args(["--manifest-path", concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.toml")]);
    if build.status()?.success() { Ok(()) } else { Err("the programs can't be built".into()) }
}

pub(crate) fn path(program: &str) -> Result<PathBuf> {
    let own = env::current_exe()?;
    let profiles = own.parent().and_then(|profile| profile.parent());
    let path = profiles.ok_or("this program stands in no folder of cargo's")?;
    let path = path.join("release").join(program);
    if path.exists() { Ok(path) } else { Err(format!("{} is not there", path.display()).into()) }
}

/// The server, until it is dropped.
#[derive(Debug)]
pub(crate) struct Server {
    child: Child,
    pub(crate) url: String,
}

impl Server {
    pub(crate) fn start() -> Result<Self> {
        let mut command = Command::new(path("cost-server")?);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let mut url = String::new();
        if let Some(out) = child.stdout.take() {
            BufReader::new(out).read_line(&mut url)?;
        }
        let server = Self { child, url: url.trim_end().to_owned() };
        if server.url.is_empty() { Err("the server does not start".into()) } else { Ok(server) }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // One that has ended already can't be ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What a client prints.
pub(crate) fn output(command: &mut Command) -> Result<String> {
    let output = command.stderr(Stdio::inherit()).output()?;
    if output.status.success() {
        Ok(String::from_utf8(output.stdout)?.trim_end().to_owned())
    } else {
        Err(format!("{command:?} failed").into())
    }
}

/// A client that does `number` of what `mode` says.
pub(crate) fn client(
    make: Make,
    server: &Server,
    call: &str,
    mode: &str,
    number: u32,
) -> Result<Command> {
    let mut command = Command::new(path(make.program)?);
    command.args([&server.url, call, mode, &number.to_string()]);
    Ok(command)
}
