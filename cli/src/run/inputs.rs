//! The files that are to be processed.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use crate::folder::{Names, safe_name};
use crate::stop::Stop;

/// A file, and what it is called.
#[derive(Clone, Debug)]
pub(crate) struct Input {
    pub(crate) path: PathBuf,
    /// The path as it was given, without what leads out of the folder of results.
    pub(crate) name: String,
    /// Where its result goes within that folder.
    pub(crate) result: String,
    pub(crate) bytes: u64,
}

/// All files under `paths`, each once, in the order of their names within a folder; what stands in
/// `out`, the results of earlier runs, is left out.
pub(crate) fn inputs(
    paths: &[PathBuf],
    out: &Path,
    extension: &'static str,
) -> Result<Vec<Input>, Stop> {
    let out = out.canonicalize().ok();
    let is_result = |file: &Path| out.as_ref().is_some_and(|out| file.starts_with(out));
    let mut inputs = Vec::new();
    let mut seen = HashSet::new();
    for path in paths {
        let files = files_under(path)?;
        if files.is_empty() {
            return Err(Stop::input(format!(
                "there is no file in `{}`: name a file, or a folder with files",
                path.display()
            )));
        }
        for file in files {
            let metadata = file.metadata().map_err(|error| unreadable(&file, &error))?;
            let identity = file.canonicalize().map_err(|error| unreadable(&file, &error))?;
            if !is_result(&identity) && seen.insert(identity) {
                let name = safe_name(&file);
                let bytes = metadata.len();
                inputs.push(Input { path: file, name, result: String::new(), bytes });
            }
        }
    }
    if inputs.is_empty() {
        return Err(Stop::input("there are only results of earlier runs: name other files"));
    }
    let mut names = Names::new(inputs.iter().map(|input| input.name.as_str()), extension);
    for input in &mut inputs {
        input.result = names.result(&input.name);
    }
    Ok(inputs)
}

/// The files of a folder, those of its folders included, hidden ones left out; or the file itself.
fn files_under(path: &Path) -> Result<Vec<PathBuf>, Stop> {
    let metadata = path.metadata().map_err(|error| unreadable(path, &error))?;
    if metadata.is_file() {
        return Ok(vec![path.to_owned()]);
    }
    let is_shown = |name: &std::ffi::OsStr| !name.to_string_lossy().starts_with('.');
    let walk = WalkDir::new(path).follow_links(true).sort_by_file_name().into_iter();
    let mut files = Vec::new();
    for entry in walk.filter_entry(|entry| entry.depth() == 0 || is_shown(entry.file_name())) {
        match entry {
            Ok(entry) if entry.file_type().is_file() => files.push(entry.into_path()),
            Ok(_) => {}
            // A link to a folder that is being read anyway.
            Err(error) if error.loop_ancestor().is_some() => {}
            Err(error) => return Err(Stop::input(format!("can't read a folder: {error}"))),
        }
    }
    Ok(files)
}

fn unreadable(path: &Path, error: &std::io::Error) -> Stop {
    Stop::input(format!("can't read `{}`: {error}", path.display()))
}
