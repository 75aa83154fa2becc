//! `wait`.

use std::time::Duration;

use llama_cloud_sandbox::Sandbox;
use serde_json::json;

use crate::{ask, ask_with_input, job, sandbox_with};

/// A job of two items.
fn job_with(id: &str, items: [&str; 2]) -> serde_json::Value {
    let mut job = job(id, "completed");
    job["failed_items"] = json!(items.iter().filter(|status| **status == "failed").count());
    job["skipped_items"] = json!(items.iter().filter(|status| **status == "skipped").count());
    job["items"] = items
        .iter()
        .enumerate()
        .map(|(number, status)| {
            json!({ "item_id": format!("{id}-{number}"), "item_name": "a.txt", "status": status })
        })
        .collect();
    job
}

#[tokio::test]
async fn it_ends_when_all_have_ended() {
    let jobs = ["bjb-1", "bjb-2", "bjb-3"].map(|id| job(id, "running"));
    let sandbox = Sandbox::builder().job_time(Duration::from_millis(300));
    let sandbox = sandbox.seed(json!({ "jobs": jobs })).start().await.unwrap();
    let ended = ask_with_input(&sandbox, &["wait", "bjb-3", "-"], "bjb-1\nbjb-2\n").await;
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""), "{ended:?}");
    let lines: Vec<&str> = ended.stdout.lines().collect();
    assert_eq!(lines.len(), 4, "{ended:?}");
    for (line, id) in lines[1..].iter().zip(["bjb-3", "bjb-1", "bjb-2"]) {
        assert!(line.starts_with(id) && line.contains("completed"), "{ended:?}");
    }
}

#[tokio::test]
async fn the_exit_code_says_whether_all_went_well() {
    let cases = [
        (job_with("bjb-1", ["completed", "completed"]), 0),
        (job_with("bjb-1", ["completed", "failed"]), 1),
        (job_with("bjb-1", ["skipped", "completed"]), 1),
        (job("bjb-1", "failed"), 1),
        (job("bjb-1", "cancelled"), 1),
    ];
    for (job, code) in cases {
        let sandbox = sandbox_with(vec![job]).await;
        let ended = ask(&sandbox, &["wait", "bjb-1", "--json"]).await;
        assert_eq!(ended.code, Some(code), "{ended:?}");
        assert_eq!(ended.objects()[0]["job_id"], "bjb-1");
    }
}

#[tokio::test]
async fn a_wrong_id_ends_no_other_wait() {
    let sandbox = sandbox_with(vec![job("bjb-1", "completed"), job("bjb-2", "failed")]).await;
    let ended = ask(&sandbox, &["wait", "bjb-wrong", "bjb-1", "bjb-2", "--json"]).await;
    assert_eq!(ended.code, Some(3), "{ended:?}");
    let rows = ended.objects();
    assert_eq!(rows.len(), 3, "{ended:?}");
    let row = |id: &str| rows.iter().find(|row| row["job_id"] == id).unwrap();
    assert!(row("bjb-wrong")["error"].as_str().unwrap().contains("not found"), "{ended:?}");
    assert_eq!(row("bjb-1")["status"], "completed");
    assert_eq!(row("bjb-2")["status"], "failed");
    assert!(ended.stderr.contains("error: bjb-wrong: "), "{ended:?}");
}

#[tokio::test]
async fn the_deadline_and_the_stall_limit_leave_the_jobs_alone() {
    for limit in ["--deadline", "--stall"] {
        let sandbox = Sandbox::builder().job_time(Duration::from_secs(600));
        let jobs = [job("bjb-1", "running"), job("bjb-2", "completed")];
        let sandbox = sandbox.seed(json!({ "jobs": jobs })).start().await.unwrap();
        let ended = ask(&sandbox, &["wait", "bjb-1", "bjb-2", limit, "1"]).await;
        assert_eq!(ended.code, Some(5), "{ended:?}");
        assert!(ended.stderr.contains("the job goes on"), "{ended:?}");
        assert!(ended.stdout.contains("bjb-2"), "{ended:?}");
        assert_eq!(sandbox.jobs()[0].status, "running");
    }
}

/// For scripts each change is a line, and the last line of a job tells its end.
#[tokio::test]
async fn changes_are_lines() {
    let jobs = ["bjb-1", "bjb-2"].map(|id| job(id, "pending"));
    let sandbox = Sandbox::builder().job_time(Duration::from_secs(3));
    let sandbox = sandbox.seed(json!({ "jobs": jobs })).start().await.unwrap();
    let ended = ask(&sandbox, &["wait", "bjb-1", "bjb-2", "--json"]).await;
    assert_eq!(ended.code, Some(0), "{ended:?}");
    let rows = ended.objects();
    for id in ["bjb-1", "bjb-2"] {
        let states: Vec<&str> = rows
            .iter()
            .filter(|row| row["job_id"] == id)
            .map(|row| row["status"].as_str().unwrap())
            .collect();
        assert!(states.len() > 1 && states[0] != "completed", "{ended:?}");
        let completed = states.iter().filter(|state| **state == "completed");
        assert_eq!((completed.count(), states.last()), (1, Some(&"completed")), "{ended:?}");
    }
}
