//! The sandbox as a program: any client, in any language, can be tried against it.

mod options;

use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use clap::Parser;
use llama_cloud_sandbox::Sandbox;

use options::Options;

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
        let builder = Sandbox::builder().port(options.port).job_time(options.job_time);
        // Requests are for tests to look at: here nobody does, and they would pile up.
        let mut builder = builder.max_upload(options.max_upload).record(false);
        builder = match options.key {
            Some(key) => builder.key(key),
            None => builder.any_key(),
        };
        for limit in options.rate_limit {
            builder = builder.rate_limit(limit);
        }
        if let Some(path) = &options.seed {
            builder = builder.seed(read_seed(path)?);
        }
        if let Some(folder) = options.data {
            builder = builder.data(folder);
        }
        let sandbox =
            builder.start().await.map_err(|error| match (&options.seed, error.kind()) {
                (Some(path), io::ErrorKind::InvalidData) => {
                    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
                }
                _ => error,
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
