//! How a client's calls are driven, the same for every make.

use std::error::Error;
use std::fs;
use std::future::Future;
use std::process::ExitCode;
use std::time::Duration;

use futures_util::future::{join_all, try_join_all};
use tokio::time::Instant;

/// Why a client failed; nobody asks more of it than words.
pub type Failed = Box<dyn Error + Send + Sync>;

/// A client of one make. Each call gives how many jobs its answer holds.
pub trait Client: Sized {
    /// Makes the client, for a server at this URL.
    ///
    /// # Errors
    /// If it can't be made.
    fn connect(base: &str) -> Result<Self, Failed>;

    /// Makes a batch.
    fn create(&self) -> impl Future<Output = Result<usize, Failed>>;

    /// Lists a page of jobs.
    fn list(&self) -> impl Future<Output = Result<usize, Failed>>;

    /// Asks where a job stands.
    fn get_status(&self) -> impl Future<Output = Result<usize, Failed>>;
}

/// Runs a program whose arguments are `BASE CALL MODE NUMBER`, on one thread. Modes:
///
/// - `count`: NUMBER calls, one after the other; 0 makes the client and no call.
/// - `rate`: calls for NUMBER seconds, 64 in flight; prints how many there were in a second.
/// - `together`: NUMBER calls awaited at once.
///
/// All but `rate` print how much memory the process held at last, and at most, in bytes.
#[must_use]
#[expect(clippy::print_stdout, clippy::print_stderr, reason = "programs use it as their `main`")]
pub fn main<C: Client>() -> ExitCode {
    match run::<C>() {
        Ok(line) => {
            println!("{line}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run<C: Client>() -> Result<String, Failed> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [base, call, mode, number] = &arguments[..] else {
        return Err("the arguments are BASE CALL MODE NUMBER".into());
    };
    let number: u32 = number.parse()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let client = C::connect(base)?;
    runtime.block_on(async {
        match mode.as_str() {
            "count" => {
                for _ in 0..number {
                    make(&client, call).await?;
                }
                memory()
            }
            "together" => {
                try_join_all((0..number).map(|_| make(&client, call))).await?;
                memory()
            }
            "rate" => rate(&client, call, Duration::from_secs(number.into())).await,
            mode => Err(format!("`{mode}` is no mode").into()),
        }
    })
}

async fn make<C: Client>(client: &C, call: &str) -> Result<(), Failed> {
    let jobs = match call {
        "create" => client.create().await?,
        "list" => client.list().await?,
        "get_status" => client.get_status().await?,
        call => return Err(format!("`{call}` is no call").into()),
    };
    if jobs == 0 { Err("the answer holds no job".into()) } else { Ok(()) }
}

async fn rate<C: Client>(client: &C, call: &str, time: Duration) -> Result<String, Failed> {
    // The connections are made beforehand.
    try_join_all((0..IN_FLIGHT).map(|_| make(client, call))).await?;
    let began = Instant::now();
    let calls = join_all((0..IN_FLIGHT).map(|_| async {
        let mut made = 0_u32;
        while began.elapsed() < time {
            make(client, call).await?;
            made += 1;
        }
        Ok::<u32, Failed>(made)
    }));
    let made = calls.await.into_iter().sum::<Result<u32, Failed>>()?;
    Ok(format!("{}", f64::from(made) / began.elapsed().as_secs_f64()))
}

/// What this process holds, and the most that it has held.
fn memory() -> Result<String, Failed> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name));
        let kilobytes =
            line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok());
        kilobytes
            .map(|kilobytes| kilobytes * 1024)
            .ok_or("/proc/self/status is not as it should be")
    };
    Ok(format!("{} {}", line("VmRSS:")?, line("VmHWM:")?))
}

/// How many calls are in flight while their rate is measured.
const IN_FLIGHT: usize = 64;
