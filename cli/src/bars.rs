//! Progress bars, with the rate and the time left.

use std::fmt::Write;
use std::io::{self, IsTerminal};
use std::time::Duration;

use indicatif::{HumanDuration, ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};

/// Makes bars, which show only where somebody watches: where standard error is a terminal.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bars {
    is_watched: bool,
}

impl Bars {
    pub(crate) fn new() -> Self {
        Self { is_watched: io::stderr().is_terminal() }
    }

    /// A bar of bytes.
    pub(crate) fn bytes(self, total: u64, what: &'static str) -> ProgressBar {
        self.bar(Some(total), what, "{bytes}/{total_bytes}  {bytes_per_sec}{left}  {msg}")
    }

    /// A bar of files or items.
    pub(crate) fn items(self, total: u64, what: &'static str) -> ProgressBar {
        self.bar(Some(total), what, "{pos}/{len}  {rate}{left}  {msg}")
    }

    /// The time that something takes of which nothing else is known.
    pub(crate) fn time(self, what: &'static str) -> ProgressBar {
        self.bar(None, what, "")
    }

    fn bar(self, total: Option<u64>, what: &'static str, counts: &str) -> ProgressBar {
        if !self.is_watched {
            return ProgressBar::hidden();
        }
        let template = match total {
            Some(_) => format!("{{prefix:>10}} {{bar:30}} {counts}"),
            None => "{prefix:>10} {spinner} {elapsed}  {msg}".to_owned(),
        };
        let style = ProgressStyle::with_template(&template);
        let style = style.unwrap_or_else(|_| ProgressStyle::default_bar());
        let style = style.with_key("rate", rate).with_key("left", left);
        let bar = ProgressBar::with_draw_target(total, ProgressDrawTarget::stderr());
        let bar = bar.with_style(style).with_prefix(what);
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
