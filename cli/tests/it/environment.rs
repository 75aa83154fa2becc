//! The environment: whom to talk to.

use llama_cloud_sandbox::Sandbox;

use crate::{Ended, command, documents, run};

/// What is kept by the service can't be asked of a sandbox that has just begun.
#[tokio::test]
async fn without_a_key_other_commands_say_what_to_set() {
    let folder = documents();
    let commands: [&[&str]; 5] = [
        &["status", "bjb-1"],
        &["wait", "bjb-1"],
        &["results", "bjb-1", "--out", "out"],
        &["cancel", "bjb-1"],
        &["list", "--json"],
    ];
    for args in commands {
        let output = run(folder.path(), args).await;
        assert_eq!(output.code, Some(2), "{args:?}: {output:?}");
        assert!(output.stderr.contains("set the variable `LLAMA_CLOUD_API_KEY`"), "{output:?}");
        assert_eq!((output.stdout.as_str(), output.stderr.lines().count()), ("", 1));
    }
    assert!(!folder.path().join("out").exists());
}

#[tokio::test]
async fn r79_a_wrong_environment_names_the_variable_and_not_the_value() {
    let folder = documents();
    let (key, url) = ("LLAMA_CLOUD_API_KEY", "LLAMA_CLOUD_BASE_URL");
    let headers = "LLAMA_CLOUD_CUSTOM_HEADERS";
    let secret = "llx-canary";
    let cases: [(&[(&str, &str)], &str); 9] = [
        (&[(key, "llx-canary\nllx-canary")], key),
        (&[(key, "  ")], key),
        (&[(key, "llx canary")], key),
        (&[("LLAMA_PARSE_API_KEY", "llx-canary\u{7}x")], "LLAMA_PARSE_API_KEY"),
        (&[(url, "https://llx-canary.example")], key),
        (&[(key, "llx-canary"), (url, "llx-canary")], url),
        (&[(key, "llx-canary"), (url, "ftp://host")], url),
        (&[(key, "llx-canary"), (url, "http://example.com")], url),
        (&[(key, "llx-canary"), (headers, "x-a: 1\nllx-canary")], headers),
    ];
    for (variables, names) in cases {
        let mut command = command(folder.path());
        let output = Ended::from(
            command.envs(variables.iter().copied()).args(["run", "docs"]).output().await.unwrap(),
        );
        let stderr = &output.stderr;
        assert_eq!(output.code, Some(2), "{variables:?}: {stderr}");
        assert!(stderr.contains(names), "{variables:?}: {stderr}");
        assert!(!stderr.contains(secret), "{variables:?}: {stderr}");
        assert_eq!(stderr.lines().count(), 1, "{stderr}");
    }
}

#[tokio::test]
async fn r79_r80_a_key_with_blanks_works_and_an_empty_variable_counts_as_unset() {
    let sandbox = Sandbox::start().await.unwrap();
    let folder = documents();
    let mut command = command(folder.path());
    command
        .env("LLAMA_CLOUD_API_KEY", "")
        .env("LLAMA_PARSE_API_KEY", format!(" {}\n", sandbox.key()))
        .env("LLAMA_CLOUD_BASE_URL", format!("{}/", sandbox.url()))
        .env("LLAMA_CLOUD_CUSTOM_HEADERS", "x-team: docs\n\nx-run:7\n")
        .args(["run", "docs", "--out", "out"]);
    let output = Ended::from(command.output().await.unwrap());
    assert_eq!(output.code, Some(0), "{}", output.stderr);
    let requests = sandbox.requests();
    assert!(!requests.is_empty());
    for request in requests {
        assert_eq!(request.header("x-team"), Some("docs"));
        assert_eq!(request.header("x-run"), Some("7"));
    }
}
