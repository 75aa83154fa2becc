//! Progress bars, with the rate and the time left.

use std::fmt::Write;
use std::io::{self, IsTerminal};
use std::time::Duration;

use indicatif::{
    HumanBytes, HumanDuration, MultiProgress, ProgressBar, ProgressDrawTarget, ProgressState,
    ProgressStyle,
};

/// Makes bars, which show only where somebody watches: where standard error is a terminal.
#[derive(Clone, Debug)]
pub(crate) struct Bars {
    shown: Option<MultiProgress>,
}

impl Bars {
    pub(crate) fn new() -> Self {
        let is_watched = io::stderr().is_terminal();
        let target = ProgressDrawTarget::stderr;
        Self { shown: is_watched.then(|| MultiProgress::with_draw_target(target())) }
    }

    pub(crate) fn is_watched(&self) -> bool {
        self.shown.is_some()
    }

    /// A bar of bytes.
    pub(crate) fn bytes(&self, total: u64, what: &'static str) -> ProgressBar {
        self.bar(Some(total), 0, what, "{bytes}/{total_bytes}  {byte_rate}{left}  {msg}")
    }

    /// A bar of files or items, some of which are `done` already.
    pub(crate) fn items(&self, total: u64, done: u64, what: &'static str) -> ProgressBar {
        self.bar(Some(total), done, what, "{pos}/{len}  {rate}{left}  {msg}")
    }

    /// The time that something takes of which nothing else is known.
    pub(crate) fn time(&self, what: &'static str) -> ProgressBar {
        self.bar(None, 0, what, "")
    }

    /// Writes something else to the terminal, without the bars in its way.
    pub(crate) fn aside<T>(&self, write: impl FnOnce() -> T) -> T {
        match &self.shown {
            Some(shown) => shown.suspend(write),
            None => write(),
        }
    }

    fn bar(&self, total: Option<u64>, done: u64, what: &'static str, counts: &str) -> ProgressBar {
        let Some(shown) = &self.shown else { return ProgressBar::hidden() };
        let template = match total {
            Some(_) => format!("{{prefix:>10}} {{bar:30}} {counts}"),
            None => "{prefix:>10} {spinner} {elapsed}  {msg}".to_owned(),
        };
        let style = ProgressStyle::with_template(&template);
        let style = style.unwrap_or_else(|_| ProgressStyle::default_bar());
        let style = style
            .with_key("rate", move |state: &ProgressState, out: &mut dyn Write| {
                if let Some(rate) = rate(state, done) {
                    let _ = write!(out, "{rate:.1}/s");
                }
            })
            .with_key("byte_rate", move |state: &ProgressState, out: &mut dyn Write| {
                let millis = u64::try_from(state.elapsed().as_millis()).unwrap_or(u64::MAX);
                let rate = more(state, done).map(|more| more.saturating_mul(1000) / millis.max(1));
                if let Some(rate) = rate {
                    let _ = write!(out, "{}/s", HumanBytes(rate));
                }
            })
            .with_key("left", move |state: &ProgressState, out: &mut dyn Write| {
                if let Some(left) = rate(state, done).and_then(|rate| left(state, rate)) {
                    let _ = write!(out, ", {left:#} left");
                }
            });
        let bar = total.map_or_else(ProgressBar::new_spinner, ProgressBar::new);
        let bar = shown.add(bar.with_style(style).with_prefix(what).with_position(done));
        bar.enable_steady_tick(TICK);
        bar
    }
}

// Writing to what a bar is drawn in can't fail.

/// How much has been done since the bar is there.
fn more(state: &ProgressState, done: u64) -> Option<u64> {
    state.pos().checked_sub(done).filter(|more| *more > 0)
}

/// How much is done in a second, on the whole: what is seen of a job comes in leaps.
fn rate(state: &ProgressState, done: u64) -> Option<f64> {
    let rate = more(state, done)? as f64 / state.elapsed().as_secs_f64();
    rate.is_finite().then_some(rate)
}

/// How long it will take at this rate.
fn left(state: &ProgressState, rate: f64) -> Option<HumanDuration> {
    let more = state.len()?.checked_sub(state.pos()).filter(|more| *more > 0)?;
    Duration::try_from_secs_f64(more as f64 / rate).ok().map(HumanDuration)
}

/// Often enough for the time left to count down.
const TICK: Duration = Duration::from_millis(200);
