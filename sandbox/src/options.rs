//! What the program takes.

use std::path::PathBuf;
use std::time::Duration;

use clap::Parser;
use llama_cloud_sandbox::RateLimit;

/// Serves LlamaCloud's files, directories, batch jobs and parse results on 127.0.0.1.
///
/// The first line on standard output says where. Without --data everything is gone when it ends.
#[derive(Parser)]
#[command(version)]
pub(crate) struct Options {
    /// The port to listen on; 0 takes a free one
    #[arg(long, default_value_t = 0)]
    pub(crate) port: u16,

    /// The one API key to accept [default: any that isn't empty]
    #[arg(long)]
    pub(crate) key: Option<String>,

    /// How long a job takes, such as 500ms, 2s or 1m
    #[arg(long, default_value = "2s", value_parser = parse_duration)]
    pub(crate) job_time: Duration,

    /// A JSON file with what there is at the start: {"directories": […], "files": […], "jobs": […]}
    #[arg(long, value_name = "FILE")]
    pub(crate) seed: Option<PathBuf>,

    /// A folder to keep everything in: started on it again, also after a kill, the sandbox goes on.
    /// A seed goes only into one that is empty
    #[arg(long, value_name = "DIR")]
    pub(crate) data: Option<PathBuf>,

    /// How many requests are taken in which time, such as 20/1m; of one operation,
    /// directories.files.upload=50/5s; of each project, 50/5s/project. More are 429. Can be repeated
    #[arg(long, value_name = "LIMIT", value_parser = parse_rate_limit)]
    pub(crate) rate_limit: Vec<RateLimit>,

    /// The most that an upload may have, such as 500kB, 20MB or 8GiB. More is 413
    #[arg(long, value_name = "SIZE", default_value = "8GiB", value_parser = parse_size)]
    pub(crate) max_upload: u64,
}

fn parse_duration(text: &str) -> Result<Duration, String> {
    let digits = text.trim_end_matches(|unit: char| unit.is_ascii_alphabetic());
    let number: f64 =
        digits.parse().map_err(|_| format!("`{text}` is no duration; write 500ms, 2s or 1m"))?;
    let seconds = match text.strip_prefix(digits).unwrap_or_default() {
        "ms" => number / 1_000.0,
        "" | "s" => number,
        "m" => number * 60.0,
        "h" => number * 3_600.0,
        unit => return Err(format!("`{unit}` is no unit; the units are ms, s, m, h")),
    };
    Duration::try_from_secs_f64(seconds).map_err(|error| error.to_string())
}

fn parse_rate_limit(text: &str) -> Result<RateLimit, String> {
    let (operation, limit) = match text.split_once('=') {
        Some((operation, limit)) => (Some(operation), limit),
        None => (None, text),
    };
    let (limit, per_project) = match limit.strip_suffix("/project") {
        Some(limit) => (limit, true),
        None => (limit, false),
    };
    let (most, span) = limit
        .split_once('/')
        .ok_or_else(|| format!("`{text}` is no limit; write 20/1m or create=50/5s"))?;
    let most = most.parse().map_err(|_| format!("`{most}` is no number of requests"))?;
    let limit = RateLimit::new(most, parse_duration(span)?);
    let limit = if per_project { limit.per_project() } else { limit };
    match operation {
        None => Ok(limit),
        Some(name) if llama_cloud_sandbox::operations().any(|known| known == name) => {
            Ok(limit.operation(name))
        }
        Some(name) => {
            let known: Vec<&str> = llama_cloud_sandbox::operations().collect();
            Err(format!("`{name}` is no operation; they are {}", known.join(", ")))
        }
    }
}

fn parse_size(text: &str) -> Result<u64, String> {
    let digits = text.trim_end_matches(|unit: char| unit.is_ascii_alphabetic());
    let number: u64 =
        digits.parse().map_err(|_| format!("`{text}` is no size; write 500kB, 20MB or 8GiB"))?;
    let bytes = match text.strip_prefix(digits).unwrap_or_default() {
        "" | "B" => 1,
        "kB" => 1_000,
        "MB" => 1_000_000,
        "GB" => 1_000_000_000,
        "KiB" => 1 << 10,
        "MiB" => 1 << 20,
        "GiB" => 1 << 30,
        unit => {
            return Err(format!("`{unit}` is no unit; the units are B, kB, MB, GB, KiB, MiB, GiB"));
        }
    };
    number.checked_mul(bytes).ok_or_else(|| format!("`{text}` is more than can be counted"))
}
