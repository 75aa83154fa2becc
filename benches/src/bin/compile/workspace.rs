//! A folder with generated packages, and Cargo at work in it.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Done;
use crate::spent::{self, Spent};

/// Generated packages that are built together.
pub(crate) struct Workspace {
    folder: PathBuf,
    target: PathBuf,
}

impl Workspace {
    /// An empty one in a folder `name`. What it builds goes to a folder `target`, which several may share
    /// if they have the same dependencies.
    pub(crate) fn new(folder: &Path, name: &str, target: &str) -> Done<Self> {
        let workspace = Self { folder: folder.join(name), target: folder.join(target) };
        fs::create_dir_all(&workspace.folder)?;
        fs::write(workspace.folder.join("Cargo.toml"), ROOT)?;
        // The same versions as everywhere else.
        fs::copy(ours("Cargo.lock"), workspace.folder.join("Cargo.lock"))?;
        Ok(workspace)
    }

    /// Adds a package. `root` is its `lib.rs` or `main.rs`.
    pub(crate) fn add(&self, name: &str, dependencies: &str, root: &str, source: &str) -> Done {
        let package = self.folder.join(name);
        fs::create_dir_all(package.join("src"))?;
        let manifest = format!(
            "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n\
             [dependencies]\n{dependencies}"
        );
        fs::write(package.join("Cargo.toml"), manifest)?;
        fs::write(package.join("src").join(root), source)?;
        Ok(())
    }

    /// Gets what the packages depend on, so that no build waits for the network.
    pub(crate) fn fetch(&self) -> Done {
        let mut fetch = self.cargo(&["fetch"]);
        fetch.env_remove("CARGO_NET_OFFLINE");
        spent::run(&fetch)?;
        Ok(())
    }

    /// Runs a command of Cargo on a package, without more.
    pub(crate) fn run(&self, command: &[&str], package: &str) -> Done<Spent> {
        let (command, rest) = command.split_at(command.len().min(1));
        let mut cargo = self.cargo(command);
        cargo.args(["-p", package]).args(rest);
        Ok(spent::run(&cargo)?.0)
    }

    /// The same, with all dependencies in place and the package changed.
    pub(crate) fn again(&self, command: &str, package: &str) -> Done<Spent> {
        let root = self.folder.join(package).join("src/lib.rs");
        fs::write(&root, fs::read(&root)?)?;
        let mut cargo = self.cargo(&[command]);
        let (spent, said) = spent::run(cargo.args(["-p", package]))?;
        let built: Vec<&str> = said.lines().filter(|line| is_built(line)).collect();
        match &built[..] {
            [line] if line.contains(package) => Ok(spent),
            _ => Err(format!("not {package} alone was built:\n{said}").into()),
        }
    }

    /// The same, with nothing in place.
    pub(crate) fn clean(&self, command: &str, package: &str) -> Done<Spent> {
        if self.target.exists() {
            fs::remove_dir_all(&self.target)?;
        }
        self.run(&[command], package)
    }

    /// Where a file is that was built.
    pub(crate) fn built(&self, path: &str) -> PathBuf {
        self.target.join(path)
    }

    fn cargo(&self, command: &[&str]) -> Command {
        let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        cargo.args(command).current_dir(&self.folder);
        cargo
            .env("CARGO_TARGET_DIR", &self.target)
            .env("CARGO_INCREMENTAL", "0")
            .env("CARGO_BUILD_JOBS", "2")
            .env("CARGO_NET_OFFLINE", "true")
            .env("CARGO_TERM_COLOR", "never")
            .env("CARGO_TERM_PROGRESS_WHEN", "never")
            // One that caches would build nothing.
            .env("RUSTC_WRAPPER", "");
        cargo
    }
}

/// A file of the workspace that this program belongs to.
pub(crate) fn ours(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path)
}

/// A dependency by its path.
pub(crate) fn by_path(name: &str, path: &str) -> String {
    format!("{name} = {{ path = {:?} }}\n", ours(path))
}

fn is_built(line: &str) -> bool {
    ["Compiling", "Checking"].iter().any(|verb| line.trim_start().starts_with(verb))
}

/// What types are described with.
pub(crate) const SERDE: &str = "serde = { version = \"1\", features = [\"derive\"] }\n";

const ROOT: &str = "[workspace]
resolver = \"3\"
members = [\"*\"]

[profile.release]
strip = true
";
