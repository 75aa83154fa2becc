//! What needs no background thread, and what happens where there can be none.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a test that can't go on fails")]

use std::fs;
use std::process::Command;

use endpoint::{Call, Client, Endpoints, Kind, Outcome, blocking, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/job")]
    fn job(&self) -> Call<u32>;
}

impl Jobs for Client {}

fn has_thread() -> bool {
    let threads = fs::read_dir("/proc/self/task").unwrap();
    let names = threads.map(|thread| fs::read_to_string(thread.unwrap().path().join("comm")));
    names.filter_map(Result::ok).any(|name| name.trim() == "endpoint-io")
}

#[test]
fn a_ready_call_needs_no_thread() {
    assert_eq!(Call::ready(7).blocking().unwrap(), 7);
    assert_eq!(Call::<u32>::ready_json("8").blocking().unwrap(), 8);
    assert!(!has_thread());
    blocking::start().unwrap();
    assert!(has_thread());
}

/// In a process of its own that may open no more files.
#[test]
fn where_no_thread_can_be_made_nothing_is_sent() {
    const INNER: &str = "BLOCKING_WITHOUT_FILES";
    if std::env::var_os(INNER).is_none() {
        let this = std::env::current_exe().unwrap();
        let mut test = Command::new("sh");
        test.args(["-c", "ulimit -n 4 && exec \"$0\" --exact \"$1\""]).arg(this);
        test.arg("where_no_thread_can_be_made_nothing_is_sent").env(INNER, "1");
        let output = test.output().unwrap();
        let shown = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success() && shown.contains("1 passed"), "{output:?}");
        return;
    }
    let client = Client::builder().base_url("http://127.0.0.1:9").build().unwrap();
    let error = client.job().blocking().unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (Kind::Build, Outcome::NotDone));
    assert_eq!(blocking::start().unwrap_err().kind(), Kind::Build);
    assert_eq!(client.job().raw().blocking().unwrap_err().kind(), Kind::Build);
}
