//! Progress bars, with the rate and the time left.

use std::fmt::Write;
use std::io::{self, IsTerminal};
use std::time::Duration;

use indicatif::{
    HumanDuration, MultiProgress, ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle,
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
        self.bar(Some(total), what, "{bytes}/{total_bytes}  {bytes_per_sec}{left}  {msg}")
    }

    /// A bar of files or items.
    pub(crate) fn items(&self, total: u64, what: &'static str) -> ProgressBar {
        self.bar(Some(total), what, "{pos}/{len}  {rate}{left}  {msg}")
    }

    /// The time that something takes of which nothing else is known.
    pub(crate) fn time(&self, what: &'static str) -> ProgressBar {
        self.bar(None, what, "")
    }

    /// Writes something else to the terminal, without the bars in its way.
    pub(crate) fn aside<T>(&self, write: impl FnOnce() -> T) -> T {
        match &self.shown {
            Some(shown) => shown.suspend(write),
            None => write(),
        }
    }

    fn bar(&self, total: Option<u64>, what: &'static str, counts: &str) -> ProgressBar {
        let Some(shown) = &self.shown else { return ProgressBar::hidden() };
        let template = match total {
            Some(_) => format!("{{prefix:>10}} {{bar:30}} {counts}"),
            None => "{prefix:>10} {spinner} {elapsed}  {msg}".to_owned(),
        };
        let style = ProgressStyle::with_template(&template);
        let style = style.unwrap_or_else(|_| ProgressStyle::default_bar());
        let style = style.with_key("rate", rate).with_key("left", left);
        let bar = total.map_or_else(ProgressBar::new_spinner, ProgressBar::new);
        let bar = shown.add(bar.with_style(style).with_prefix(what));
        bar.enable_steady_tick(TICK);
        bar
    }
}

// Writing to what a bar is drawn in can't fail.

fn rate(state: &ProgressState, out: &mut dyn Write) {
    let _ = write!(out, "{:.1}/s", state.per_sec());
}

/// How long it will take at this rate; nothing as long as nobody knows.
fn left(state: &ProgressState, out: &mut dyn Write) {
    let is_over = state.len().is_none_or(|len| state.pos() >= len);
    if state.pos() > 0 && !is_over {
        let _ = write!(out, ", {:#} left", HumanDuration(state.eta()));
    }
}

/// Often enough for the time left to count down.
const TICK: Duration = Duration::from_millis(200);
