//! What the macros refuse, with the messages that a user reads; and what they accept, which runs.
//!
//! Two sets, as cases that are only checked are compiled all at once, and those that run are not.

use std::io;
use std::process::Command;

use trybuild::TestCases;

#[test]
fn accepted() -> io::Result<()> {
    with_one_build("accepted", || TestCases::new().pass("ui/pass/*.rs"))
}

#[test]
fn refused() -> io::Result<()> {
    with_one_build("refused", || TestCases::new().compile_fail("ui/fail/**/*.rs"))
}

/// Runs `cases` in a process of their own, in which the dependencies are built once.
///
/// trybuild builds them first by themselves and then with flags that only the cases have, which cargo
/// takes for two builds. Flags in this variable stand in the place of both.
fn with_one_build(test: &str, cases: impl FnOnce()) -> io::Result<()> {
    if std::env::var_os(VARIABLE).is_some_and(|flags| flags == FLAGS.join("\u{1f}").as_str()) {
        cases();
        return Ok(());
    }
    let filters = std::env::args().filter(|argument| argument.starts_with("trybuild="));
    let status = Command::new(std::env::current_exe()?)
        .args([test, "--exact", "--nocapture"])
        .args(filters)
        .env(VARIABLE, FLAGS.join("\u{1f}"))
        .env("CARGO_PROFILE_DEV_DEBUG", "none")
        .status()?;
    assert!(status.success(), "see the cases above");
    Ok(())
}

const VARIABLE: &str = "CARGO_ENCODED_RUSTFLAGS";

/// Those of trybuild: messages of one width on every terminal.
const FLAGS: [&str; 6] =
    ["--cfg", "trybuild", "--verbose", "-A", "dead_code", "--diagnostic-width=140"];
