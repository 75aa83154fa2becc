//! The command line.

use std::path::PathBuf;

use clap::builder::NonEmptyStringValueParser;
use clap::{Parser, Subcommand};

use crate::stop::EXIT_CODES;

/// Pushes documents through batches of LlamaCloud, and looks after the jobs.
///
/// What a command finds out is on standard output: a table, or with --json one object a line. Words for
/// people are on standard error, and progress bars too if it is a terminal.
#[derive(Debug, Parser)]
#[command(name = "llama-batch", version, after_help = after_help(), max_term_width = 100)]
pub(crate) struct Args {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// The options that every command has.
#[derive(Debug, clap::Args)]
pub(crate) struct Global {
    /// One JSON object a line on standard output, instead of a table
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// The project to work in, instead of the key's own
    #[arg(long, global = true, value_name = "ID", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) project_id: Option<String>,
    /// Work in a sandbox that keeps what it has in this folder, whatever the environment names
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) sandbox: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Run(RunArgs),
    Status(StatusArgs),
    Wait(WaitArgs),
    Results(ResultsArgs),
    Cancel(CancelArgs),
    List(ListArgs),
}

/// Process files: upload them, run a batch over them, write what comes out
///
/// Files and folders are uploaded into a directory of their own, a job is created over it and followed
/// to its end, and the results of the items are written to OUT as they finish. OUT/manifest.json says
/// what became of each file. A job is created once: where nobody can tell whether it was, the command
/// ends with 4 and does not try again.
///
/// With --journal the command can be killed at any moment and given again: it goes on where it was. No
/// file is uploaded twice, no job is created twice, no result is lost.
///
/// Without a key it all happens in a sandbox in this process, which reads text files only. With --journal
/// it keeps what it has in FILE.sandbox, or else where --sandbox says.
///
/// Ctrl-C cancels the job, waits 10 seconds at most for the answer, and says what became of it; the
/// second ends the command at once.
#[derive(Debug, clap::Args)]
#[command(after_help = examples("llama-batch run README.md src --out results
  llama-batch run 'scans/**/*.pdf' --journal scans.journal
  llama-batch run letters --classify rules.json --project-id p-1 --user-id u-1"))]
pub(crate) struct RunArgs {
    /// Files, folders with all that is in them but hidden files, and patterns with *, ?, [] and **
    #[arg(required = true, value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) out: OutArgs,
    /// Write down here what is done, and go on with what stands here already
    #[arg(long, value_name = "FILE")]
    pub(crate) journal: Option<PathBuf>,
    /// Permit one more POST, if a run that was killed when it was about to create the job has led to none
    /// in ten minutes; there may be two jobs then
    #[arg(long, requires = "journal")]
    pub(crate) send_again: bool,
    /// Keep the directory, which is deleted otherwise when all results are there
    #[arg(long)]
    pub(crate) keep: bool,
    /// Classify the files instead of parsing them, by the rules in this JSON file:
    /// [{"type": "invoice", "description": "asks for money"}, …]; needs --project-id and --user-id, and
    /// results are OUT/PATH.json
    #[arg(long, value_name = "RULES")]
    pub(crate) classify: Option<PathBuf>,
    /// The user that a classification belongs to
    #[arg(long, value_name = "ID", requires = "classify", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) user_id: Option<String>,
}

/// Where results go, how fast, and how long they are waited for.
#[derive(Debug, clap::Args)]
pub(crate) struct OutArgs {
    /// Where results go: OUT/PATH.md for each file, and OUT/manifest.json
    #[arg(long, default_value = "batch-results")]
    pub(crate) out: PathBuf,
    /// How many files are uploaded or fetched at once; 16 and 8 if not given
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=128))]
    pub(crate) parallel: Option<u16>,
    /// How long to wait for the job, in seconds; for ever if not given
    #[arg(long, value_name = "SECONDS")]
    pub(crate) deadline: Option<u64>,
    /// Give the job up if it has not moved for so many seconds; never if not given
    #[arg(long, value_name = "SECONDS")]
    pub(crate) stall: Option<u64>,
}

/// Say where jobs stand
#[derive(Debug, clap::Args)]
#[command(after_help = examples("llama-batch status bjb-1 bjb-2"))]
pub(crate) struct StatusArgs {
    /// The ids of jobs; - stands for those on standard input, one a line
    #[arg(required = true, value_name = "JOB", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) jobs: Vec<String>,
}

/// Wait until jobs have ended, and say how
///
/// Ctrl-C ends the waiting, and cancels nothing: the jobs go on.
#[derive(Debug, clap::Args)]
#[command(after_help = examples("llama-batch wait bjb-1 --deadline 3600
  llama-batch list --status running --json | jq -r .job_id | llama-batch wait -"))]
pub(crate) struct WaitArgs {
    /// The ids of jobs; - stands for those on standard input, one a line
    #[arg(required = true, value_name = "JOB", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) jobs: Vec<String>,
    /// How long to wait, in seconds; for ever if not given
    #[arg(long, value_name = "SECONDS")]
    pub(crate) deadline: Option<u64>,
    /// Give a job up that has not moved for so many seconds; never if not given
    #[arg(long, value_name = "SECONDS")]
    pub(crate) stall: Option<u64>,
}

/// Write the results of a job's items, as they finish
///
/// They go to OUT by the names of the items, without what would lead out of it; where a name is taken, -2
/// is added. OUT/manifest.json says what became of each item. Results of a classification are
/// OUT/NAME.json. A job that has not ended is followed to its end.
#[derive(Debug, clap::Args)]
#[command(after_help = examples("llama-batch results bjb-1 --out results"))]
pub(crate) struct ResultsArgs {
    /// The id of the job
    #[arg(value_parser = NonEmptyStringValueParser::new())]
    pub(crate) job: String,
    #[command(flatten)]
    pub(crate) out: OutArgs,
}

/// Cancel jobs, and say what became of each
///
/// A job that has ended stays as it is.
#[derive(Debug, clap::Args)]
#[command(after_help = examples("llama-batch cancel bjb-1 --reason \"wrong folder\""))]
pub(crate) struct CancelArgs {
    /// The ids of jobs; - stands for those on standard input, one a line
    #[arg(required = true, value_name = "JOB", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) jobs: Vec<String>,
    /// Why, in words for people
    #[arg(long, value_name = "TEXT")]
    pub(crate) reason: Option<String>,
}

/// List jobs, the newest first
#[derive(Debug, clap::Args)]
#[command(after_help = examples("llama-batch list --status failed --limit 100"))]
pub(crate) struct ListArgs {
    /// Only jobs in this state
    #[arg(long, value_parser = ["pending", "dispatched", "running", "completed", "failed", "cancelled"])]
    pub(crate) status: Option<String>,
    /// Only jobs over this directory
    #[arg(long, value_name = "ID", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) directory: Option<String>,
    /// So many jobs at most
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) limit: u32,
}

fn after_help() -> String {
    format!(
        "{ENVIRONMENT}\n\n{EXIT_CODES}\n\nExample:\n  llama-batch run README.md src --out results"
    )
}

fn examples(lines: &str) -> String {
    format!("Example:\n  {lines}\n\nThe environment and the exit codes: llama-batch --help")
}

const ENVIRONMENT: &str = "\
Environment:
  LLAMA_CLOUD_API_KEY         the key; without one `run` works in a sandbox, others with --sandbox
  LLAMA_PARSE_API_KEY         the key, if the first is unset or empty
  LLAMA_CLOUD_BASE_URL        where the service is, instead of https://api.cloud.llamaindex.ai
  LLAMA_CLOUD_CUSTOM_HEADERS  headers for every request, one `Name: value` a line";
