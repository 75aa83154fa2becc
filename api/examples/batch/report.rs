//! What a run says at its end.

use std::fmt::Write;

use serde_json::json;

use super::results::Fate;
use super::run::Finished;

/// A table of all inputs.
pub(crate) fn table(finished: &Finished) -> String {
    let width = |text: fn(&Fate) -> &str, least: usize| {
        let longest = finished.fates.iter().map(|fate| text(fate).chars().count()).max();
        longest.unwrap_or_default().max(least)
    };
    let input = width(|fate| &fate.input, "INPUT".len());
    let status = width(|fate| &fate.status, "STATUS".len());
    let mut table =
        format!("{:input$}  {:status$}  {:>10}  RESULT\n", "INPUT", "STATUS", "CHARACTERS");
    for fate in &finished.fates {
        let characters = fate.characters.map_or_else(|| "-".to_owned(), |count| count.to_string());
        let result = fate.result.as_ref().or(fate.why.as_ref()).map_or("-", String::as_str);
        // The service's words: nothing in them may steer the terminal.
        let result: String = result.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        // Writing to a `String` can't fail.
        let _ = writeln!(
            table,
            "{:input$}  {:status$}  {characters:>10}  {result}",
            fate.input, fate.status
        );
    }
    table
}

/// One object a line: each input, then the job.
pub(crate) fn json(finished: &Finished) -> String {
    let job = finished.status.as_ref().map(|status| &status.job);
    let job = json!({
        "job_id": job.map(|job| &job.id),
        "job_status": job.map(|job| job.status.as_str()),
    });
    let inputs = finished.fates.iter().map(Fate::json);
    inputs.chain([job]).map(|object| format!("{object}\n")).collect()
}

/// How many inputs ended how.
pub(crate) fn summary(finished: &Finished) -> String {
    let count = |status: &str| finished.fates.iter().filter(|fate| fate.status == status).count();
    let mut line = format!("{} of {} completed", count("completed"), finished.fates.len());
    let mut others: Vec<&str> = Vec::new();
    for fate in &finished.fates {
        let status = fate.status.as_str();
        if status != "completed" && !others.contains(&status) {
            others.push(status);
            let _ = write!(line, ", {} {status}", count(status));
        }
    }
    line
}
