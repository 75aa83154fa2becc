//! The official Python SDK.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A Python that has the SDK.
pub(crate) struct Python(PathBuf);

/// How it uploads many files.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Way {
    /// What the script calls it.
    pub(crate) name: &'static str,
    /// What the table calls it.
    pub(crate) title: &'static str,
}

/// The loop of the service's own guide, `asyncio`, and that with the other HTTP client that the SDK offers.
pub(crate) const WAYS: [Way; 3] = [
    Way { name: "sequential", title: "Python SDK, one by one" },
    Way { name: "asyncio", title: "Python SDK, asyncio" },
    Way { name: "aiohttp", title: "Python SDK, asyncio and aiohttp" },
];

impl Python {
    /// Installs the SDK in a folder of its own, once; what is missing, where it can't be.
    pub(crate) fn with_sdk(folder: &Path) -> Result<Self, String> {
        let python = folder.join("bin/python");
        let works =
            |command: &mut Command| command.output().is_ok_and(|output| output.status.success());
        let imports = ["-c", "import llama_cloud, httpx_aiohttp"];
        if works(Command::new(&python).args(imports)) {
            return Ok(Self(python));
        }
        if !works(Command::new("python3").args(["-m", "venv"]).arg(folder)) {
            return Err("there is no Python 3 here that makes virtual environments".to_owned());
        }
        let mut pip = Command::new(&python);
        pip.args(["-m", "pip", "install", "-q", "--disable-pip-version-check", SDK]);
        match works(&mut pip) && works(Command::new(&python).args(imports)) {
            true => Ok(Self(python)),
            false => Err(format!("{SDK} can't be installed here")),
        }
    }

    /// The process that uploads a folder into a new directory.
    pub(crate) fn upload(&self, url: &str, folder: &Path, way: Way, at_once: usize) -> Command {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/python/upload.py");
        let mut command = Command::new(&self.0);
        command.arg(script).arg(url).arg(crate::sandbox::KEY).arg(folder);
        command.arg(way.name).arg(at_once.to_string());
        command
    }

    /// The versions of Python and of what it uploads with.
    pub(crate) fn versions(&self) -> Result<String, Box<dyn Error>> {
        let print = "import sys, llama_cloud, httpx, aiohttp\n\
             print('Python', sys.version.split()[0] + ', llama-cloud', llama_cloud.__version__ + \
             ', httpx', httpx.__version__ + ', aiohttp', aiohttp.__version__)";
        let output = Command::new(&self.0).args(["-c", print]).output()?;
        Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    }
}

const SDK: &str = "llama-cloud[aiohttp]==2.13.0";
