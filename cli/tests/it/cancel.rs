//! `cancel`.

use std::time::Duration;

use llama_cloud_sandbox::Sandbox;
use serde_json::json;

use crate::{ask, job};

#[tokio::test]
async fn each_job_says_what_became_of_it() {
    let sandbox = Sandbox::builder().job_time(Duration::from_secs(600));
    let jobs = [job("bjb-1", "running"), job("bjb-2", "completed"), job("bjb-3", "pending")];
    let sandbox = sandbox.seed(json!({ "jobs": jobs })).start().await.unwrap();
    let args = ["cancel", "bjb-1", "bjb-wrong", "bjb-2", "--reason", "wrong folder"];
    let ended = ask(&sandbox, &args).await;
    assert_eq!(ended.code, Some(3), "{ended:?}");
    let lines: Vec<&str> = ended.stdout.lines().collect();
    assert!(lines[0].starts_with("JOB") && lines[0].contains("MESSAGE"), "{ended:?}");
    assert!(lines[1].starts_with("bjb-1") && lines[1].contains("cancelled"), "{ended:?}");
    assert!(lines[2].starts_with("bjb-2") && lines[2].contains("completed"), "{ended:?}");
    assert!(ended.stderr.contains("error: bjb-wrong: "), "{ended:?}");
    assert_eq!(sandbox.requests()[0].json(), Some(json!({ "reason": "wrong folder" })));
    let statuses = sandbox.jobs().into_iter().map(|job| job.status);
    assert_eq!(statuses.collect::<Vec<_>>(), ["cancelled", "completed", "pending"]);

    let ended = ask(&sandbox, &["cancel", "bjb-3", "--json"]).await;
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""), "{ended:?}");
    let [row] = &ended.objects()[..] else { panic!("{ended:?}") };
    assert_eq!((&row["job_id"], &row["status"]), (&json!("bjb-3"), &json!("cancelled")));
    assert!(row["message"].is_string() && row["processed_items"].is_number(), "{row}");
}
