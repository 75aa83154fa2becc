//! `list`.

use llama_cloud_sandbox::{Fault, Match, Sandbox};
use serde_json::{Value, json};

use crate::{ask, documents, job, run_against, sandbox_with};

/// Jobs `bjb-0` to `bjb-249` in the default project, the last the newest.
async fn many() -> Sandbox {
    let project = Sandbox::start().await.unwrap();
    let _ = project.job();
    let project = project.jobs()[0].project_id.clone();
    let jobs = (0..250).map(|number| {
        let mut job = job(&format!("bjb-{number}"), "completed");
        job["project_id"] = json!(project);
        job
    });
    sandbox_with(jobs.collect()).await
}

fn ids(rows: &[Value]) -> Vec<&str> {
    rows.iter().map(|row| row["job_id"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn the_newest_come_first_twenty_unless_told() {
    let sandbox = many().await;
    let ended = ask(&sandbox, &["list", "--json"]).await;
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""), "{ended:?}");
    let rows = ended.objects();
    assert_eq!((rows.len(), ids(&rows)[0], ids(&rows)[19]), (20, "bjb-249", "bjb-230"));

    let ended = ask(&sandbox, &["list"]).await;
    assert_eq!(ended.stdout.lines().count(), 21, "{ended:?}");
    assert!(ended.stdout.starts_with("JOB "), "{ended:?}");
    assert!(ended.stdout.lines().nth(1).unwrap().starts_with("bjb-249 "), "{ended:?}");
}

#[tokio::test]
async fn a_limit_takes_no_more_pages_than_it_needs() {
    let sandbox = many().await;
    let ended = ask(&sandbox, &["list", "--limit", "130", "--json"]).await;
    let rows = ended.objects();
    assert_eq!((rows.len(), ids(&rows)[129]), (130, "bjb-120"), "{ended:?}");
    assert_eq!(sandbox.requests().len(), 2);

    let ended = ask(&sandbox, &["list", "--limit", "1000"]).await;
    assert_eq!((ended.code, ended.stdout.lines().count()), (Some(0), 251), "{ended:?}");
    assert_eq!(ended.stdout.matches("JOB").count(), 1);
}

#[tokio::test]
async fn filters_are_the_services() {
    let sandbox = many().await;
    let args = ["list", "--status", "failed", "--directory", "dir-1", "--project-id", "p-1"];
    let ended = ask(&sandbox, &args).await;
    assert_eq!((ended.code, ended.stdout.lines().count()), (Some(0), 1), "{ended:?}");
    let request = &sandbox.requests()[0];
    assert_eq!(request.query("status"), Some("failed"));
    assert_eq!(request.query("directory_id"), Some("dir-1"));
    assert_eq!(request.query("project_id"), Some("p-1"));

    let cases: [&[&str]; 3] = [&["--status", "done"], &["--limit", "0"], &["--directory", ""]];
    for args in cases {
        let ended = ask(&sandbox, &[&["list"], args].concat()).await;
        assert_eq!(ended.code, Some(2), "{ended:?}");
        assert!(ended.stderr.contains(args[0]), "{ended:?}");
    }
}

/// What came before the error is there nevertheless.
#[tokio::test]
async fn a_page_that_fails_ends_the_list() {
    let sandbox = many().await;
    sandbox.fault(Match::operation("list").nth(2).always(), Fault::status(403));
    let ended = ask(&sandbox, &["list", "--limit", "200"]).await;
    assert_eq!((ended.code, ended.stdout.lines().count()), (Some(3), 101), "{ended:?}");
    assert!(ended.stderr.contains("403"), "{ended:?}");
}

/// Titles over nothing would say that there are no jobs.
#[tokio::test]
async fn an_error_has_no_titles_over_nothing() {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.fault(Match::any().always(), Fault::status(401));
    let commands: [&[&str]; 3] = [&["list"], &["status", "bjb-1"], &["run", "docs"]];
    let folder = documents();
    for args in commands {
        let ended = run_against(&sandbox, folder.path(), args).await;
        assert_eq!((ended.code, ended.stdout.as_str()), (Some(3), ""), "{args:?}: {ended:?}");
        assert!(ended.stderr.contains("401"), "{ended:?}");
    }
}
