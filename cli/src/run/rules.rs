//! What a run does with its files: parse them, or classify them by rules.

use std::path::Path;

use llama_cloud::{ClassifierRule, ClassifyJob, ClassifyStatus, JobConfig};

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
    let job = ClassifyJob::builder()
        .id(random_id())
        .project_id(project_id)
        .rules(rules(path)?)
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

/// A random UUID. The contract wants an id for a classification, and the job gets one of the service's.
fn random_id() -> String {
    let [a, b, c, d] = [(); 4].map(|()| fastrand::u16(..));
    let (version, variant) = (0x4000 | c & 0x0fff, 0x8000 | d & 0x3fff);
    let node = fastrand::u64(..) >> 16;
    format!("{a:04x}{b:04x}-{:04x}-{version:04x}-{variant:04x}-{node:012x}", fastrand::u16(..))
}

const RULES: &str = "; write [{\"type\": \"…\", \"description\": \"…\"}, …]";
