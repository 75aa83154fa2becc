//! `run`.

use std::time::Duration;

use llama_cloud_sandbox::{Fault, Match, Sandbox};

use crate::{documents, manifest, read, run, run_against};

#[tokio::test]
async fn documents_go_through_a_batch_without_a_key() {
    let folder = documents();
    let output = run(folder.path(), &["run", "docs", "--out", "out"]).await;
    let (stdout, stderr) = (&output.stdout, &output.stderr);
    assert_eq!(output.code, Some(0), "{stdout}{stderr}");
    assert!(stderr.contains("sandbox"), "{stderr}");
    assert!(stderr.contains("3 of 3 completed"), "{stderr}");
    let read = |name: &str| read(folder.path(), &format!("out/{name}"));
    assert_eq!(read("docs/a.txt.md"), "first words\n");
    assert_eq!(read("docs/b c.md.md"), "# Größe\n");
    assert_eq!(read("docs/more/a.txt.md"), "other words\n");
    let manifest = manifest(folder.path());
    assert_eq!(manifest["inputs"].as_array().unwrap().len(), 3);
    assert_eq!(manifest["job_status"], "completed");
}

#[tokio::test]
async fn a_lost_answer_makes_no_second_job() {
    for fault in [Fault::DropAfterCommit, Fault::status_after_commit(502), Fault::Truncate(9)] {
        let sandbox = Sandbox::start().await.unwrap();
        sandbox.fault(Match::operation("create"), fault);
        let folder = documents();
        let output = run_against(&sandbox, folder.path(), &["run", "docs", "--out", "out"]).await;
        assert_eq!(output.code, Some(0), "{}", output.stderr);
        let requests = sandbox.requests();
        let posts = requests.iter().filter(|r| r.operation.as_deref() == Some("create"));
        assert_eq!((posts.count(), sandbox.jobs().len()), (1, 1));
        assert!(!output.stderr.contains(sandbox.key()));
    }
}

#[tokio::test]
async fn an_upload_whose_answer_is_lost_is_found_and_not_doubled() {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.fault(Match::operation("directories.files.upload").nth(2), Fault::DropAfterCommit);
    let folder = documents();
    let output = run_against(&sandbox, folder.path(), &["run", "docs", "--out", "out"]).await;
    assert_eq!(output.code, Some(0), "{}", output.stderr);
    assert_eq!(sandbox.jobs()[0].total_items, 3);
}

#[tokio::test]
async fn items_that_fail_are_named_and_the_rest_is_there() {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.fail_item("docs/a.txt", "The file is \u{1b}[31mencrypted.");
    sandbox.skip_item("docs/more/a.txt", "already_processed");
    let folder = documents();
    let output = run_against(&sandbox, folder.path(), &["run", "docs", "--out", "out"]).await;
    let (stdout, stderr) = (&output.stdout, &output.stderr);
    assert_eq!(output.code, Some(1), "{stdout}{stderr}");
    assert!(stdout.contains("encrypted.") && stdout.contains("already_processed"), "{stdout}");
    assert!(stderr.contains("1 of 3 completed, 1 failed, 1 skipped"), "{stderr}");
    assert!(!stdout.contains('\u{1b}'), "the service's words steer the terminal");
    assert!(folder.path().join("out/docs/b c.md.md").exists());
    assert!(!folder.path().join("out/docs/a.txt.md").exists());
}

#[tokio::test]
async fn json_is_one_object_a_line() {
    let folder = documents();
    let output = run(folder.path(), &["run", "docs", "--out", "out", "--json"]).await;
    let lines = output.objects();
    assert_eq!(lines.len(), 4);
    assert!(lines[..3].iter().all(|line| line["status"] == "completed"), "{lines:?}");
    assert_eq!(lines[3]["job_status"], "completed");
}

#[tokio::test]
async fn bad_input_is_refused_before_anything_is_sent() {
    let folder = documents();
    std::fs::create_dir(folder.path().join("empty")).unwrap();
    std::fs::write(folder.path().join("file"), "x").unwrap();
    let cases: [(&[&str], &str); 7] = [
        (&["run", "docs/nothing"], "docs/nothing"),
        (&["run", "docs/*.pdf"], "nothing matches `docs/*.pdf`"),
        (&["run", "docs/[", "--out", "out"], "`docs/[` is no pattern"),
        (&["run", "docs", "--send-again"], "--journal"),
        (&["run", "empty"], "there is no file in `empty`"),
        (&["run", "docs", "--out", "file/out"], "file/out"),
        (&["run", "docs", "--parallel", "0"], "--parallel"),
    ];
    for (args, says) in cases {
        let output = run(folder.path(), args).await;
        let stderr = &output.stderr;
        assert_eq!(output.code, Some(2), "{args:?}: {stderr}");
        assert!(stderr.contains(says), "{args:?}: {stderr}");
        assert!(!stderr.contains("panicked"), "{stderr}");
    }
}

#[tokio::test]
async fn exit_codes_tell_what_became_of_the_job() {
    // A wrong key.
    let sandbox = Sandbox::start().await.unwrap();
    let folder = documents();
    sandbox.fault(Match::any().always(), Fault::status(401));
    let output = run_against(&sandbox, folder.path(), &["run", "docs"]).await;
    assert_eq!(output.code, Some(3), "{}", output.stderr);

    // Nobody can tell whether the job was made: the list can't be read.
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.fault(Match::operation("create"), Fault::DropAfterCommit);
    sandbox.fault(Match::operation("list").always(), Fault::status(403));
    let output = run_against(&sandbox, folder.path(), &["run", "docs"]).await;
    assert_eq!(output.code, Some(4), "{}", output.stderr);
    assert!(output.stderr.contains("look at the jobs"), "{}", output.stderr);

    // The deadline.
    let sandbox = Sandbox::builder().job_time(Duration::from_secs(600)).start().await.unwrap();
    let output = run_against(&sandbox, folder.path(), &["run", "docs", "--deadline", "1"]).await;
    assert_eq!(output.code, Some(5), "{}", output.stderr);
    let id = &sandbox.jobs()[0].id;
    let says = format!("its results: llama-batch results {id}");
    assert!(output.stderr.contains(&says), "{}", output.stderr);

    // A job that does not move.
    let output = run_against(&sandbox, folder.path(), &["run", "docs", "--stall", "1"]).await;
    assert_eq!(output.code, Some(5), "{}", output.stderr);
    assert!(output.stderr.contains("did not change"), "{}", output.stderr);

    // A result that can't be written.
    let sandbox = Sandbox::start().await.unwrap();
    std::fs::create_dir_all(folder.path().join("out/docs/a.txt.md")).unwrap();
    let output = run_against(&sandbox, folder.path(), &["run", "docs", "--out", "out"]).await;
    assert_eq!(output.code, Some(2), "{}", output.stderr);
    assert!(output.stderr.contains("can't write"), "{}", output.stderr);
}

/// A shell that leaves a pattern alone, or quotes around it, make no difference.
#[tokio::test]
async fn patterns_are_paths_too() {
    let folder = documents();
    std::fs::write(folder.path().join("docs/[1].txt"), "one\n").unwrap();
    let args = ["run", "docs/**/a.txt", "docs/[1].txt", "--out", "out", "--json"];
    let ended = run(folder.path(), &args).await;
    assert_eq!(ended.code, Some(0), "{ended:?}");
    let inputs = &manifest(folder.path())["inputs"];
    let names: Vec<_> = inputs.as_array().unwrap().iter().map(|input| &input["input"]).collect();
    assert_eq!(names, ["docs/a.txt", "docs/more/a.txt", "docs/[1].txt"]);
}

#[tokio::test]
async fn a_directory_is_kept_if_asked_for() {
    for (args, is_kept) in [(&["run", "docs"][..], false), (&["run", "docs", "--keep"], true)] {
        let sandbox = Sandbox::start().await.unwrap();
        let folder = documents();
        let ended = run_against(&sandbox, folder.path(), args).await;
        assert_eq!(ended.code, Some(0), "{ended:?}");
        assert_eq!(ended.stderr.contains("is kept"), is_kept, "{ended:?}");
        let requests = sandbox.requests();
        let deletes =
            requests.iter().filter(|r| r.operation.as_deref() == Some("directories.delete"));
        assert_eq!(deletes.count(), usize::from(!is_kept));
    }
}

/// Each file once, whatever leads to it; the results of an earlier run are no inputs.
#[cfg(unix)]
#[tokio::test]
async fn links_loops_and_earlier_results() {
    let folder = documents();
    let docs = folder.path().join("docs");
    std::os::unix::fs::symlink("a.txt", docs.join("link.txt")).unwrap();
    std::os::unix::fs::symlink(".", docs.join("loop")).unwrap();
    for _ in 0..2 {
        let args = ["run", "docs", "docs/a.txt", "docs/../docs/more", "--out", "docs/out"];
        let output = run(folder.path(), &args).await;
        let stderr = &output.stderr;
        assert_eq!(output.code, Some(0), "{stderr}");
        assert!(stderr.contains("3 of 3 completed"), "{stderr}");
    }
}
