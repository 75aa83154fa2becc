//! The sandbox as a program: any client, in any language, can be tried against it.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;
use llama_cloud_sandbox::Sandbox;

/// Serves LlamaCloud's files, directories, batch jobs and parse results on 127.0.0.1.
///
/// The first line on standard output says where. Everything is in memory, and gone when it ends.
#[derive(Parser)]
#[command(version)]
struct Options {
    /// The port to listen on; 0 takes a free one
    #[arg(long, default_value_t = 0)]
    port: u16,

    /// The one API key to accept [default: any that isn't empty]
    #[arg(long)]
    key: Option<String>,

    /// How long a job takes, such as 500ms, 2s or 1m
    #[arg(long, default_value = "2s", value_parser = parse_duration)]
    job_time: Duration,

    /// A JSON file with what there is at the start: {"directories": […], "files": […], "jobs": […]}
    #[arg(long, value_name = "FILE")]
    seed: Option<PathBuf>,
}

fn main() -> ExitCode {
    let options = Options::parse();
    match run(options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "llama-cloud-sandbox: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(options: Options) -> io::Result<()> {
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
        // Listened for before anybody is told that the program runs.
        let ended = ended()?;
        let port = options.port;
        let builder = Sandbox::builder().port(port).job_time(options.job_time);
        let builder = match options.key {
            Some(key) => builder.key(key),
            None => builder.any_key(),
        };
        let builder = match &options.seed {
            Some(path) => builder.seed(read_seed(path)?),
            None => builder,
        };
        let sandbox = builder.start().await.map_err(|error| {
            let what = match (&options.seed, error.kind()) {
                (Some(path), io::ErrorKind::InvalidData) => path.display().to_string(),
                _ => format!("can't listen on 127.0.0.1:{port}"),
            };
            io::Error::new(error.kind(), format!("{what}: {error}"))
        })?;
        let mut out = io::stdout();
        writeln!(out, "listening on {}", sandbox.url())?;
        out.flush()?;
        ended.await;
        Ok(())
    })
}

fn read_seed(path: &Path) -> io::Result<serde_json::Value> {
    let wrong = |error: io::Error| {
        io::Error::new(error.kind(), format!("can't read the seed {}: {error}", path.display()))
    };
    let text = std::fs::read(path).map_err(wrong)?;
    serde_json::from_slice(&text).map_err(|error| wrong(error.into()))
}

/// Ends at the first SIGTERM or SIGINT.
#[cfg(unix)]
fn ended() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(std::future::poll_fn(move |cx| {
        let ended = terminate.poll_recv(cx).is_ready() || interrupt.poll_recv(cx).is_ready();
        if ended { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
    }))
}

/// Ends at the first Ctrl-C.
#[cfg(not(unix))]
fn ended() -> io::Result<impl Future<Output = ()>> {
    Ok(async {
        let _ = tokio::signal::ctrl_c().await;
    })
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
