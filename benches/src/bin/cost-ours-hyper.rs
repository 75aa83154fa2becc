//! The three calls by `llama-cloud` on hyper's own client.

use std::process::ExitCode;

use project_benches::drive;
use project_benches::ours::Ours;

fn main() -> ExitCode {
    drive::main::<Ours<true>>()
}
