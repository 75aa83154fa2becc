//! The documents of a run.

use std::path::Path;

use llama_cloud::Documents;

use crate::args::{Global, RunArgs};
use crate::service::sandbox_folder;
use crate::stop::Stop;

/// What the paths come to, each file once; what stands in the folder of results is left out, and so is
/// what the run writes down about itself.
pub(crate) fn documents(global: &Global, args: &RunArgs) -> Result<Documents, Stop> {
    let mut documents = Documents::new().leave_out(&args.out.out);
    for own in [args.journal.clone(), sandbox_folder(global, args)].into_iter().flatten() {
        documents = documents.leave_out(own);
    }
    for path in &args.paths {
        documents = match pattern(path) {
            Some(pattern) => documents.glob(pattern)?,
            None => documents.path(path)?,
        };
    }
    if documents.is_empty() {
        return Err(Stop::input(
            "all that is named is what runs write themselves (results, the journal): name other files",
        ));
    }
    Ok(documents)
}

/// The pattern that stands in place of a path. A file that is there may have any name.
fn pattern(path: &Path) -> Option<&str> {
    let text = path.to_str().filter(|text| text.contains(['*', '?', '[']))?;
    path.symlink_metadata().is_err().then_some(text)
}
