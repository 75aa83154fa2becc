//! `--help`.

use std::path::Path;

use crate::run;

#[tokio::test]
async fn help_tells_a_stranger_what_there_is() {
    let help = run(Path::new("."), &["--help"]).await;
    assert_eq!((help.code, help.stderr.as_str()), (Some(0), ""));
    for variable in ["API_KEY", "BASE_URL", "CUSTOM_HEADERS"] {
        assert!(help.stdout.contains(&format!("LLAMA_CLOUD_{variable}")), "{}", help.stdout);
    }
    assert!(help.stdout.contains("LLAMA_PARSE_API_KEY"), "{}", help.stdout);
    for command in ["run", "status", "wait", "results", "cancel", "list"] {
        assert!(help.stdout.contains(&format!("\n  {command} ")), "{}", help.stdout);
        let help = run(Path::new("."), &[command, "--help"]).await;
        assert_eq!(help.code, Some(0), "{help:?}");
        assert!(help.stdout.contains(&format!("\n  llama-batch {command} ")), "{}", help.stdout);
    }
}

/// The README and `--help` name the same exit codes, in the same words.
#[tokio::test]
async fn exit_codes_are_documented() {
    let readme = include_str!("../../README.md");
    let told = readme.lines().filter_map(|line| {
        let (code, means) = line.strip_prefix("| ")?.strip_suffix(" |")?.split_once(" | ")?;
        Some((code.parse::<u8>().ok()?, means))
    });
    let told: Vec<(u8, &str)> = told.collect();
    assert_eq!(told.iter().map(|(code, _)| *code).collect::<Vec<_>>(), [0, 1, 2, 3, 4, 5, 130]);
    let help = run(Path::new("."), &["--help"]).await.stdout;
    for (code, means) in told {
        assert!(help.contains(&format!("\n  {code:<3}  {means}\n")), "{code}: {help}");
    }
}

#[tokio::test]
async fn wrong_usage_says_what_is_wrong() {
    let cases: [(&[&str], &str); 6] = [
        (&[], "Usage"),
        (&["stats"], "status"),
        (&["run"], "<PATH>"),
        (&["status"], "<JOB>"),
        (&["wait", ""], "<JOB>"),
        (&["wait", "bjb-1", "--deadline", "soon"], "--deadline"),
    ];
    for (args, says) in cases {
        let ended = run(Path::new("."), args).await;
        assert_eq!((ended.code, ended.stdout.as_str()), (Some(2), ""), "{args:?}: {ended:?}");
        assert!(ended.stderr.contains(says), "{args:?}: {ended:?}");
    }
}
