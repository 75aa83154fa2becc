//! What a run does with its files: parse them, or classify them by rules.

use std::path::Path;

use llama_cloud::{ClassifierRule, ClassifyJob, ClassifyStatus, JobConfig};
use ring::digest::{Context, SHA256};

use crate::args::{Global, RunArgs};
use crate::stop::Stop;

/// Parsing by default, or what `--classify` asks for.
pub(crate) fn job_config(global: &Global, args: &RunArgs) -> Result<JobConfig, Stop> {
    let Some(path) = &args.classify else { return Ok(JobConfig::parse()) };
    let (Some(project_id), Some(user_id)) = (&global.project_id, &args.user_id) else {
        return Err(Stop::input(
            "`--classify` needs `--project-id` and `--user-id`: whom the classification belongs to",
        ));
    };
    let rules = rules(path)?;
    let job = ClassifyJob::builder()
        .id(id(args, project_id, user_id, &rules))
        .project_id(project_id)
        .rules(rules)
        .status(ClassifyStatus::Pending)
        .user_id(user_id)
        .build();
    Ok(job.into())
}

fn rules(path: &Path) -> Result<Vec<ClassifierRule>, Stop> {
    let wrong = |what: String| {
        Stop::input(format!("can't read the rules in `{}`: {what}{RULES}", path.display()))
    };
    let text = std::fs::read(path).map_err(|error| wrong(error.to_string()))?;
    let rules: Vec<ClassifierRule> =
        serde_json::from_slice(&text).map_err(|error| wrong(error.to_string()))?;
    if rules.is_empty() {
        return Err(wrong("there is none".to_owned()));
    }
    Ok(rules)
}

/// A UUID of the run's own. The contract wants an id for a classification, and the job gets one of the
/// service's. With a journal it is the same for the same command, or nothing could be gone on with.
fn id(args: &RunArgs, project_id: &str, user_id: &str, rules: &[ClassifierRule]) -> String {
    let mut digest = Context::new(&SHA256);
    match args.journal.as_ref().map(std::path::absolute) {
        Some(Ok(journal)) => digest.update(journal.as_os_str().as_encoded_bytes()),
        Some(Err(_)) | None => digest.update(&fastrand::u128(..).to_be_bytes()),
    }
    let rules = serde_json::to_vec(rules).unwrap_or_default();
    for part in [project_id.as_bytes(), user_id.as_bytes(), &rules] {
        digest.update(&[0]);
        digest.update(part);
    }
    let hex: String = digest.finish().as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    let of = |range| hex.get(range).unwrap_or_default();
    // Version 8: made in a way of one's own.
    format!("{}-{}-8{}-8{}-{}", of(0..8), of(8..12), of(13..16), of(17..20), of(20..32))
}

const RULES: &str = "; write [{\"type\": \"…\", \"description\": \"…\"}, …]";
