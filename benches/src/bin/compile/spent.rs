//! What a command took, with all that it started.

use std::process::{Command, Stdio};

use project_benches::report::median;

use crate::Done;

/// What a command took, in seconds.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Spent {
    /// From its start to its end.
    pub(crate) wall: f64,
    /// Of the processor, in all processes together.
    pub(crate) processor: f64,
}

impl Spent {
    /// What was spent beyond another run.
    pub(crate) fn beyond(self, other: Self) -> Self {
        Self { wall: self.wall - other.wall, processor: self.processor - other.processor }
    }

    /// How many times another run it is.
    pub(crate) fn times(self, other: Self) -> Self {
        Self { wall: self.wall / other.wall, processor: self.processor / other.processor }
    }

    /// The middle of several, of each time by itself.
    pub(crate) fn median(runs: &[Self]) -> Done<Self> {
        let wall = median(runs.iter().map(|run| run.wall));
        let processor = median(runs.iter().map(|run| run.processor));
        let (wall, processor) = wall.zip(processor).ok_or("`--rounds 0` measures nothing")?;
        Ok(Self { wall, processor })
    }
}

/// Runs a command to its end. Yields what it wrote to its standard error too.
///
/// The shell's `time` knows milliseconds, where `/proc` has hundredths of a second: too coarse for ten
/// endpoints.
pub(crate) fn run(command: &Command) -> Done<(Spent, String)> {
    let mut timed = Command::new("bash");
    timed.args(["-c", "TIMEFORMAT='%3R %3U %3S'; time \"$@\"", "bash"]);
    timed.arg(command.get_program()).args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => timed.env(name, value),
            None => timed.env_remove(name),
        };
    }
    if let Some(folder) = command.get_current_dir() {
        timed.current_dir(folder);
    }
    // A decimal comma is none that can be parsed.
    let output = timed.env("LC_ALL", "C").stdout(Stdio::null()).output()?;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    if !output.status.success() {
        return Err(format!("{command:?} failed:\n{said}").into());
    }
    let times = said.trim_end().lines().next_back().unwrap_or_default();
    let mut times = times.split(' ').map_while(|time| time.parse::<f64>().ok());
    let (Some(wall), Some(user), Some(system)) = (times.next(), times.next(), times.next()) else {
        return Err(format!("the shell does not tell the time:\n{said}").into());
    };
    Ok((Spent { wall, processor: user + system }, said))
}
