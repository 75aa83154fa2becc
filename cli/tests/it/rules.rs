//! `run --classify`.

use llama_cloud_sandbox::Sandbox;
use serde_json::{Value, json};

use crate::{documents, manifest, read, run_against};

const RULES: &str = r#"[{"type": "invoice", "description": "asks for money"}]"#;

#[tokio::test]
async fn files_are_classified_by_the_rules() {
    let sandbox = Sandbox::start().await.unwrap();
    let folder = documents();
    std::fs::write(folder.path().join("rules.json"), RULES).unwrap();
    let args = ["run", "docs", "--out", "out", "--classify", "rules.json", "--user-id", "u-1"];
    let ended =
        run_against(&sandbox, folder.path(), &[&args[..], &["--project-id", "p-1"]].concat()).await;
    assert_eq!(ended.code, Some(0), "{ended:?}");
    let requests = sandbox.requests();
    let create = requests.iter().find(|r| r.operation.as_deref() == Some("create")).unwrap();
    let body = create.json().unwrap();
    let config = &body["job_config"];
    assert_eq!(config["rules"], json!([{ "type": "invoice", "description": "asks for money" }]));
    assert_eq!((&config["project_id"], &config["user_id"]), (&json!("p-1"), &json!("u-1")));
    assert_eq!((&config["status"], config["id"].as_str().unwrap().len()), (&json!("PENDING"), 36));
    assert!(requests.iter().all(|request| request.query("project_id") == Some("p-1")));

    let result: Value = serde_json::from_str(&read(folder.path(), "out/docs/a.txt.json")).unwrap();
    assert_eq!(result["item_name"], "docs/a.txt");
    assert_eq!(result["processing_results"][0]["job_type"], "classify");
    let manifest = manifest(folder.path());
    assert_eq!(manifest["inputs"][0]["result"], "docs/a.txt.json");
}

#[tokio::test]
async fn rules_that_are_none_are_refused_before_anything_is_sent() {
    let sandbox = Sandbox::start().await.unwrap();
    let folder = documents();
    let ids: &[&str] = &["--project-id", "p-1", "--user-id", "u-1"];
    let cases: [(&str, &[&str], &str); 7] = [
        ("[]", ids, "there is none"),
        ("{}", ids, "rules.json"),
        ("[", ids, "rules.json"),
        (r#"[{"type": "invoice"}]"#, ids, "description"),
        (RULES, &["--user-id", "u-1"], "--project-id"),
        (RULES, &["--project-id", "p-1"], "--user-id"),
        (RULES, &["--project-id", "", "--user-id", "u-1"], "--project-id"),
    ];
    for (rules, ids, says) in cases {
        std::fs::write(folder.path().join("rules.json"), rules).unwrap();
        let args = [&["run", "docs", "--classify", "rules.json"], ids].concat();
        let ended = run_against(&sandbox, folder.path(), &args).await;
        assert_eq!(ended.code, Some(2), "{rules} {ids:?}: {ended:?}");
        assert!(ended.stderr.contains(says), "{rules} {ids:?}: {ended:?}");
    }
    let args = ["run", "docs", "--classify", "nothing.json", "--project-id", "p", "--user-id", "u"];
    let ended = run_against(&sandbox, folder.path(), &args).await;
    assert_eq!(ended.code, Some(2), "{ended:?}");
    let ended = run_against(&sandbox, folder.path(), &["run", "docs", "--user-id", "u-1"]).await;
    assert_eq!(ended.code, Some(2), "{ended:?}");
    assert!(sandbox.requests().is_empty());
}
