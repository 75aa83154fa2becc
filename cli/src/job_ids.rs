//! The jobs that a command is about.

use std::collections::HashSet;

use tokio::io::AsyncReadExt;

use crate::stop::Stop;

/// The ids that were given, each once, in their order; `-` stands for those on standard input.
pub(crate) async fn job_ids(given: &[String]) -> Result<Vec<String>, Stop> {
    let mut ids = Vec::new();
    let mut seen = HashSet::new();
    for id in given {
        if id == "-" {
            let mut text = String::new();
            let read = tokio::io::stdin().read_to_string(&mut text).await;
            read.map_err(|error| Stop::input(format!("can't read standard input: {error}")))?;
            let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
            ids.extend(lines.filter(|id| seen.insert((*id).to_owned())).map(str::to_owned));
        } else if seen.insert(id.clone()) {
            ids.push(id.clone());
        }
    }
    if ids.is_empty() {
        return Err(Stop::input("there is no id of a job on standard input"));
    }
    Ok(ids)
}
