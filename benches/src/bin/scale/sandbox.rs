//! The sandbox, in a process of its own.

use std::env;
use std::error::Error;
use std::ffi::OsStr;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::measured::processor;

/// The program `llama-cloud-sandbox`.
pub(crate) struct Program(PathBuf);

impl Program {
    pub(crate) fn at(path: &Path) -> Self {
        Self(path.to_owned())
    }

    /// Builds the workspace's own. Cargo builds it beside this program.
    pub(crate) fn build() -> Result<Self, Box<dyn Error>> {
        let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut build = Command::new(cargo);
        build.args(["build", "--release", "--quiet", "-p", "llama-cloud-sandbox"]);
        let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.toml");
        if !build.args(["--manifest-path", manifest]).status()?.success() {
            return Err("the sandbox can't be built".into());
        }
        let path = env::current_exe()?.with_file_name("llama-cloud-sandbox");
        match path.exists() {
            true => Ok(Self(path)),
            false => Err(format!("the sandbox is not at {}", path.display()).into()),
        }
    }

    /// Starts a sandbox, which holds nothing but what a seed names.
    pub(crate) fn start<A: AsRef<OsStr>>(
        &self,
        arguments: impl IntoIterator<Item = A>,
    ) -> io::Result<Sandbox> {
        let mut command = Command::new(&self.0);
        let command = command.args(["--key", KEY]).args(arguments);
        let mut child = command.stdout(Stdio::piped()).spawn()?;
        let mut line = String::new();
        if let Some(out) = child.stdout.take() {
            BufReader::new(out).read_line(&mut line)?;
        }
        let url = line.trim_end().strip_prefix("listening on ").unwrap_or_default().to_owned();
        let sandbox = Sandbox { child, url };
        match sandbox.url.is_empty() {
            true => Err(io::Error::other("the sandbox does not start")),
            false => Ok(sandbox),
        }
    }
}

/// A sandbox, until it is dropped.
pub(crate) struct Sandbox {
    child: Child,
    pub(crate) url: String,
}

impl Sandbox {
    /// The processor's time that it has taken, in seconds.
    pub(crate) fn processor(&self) -> io::Result<f64> {
        let (user, system) = processor(&self.child.id().to_string())?;
        Ok((user + system).as_secs_f64())
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        // One that has ended already can't be ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The key that it accepts.
pub(crate) const KEY: &str = "llx-bench";
