//! What a process took.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tokio::time::Instant;

/// What a client took, as it says on its standard output.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub(crate) struct Measured {
    /// How long it took.
    pub(crate) seconds: f64,
    /// The processor's time in the program.
    pub(crate) user: f64,
    /// The processor's time in the system, on the program's behalf.
    pub(crate) system: f64,
    /// The most memory that it had at once, in bytes.
    pub(crate) peak: u64,
    /// How many requests it sent, by endpoint.
    pub(crate) requests: BTreeMap<String, u64>,
    /// How many rounds of requests these were, with pauses between them.
    pub(crate) rounds: u64,
    /// How long its parts took, in seconds.
    pub(crate) parts: BTreeMap<String, f64>,
}

impl Measured {
    pub(crate) fn processor(&self) -> f64 {
        self.user + self.system
    }
}

/// Measures what this process takes from here on.
pub(crate) struct Meter {
    began: Instant,
    user: Duration,
    system: Duration,
}

impl Meter {
    pub(crate) fn start() -> io::Result<Self> {
        let (user, system) = processor("self")?;
        Ok(Self { began: Instant::now(), user, system })
    }

    pub(crate) fn seconds(&self) -> f64 {
        self.began.elapsed().as_secs_f64()
    }

    pub(crate) fn stop(self) -> io::Result<Measured> {
        let seconds = self.seconds();
        let (user, system) = processor("self")?;
        Ok(Measured {
            seconds,
            user: user.saturating_sub(self.user).as_secs_f64(),
            system: system.saturating_sub(self.system).as_secs_f64(),
            peak: peak("self")?,
            ..Measured::default()
        })
    }
}

/// The processor's time that a process took with all its threads: in the program, and in the system.
pub(crate) fn processor(process: &str) -> io::Result<(Duration, Duration)> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat"))?;
    // The name of the program may hold blanks and parentheses. Behind it the first field is the third.
    let fields = stat.rsplit_once(')').map_or("", |(_, fields)| fields);
    let mut ticks = fields.split_ascii_whitespace().skip(14 - 3).map(|field| field.parse().ok());
    let mut time = || ticks.next().flatten().map(|ticks: u64| Duration::from_millis(ticks * TICK));
    time().zip(time()).ok_or_else(|| io::Error::other("/proc/self/stat is not as it should be"))
}

/// The most memory that a process has had at once, in bytes.
pub(crate) fn peak(process: &str) -> io::Result<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok());
    let bytes = kilobytes.map(|kilobytes| kilobytes * 1024);
    bytes.ok_or_else(|| io::Error::other("/proc/self/status has no line VmHWM"))
}

/// In milliseconds. What programs see of Linux's clock is a hundredth of a second, whatever the kernel's
/// own is.
const TICK: u64 = 10;
