//! `status`.

use llama_cloud_sandbox::{Fault, Match};
use serde_json::json;

use crate::{ask, ask_with_input, job, sandbox_with};

#[tokio::test]
async fn a_row_for_each_job_in_the_order_of_the_ids() {
    let mut failed = job("bjb-2", "failed");
    failed["error_message"] = json!("out of \u{1b}[31mcredits\r\n");
    failed["created_at"] = json!("2026-11-01T10:00:00.250000+01:00");
    let sandbox = sandbox_with(vec![job("bjb-1", "completed"), failed]).await;
    let ended = ask(&sandbox, &["status", "bjb-2", "bjb-1", "bjb-2"]).await;
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""), "{ended:?}");
    let lines: Vec<&str> = ended.stdout.lines().collect();
    assert_eq!(lines.len(), 3, "{ended:?}");
    for title in ["JOB", "STATUS", "ITEMS", "DONE", "FAILED", "PERCENT", "CREATED", "ERROR"] {
        assert!(lines[0].contains(title), "{ended:?}");
    }
    assert!(lines[1].starts_with("bjb-2") && lines[2].starts_with("bjb-1"), "{ended:?}");
    assert!(lines[1].contains("2026-11-01T09:00:00Z"), "{ended:?}");
    assert!(lines[1].ends_with("out of  [31mcredits"), "{ended:?}");
}

#[tokio::test]
async fn scripts_get_all_that_is_known_of_a_job() {
    let sandbox = sandbox_with(vec![job("bjb-1", "running")]).await;
    let ended = ask(&sandbox, &["--json", "status", "bjb-1"]).await;
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""));
    let [row] = &ended.objects()[..] else { panic!("{ended:?}") };
    assert_eq!((&row["job_id"], &row["status"]), (&json!("bjb-1"), &json!("running")));
    assert_eq!((&row["total_items"], &row["progress_percentage"]), (&json!(0), &json!(0.0)));
    assert!(row["created_at"].is_string() && row["completed_at"].is_null(), "{row}");
}

/// One wrong id is no reason to say nothing of the others.
#[tokio::test]
async fn a_wrong_id_is_told_by_itself() {
    let sandbox = sandbox_with(vec![job("bjb-1", "completed"), job("bjb-2", "completed")]).await;
    let args = ["status", "bjb-1", "bjb-wrong", "..", "bjb-2"];
    let ended = ask(&sandbox, &args).await;
    assert_eq!(ended.code, Some(3), "{ended:?}");
    assert!(ended.stdout.contains("bjb-1") && ended.stdout.contains("bjb-2"), "{ended:?}");
    assert!(ended.stderr.contains("error: bjb-wrong: "), "{ended:?}");
    assert!(ended.stderr.contains("Batch job not found"), "{ended:?}");

    let ended = ask(&sandbox, &["--json", "status", "bjb-wrong", "bjb-2"]).await;
    assert_eq!(ended.code, Some(3), "{ended:?}");
    let rows = ended.objects();
    assert!(rows[0]["error"].as_str().unwrap().contains("not found"), "{ended:?}");
    assert_eq!((&rows[0]["job_id"], &rows[1]["job_id"]), (&json!("bjb-wrong"), &json!("bjb-2")));
}

#[tokio::test]
async fn ids_come_from_standard_input_too() {
    let sandbox = sandbox_with(vec![job("bjb-1", "completed"), job("bjb-2", "completed")]).await;
    let input = "\n  bjb-2\r\nbjb-1\nbjb-2";
    let ended = ask_with_input(&sandbox, &["status", "bjb-1", "-", "--json"], input).await;
    assert_eq!(ended.code, Some(0), "{ended:?}");
    let ids: Vec<_> = ended.objects().iter().map(|row| row["job_id"].clone()).collect();
    assert_eq!(ids, ["bjb-1", "bjb-2"]);

    let ended = ask_with_input(&sandbox, &["status", "-"], "\n \n").await;
    assert_eq!(ended.code, Some(2), "{ended:?}");
    assert!(ended.stderr.contains("standard input"), "{ended:?}");
}

#[tokio::test]
async fn a_service_that_refuses_the_key_is_a_call_that_failed() {
    let sandbox = sandbox_with(vec![job("bjb-1", "completed")]).await;
    sandbox.fault(Match::any().always(), Fault::status(401));
    let ended = ask(&sandbox, &["status", "bjb-1"]).await;
    assert_eq!(ended.code, Some(3), "{ended:?}");
    assert!(ended.stderr.contains("401"), "{ended:?}");
}
