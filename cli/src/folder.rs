//! The folder of results.

use std::collections::HashSet;
use std::io;
use std::path::{Component, Path, PathBuf};

use llama_cloud::BatchJob;
use serde_json::json;

use crate::fate::Fate;
use crate::rows::Row;
use crate::stop::Stop;

/// A folder that results are written to.
#[derive(Debug)]
pub(crate) struct Folder {
    path: PathBuf,
}

impl Folder {
    /// Makes the folder, before anything else is done.
    pub(crate) fn prepare(path: &Path) -> Result<Self, Stop> {
        std::fs::create_dir_all(path).map_err(|error| {
            Stop::input(format!("can't write to `{}`: {error}", path.display()))
        })?;
        Ok(Self { path: path.to_owned() })
    }

    /// Writes beside the target and renames, so that there never is half a file.
    pub(crate) fn write(&self, name: &str, text: &str) -> io::Result<()> {
        let path = self.path.join(name);
        let mut part = path.clone().into_os_string();
        part.push(".part");
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::write(&part, text)?;
        std::fs::rename(&part, path)
    }

    /// Writes down what became of each input.
    pub(crate) fn write_manifest(
        &self,
        job: Option<&BatchJob>,
        fates: &[Fate],
    ) -> Result<(), Stop> {
        let manifest = json!({
            "job_id": job.map(|job| &job.id),
            "job_status": job.map(|job| job.status.as_str()),
            "inputs": fates.iter().map(Row::object).collect::<Vec<_>>(),
        });
        self.write(MANIFEST, &format!("{manifest:#}\n")).map_err(|error| {
            let path = self.path.join(MANIFEST);
            Stop::input(format!("can't write `{}`: {error}", path.display()))
        })
    }
}

/// Gives results their names within the folder: `<name>.md`, or `<name>-2.md` where that is taken.
#[derive(Debug)]
pub(crate) struct Names {
    taken: HashSet<String>,
    extension: &'static str,
}

impl Names {
    /// For results of these inputs: what is a folder for one can be no file for another.
    pub(crate) fn new<'a>(
        inputs: impl IntoIterator<Item = &'a str>,
        extension: &'static str,
    ) -> Self {
        let mut taken = HashSet::from([MANIFEST.to_owned()]);
        for name in inputs {
            let slashes = name.match_indices('/');
            taken.extend(slashes.filter_map(|(end, _)| name.get(..end)).map(str::to_owned));
        }
        Self { taken, extension }
    }

    pub(crate) fn result(&mut self, name: &str) -> String {
        let extension = self.extension;
        let mut result = format!("{name}.{extension}");
        let mut number = 2;
        while !self.taken.insert(result.clone()) {
            result = format!("{name}-{number}.{extension}");
            number += 1;
        }
        result
    }
}

/// The path without its root, `.` and `..`: what stays within the folder of results.
pub(crate) fn safe_name(path: &Path) -> String {
    let parts = path.components().filter_map(|component| match component {
        Component::Normal(part) => Some(part.to_string_lossy().into_owned()),
        _ => None,
    });
    parts.collect::<Vec<_>>().join("/")
}

const MANIFEST: &str = "manifest.json";

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{Names, safe_name};

    #[test]
    fn no_name_leads_out_of_the_folder() {
        let cases = [
            ("a/b.txt", "a/b.txt"),
            ("/etc/passwd", "etc/passwd"),
            ("../../x", "x"),
            ("a/./../b//c", "a/b/c"),
            ("..", ""),
            ("", ""),
        ];
        for (path, name) in cases {
            assert_eq!(safe_name(Path::new(path)), name, "{path}");
        }
    }

    #[test]
    fn each_result_has_a_name_of_its_own() {
        let inputs = ["a", "a", "a.md/b", "manifest"];
        let mut names = Names::new(inputs, "md");
        let results = inputs.map(|name| names.result(name));
        assert_eq!(results, ["a-2.md", "a-3.md", "a.md/b.md", "manifest.md"]);
        assert_eq!(Names::new([], "json").result("manifest"), "manifest-2.json");
    }
}
