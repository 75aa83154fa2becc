//! `results`.

use llama_cloud_sandbox::{Fault, Match};
use serde_json::{Value, json};

use crate::{ask, job, manifest, read, run_against, sandbox_with};

/// A completed job with these items: names, and texts or what they failed of.
fn job_of(items: &[(&str, Result<&str, &str>)]) -> Value {
    let mut job = job("bjb-1", "completed");
    let item = |(number, (name, text)): (usize, &(&str, Result<&str, &str>))| {
        let id = format!("dfl-{number}");
        match text {
            Ok(text) => {
                json!({ "item_id": id, "item_name": name, "status": "completed", "text": text,
                                "job_id": format!("pjb-{number}") })
            }
            Err(error) => json!({ "item_id": id, "item_name": name, "status": "failed",
                                  "error_message": error }),
        }
    };
    job["items"] = items.iter().enumerate().map(item).collect();
    job
}

#[tokio::test]
async fn results_are_written_by_the_names_of_the_items() {
    let items = [("docs/a.txt", Ok("words")), ("docs/b.txt", Ok("more"))];
    let sandbox = sandbox_with(vec![job_of(&items)]).await;
    let folder = tempfile::tempdir().unwrap();
    let args = ["results", "bjb-1", "--out", "out"];
    let ended = run_against(&sandbox, folder.path(), &args).await;
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert_eq!(read(folder.path(), "out/docs/a.txt.md"), "words");
    assert_eq!(read(folder.path(), "out/docs/b.txt.md"), "more");
    let manifest = manifest(folder.path());
    assert_eq!(
        (&manifest["job_id"], &manifest["job_status"]),
        (&json!("bjb-1"), &json!("completed"))
    );
    assert_eq!(manifest["inputs"][0]["result"], "docs/a.txt.md");
    assert_eq!(ended.stdout.lines().count(), 3, "{ended:?}");
    assert!(ended.stderr.contains("2 of 2 completed"), "{ended:?}");

    let ended = run_against(&sandbox, folder.path(), &[&args[..], &["--json"]].concat()).await;
    let objects = ended.objects();
    // They come as they are fetched.
    let mut inputs = [&objects[0]["input"], &objects[1]["input"]];
    inputs.sort_unstable_by_key(|input| input.to_string());
    assert_eq!((objects.len(), inputs), (3, [&json!("docs/a.txt"), &json!("docs/b.txt")]));
    assert_eq!(objects[2], json!({ "job_id": "bjb-1", "job_status": "completed" }));
}

/// Anybody may have named the items of a job.
#[tokio::test]
async fn names_of_items_lead_nowhere_else() {
    let long = "x".repeat(300);
    let items = [
        ("../../evil.txt", Ok("1")),
        ("/etc/evil.txt", Ok("2")),
        ("evil.txt", Ok("3")),
        ("", Ok("4")),
        ("..", Ok("5")),
        ("a\u{1b}]0;b\n\u{0}", Ok("6")),
        (&long, Ok("7")),
        ("manifest.json", Ok("8")),
    ];
    let sandbox = sandbox_with(vec![job_of(&items)]).await;
    let folder = tempfile::tempdir().unwrap();
    let args = ["results", "bjb-1", "--out", "a/b/out"];
    let ended = run_against(&sandbox, folder.path(), &args).await;
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert!(ended.stderr.contains("8 of 8 completed"), "{ended:?}");
    assert!(!ended.stdout.contains('\u{1b}'), "{ended:?}");
    let files = [
        ("evil.txt.md", "1"),
        ("etc/evil.txt.md", "2"),
        ("evil.txt-2.md", "3"),
        ("document.md", "4"),
        ("document-2.md", "5"),
        ("a_]0;b__.md", "6"),
        ("manifest.json.md", "8"),
    ];
    for (name, text) in files {
        assert_eq!(read(folder.path(), &format!("a/b/out/{name}")), text, "{name}");
    }
    for outside in ["", "a", "a/b"] {
        assert_eq!(folder.path().join(outside).read_dir().unwrap().count(), 1, "{outside}");
    }
}

#[tokio::test]
async fn items_that_failed_say_why_and_results_that_are_gone_too() {
    let items = [("a.txt", Err("encrypted")), ("b.txt", Ok("words")), ("c.txt", Ok("gone"))];
    let sandbox = sandbox_with(vec![job_of(&items)]).await;
    sandbox.fault(Match::operation("parsing.get").nth(2).always(), Fault::status(403));
    let folder = tempfile::tempdir().unwrap();
    let args = ["results", "bjb-1", "--out", "out", "--parallel", "1"];
    let ended = run_against(&sandbox, folder.path(), &args).await;
    assert_eq!(ended.code, Some(1), "{ended:?}");
    assert!(ended.stderr.contains("1 of 3 completed, 1 failed, 1 lost"), "{ended:?}");
    let inputs = &manifest(folder.path())["inputs"];
    assert_eq!((&inputs[0]["why"], &inputs[0]["result"]), (&json!("encrypted"), &Value::Null));
    assert!(inputs[2]["why"].as_str().unwrap().contains("403"), "{inputs}");
    assert_eq!(read(folder.path(), "out/b.txt.md"), "words");
    assert!(!folder.path().join("out/c.txt.md").exists());
}

/// Results come as items finish, and a limit leaves what has come.
#[tokio::test]
async fn a_job_under_way_is_followed() {
    let mut running = job_of(&[("a.txt", Ok("words")), ("b.txt", Ok("more"))]);
    running["status"] = json!("running");
    running["processed_items"] = json!(1);
    running["total_items"] = json!(2);
    running["items"][1] = json!({ "item_id": "dfl-2", "item_name": "b.txt", "status": "pending" });
    let sandbox = llama_cloud_sandbox::Sandbox::builder().manual_clock();
    let sandbox = sandbox.seed(json!({ "jobs": [running] })).start().await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let args = ["results", "bjb-1", "--out", "out", "--deadline", "1"];
    let ended = run_against(&sandbox, folder.path(), &args).await;
    assert_eq!(ended.code, Some(5), "{ended:?}");
    assert!(ended.stderr.contains("the job is running"), "{ended:?}");
    assert!(ended.stderr.contains("the job goes on"), "{ended:?}");
    assert_eq!(read(folder.path(), "out/a.txt.md"), "words");
    assert_eq!(manifest(folder.path())["job_status"], "running");
    assert_eq!(manifest(folder.path())["inputs"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn an_unknown_job_writes_nothing() {
    let sandbox = sandbox_with(Vec::new()).await;
    let folder = tempfile::tempdir().unwrap();
    let args = ["results", "bjb-1", "--out", "out"];
    let ended = run_against(&sandbox, folder.path(), &args).await;
    assert_eq!((ended.code, ended.stdout.as_str()), (Some(3), ""), "{ended:?}");
    assert!(ended.stderr.contains("Batch job not found"), "{ended:?}");
    assert!(!folder.path().join("out").exists());
    assert_eq!(ask(&sandbox, &["results", ""]).await.code, Some(2));
}

/// Of a classification there is no text: what the service tells of it is the result.
#[tokio::test]
async fn a_classification_is_json() {
    let mut classification = job("bjb-1", "completed");
    classification["job_type"] = json!("classify");
    classification["items"] = json!([
        { "item_id": "dfl-1", "item_name": "letters/a.txt", "status": "completed" },
        { "item_id": "dfl-2", "item_name": "letters/b.txt", "status": "completed",
          "processing_results": [] },
        { "item_id": "dfl-3", "item_name": "manifest", "status": "completed" },
    ]);
    let sandbox = sandbox_with(vec![classification]).await;
    let folder = tempfile::tempdir().unwrap();
    let args = ["results", "bjb-1", "--out", "out"];
    let ended = run_against(&sandbox, folder.path(), &args).await;
    assert_eq!(ended.code, Some(1), "{ended:?}");
    let result: Value =
        serde_json::from_str(&read(folder.path(), "out/letters/a.txt.json")).unwrap();
    assert_eq!(
        (&result["item_id"], &result["item_name"]),
        (&json!("dfl-1"), &json!("letters/a.txt"))
    );
    assert_eq!(result["processing_results"][0]["item_id"], "dfl-1");
    let requests = sandbox.requests();
    let asked = requests.iter().filter(|request| request.path.ends_with("/processing-results"));
    assert!(
        asked.clone().count() == 3
            && asked.clone().all(|r| r.query("job_type") == Some("classify"))
    );
    let inputs = &manifest(folder.path())["inputs"];
    assert_eq!(inputs[0]["result"], "letters/a.txt.json");
    assert!(inputs[1]["why"].as_str().unwrap().contains("no results"), "{inputs}");
    assert_eq!(inputs[2]["result"], "manifest-2.json");
    assert!(sandbox.requests().iter().all(|r| r.operation.as_deref() != Some("parsing.get")));
}
