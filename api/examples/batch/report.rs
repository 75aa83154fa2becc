//! What a run says at its end.

use super::run::Finished;
use serde_json::json;

/// A table of all inputs, and one line that counts them.
pub(crate) fn table(finished: &Finished) {
    let width = |text: fn(&super::results::Fate) -> &str, least: usize| {
        let longest = finished.fates.iter().map(|fate| text(fate).chars().count()).max();
        longest.unwrap_or_default().max(least)
    };
    let input = width(|fate| &fate.input, "INPUT".len());
    let status = width(|fate| &fate.status, "STATUS".len());
    println!("{:input$}  {:status$}  {:>10}  RESULT", "INPUT", "STATUS", "CHARACTERS");
    for fate in &finished.fates {
        let characters = fate.characters.map_or_else(|| "-".to_owned(), |count| count.to_string());
        let result = fate.result.as_ref().or(fate.why.as_ref()).map_or("-", String::as_str);
        // The service's words: nothing in them may steer the terminal.
        let result: String = result.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        println!("{:input$}  {:status$}  {characters:>10}  {result}", fate.input, fate.status);
    }
    println!("{}", summary(finished));
}

/// One object a line: each input, then the job.
pub(crate) fn json(finished: &Finished) {
    for fate in &finished.fates {
        println!("{}", fate.json());
    }
    let job = finished.status.as_ref().map(|status| &status.job);
    println!(
        "{}",
        json!({ "job_id": job.map(|job| &job.id), "job_status": job.map(|job| job.status.as_str()) })
    );
    eprintln!("{}", summary(finished));
}

fn summary(finished: &Finished) -> String {
    let all = finished.fates.len();
    let completed = finished.fates.iter().filter(|fate| fate.status == "completed").count();
    let mut others: Vec<&str> = Vec::new();
    for fate in &finished.fates {
        if fate.status != "completed" && !others.contains(&fate.status.as_str()) {
            others.push(&fate.status);
        }
    }
    let mut line = format!("{completed} of {all} completed");
    for other in others {
        let count = finished.fates.iter().filter(|fate| fate.status == other).count();
        line.push_str(&format!(", {count} {other}"));
    }
    line
}
