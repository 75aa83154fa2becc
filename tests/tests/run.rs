//! `run`: from documents to results in one call, killed and made again.
#![expect(clippy::indexing_slicing, clippy::unwrap_used, reason = "a test that can't go on fails")]

use std::path::Path;
use std::time::Duration;

use llama_cloud::{
    BatchCreateParams, BatchParseJobRecordCreate, BatchParseParameters, ClassifierRule,
    ClassifyJob, ClassifyStatus, Document, Documents, FateStatus, JobConfig, LlamaCloud, Outcome,
    Output, Part, Run, RunError, RunErrorKind, RunEvent, RunReport,
};
use llama_cloud_sandbox::{Fault, Match, Sandbox};
use serde_json::{Value, json};

fn client(sandbox: &Sandbox) -> LlamaCloud {
    LlamaCloud::builder().base_url(sandbox.url()).api_key(sandbox.key()).build().unwrap()
}

/// A folder with so many documents, `docs/000.txt` and so on.
fn documents(count: usize) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("docs")).unwrap();
    for number in 0..count {
        let path = folder.path().join(format!("docs/{number:03}.txt"));
        std::fs::write(path, format!("the text of {number}\n")).unwrap();
    }
    folder
}

/// The run over the documents of a folder, with a journal.
fn run<'a>(client: &'a LlamaCloud, folder: &Path) -> Run<'a> {
    let documents = Documents::new().path(folder.join("docs")).unwrap();
    // Without what the test's own folder is called.
    let documents = documents.into_iter().map(|document| {
        let path = document.path().unwrap().to_owned();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        document.named(format!("docs/{name}"))
    });
    let documents: Vec<Document> = documents.collect();
    client.run(documents).folder(folder.join("out")).journal(folder.join("journal"))
}

fn journal(folder: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(folder.join("journal")).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn events(folder: &Path) -> Vec<String> {
    journal(folder).iter().map(|line| line["event"].as_str().unwrap().to_owned()).collect()
}

/// How many requests for an operation did what they asked for.
fn committed(sandbox: &Sandbox, operation: &str) -> usize {
    let requests = sandbox.requests();
    let of = requests.iter().filter(|r| r.operation.as_deref() == Some(operation) && r.committed);
    of.count()
}

/// Nothing is lost and nothing is there twice.
fn check(sandbox: &Sandbox, folder: &Path, report: &RunReport, count: usize) {
    assert!(report.all_completed(), "{:?}", report.fates);
    assert_eq!(report.fates.len(), count);
    assert_eq!(sandbox.jobs().len(), 1);
    assert_eq!(sandbox.jobs()[0].total_items, count);
    assert_eq!(committed(sandbox, "directories.files.upload"), count);
    for number in 0..count {
        let path = folder.join(format!("out/docs/{number:03}.txt.md"));
        assert_eq!(std::fs::read_to_string(path).unwrap(), format!("the text of {number}\n"));
    }
    assert_eq!(std::fs::read_dir(folder.join("out/docs")).unwrap().count(), count);
    let manifest = std::fs::read_to_string(folder.join("out/manifest.json")).unwrap();
    let manifest: Value = serde_json::from_str(&manifest).unwrap();
    assert_eq!(manifest["inputs"].as_array().unwrap().len(), count);
}

#[tokio::test(start_paused = true)]
async fn a_run_takes_documents_to_results() {
    let sandbox = Sandbox::start().await.unwrap();
    let (client, folder) = (client(&sandbox), documents(5));
    let mut stream = run(&client, folder.path()).stream();
    let mut seen: Vec<&str> = Vec::new();
    let mut report = None;
    while let Some(event) = stream.next().await {
        let word = match event.unwrap() {
            RunEvent::Planned { documents, uploads, bytes, resumed } => {
                assert_eq!((documents, uploads, bytes, resumed), (5, 5, 5 * 14, false));
                "planned"
            }
            RunEvent::Directory { .. } => "directory",
            RunEvent::Sent { .. } => "sent",
            RunEvent::Uploaded { .. } => "uploaded",
            RunEvent::Created { .. } => "created",
            RunEvent::Progressed(_) => "progressed",
            RunEvent::Finished(_) => "finished",
            RunEvent::Done(done) => {
                report = Some(done);
                "done"
            }
            other => panic!("{other:?}"),
        };
        if seen.last() != Some(&word) {
            seen.push(word);
        }
    }
    seen.retain(|word| !matches!(*word, "sent" | "progressed" | "uploaded"));
    seen.dedup();
    assert_eq!(seen, ["planned", "directory", "created", "finished", "done"]);
    let report = report.unwrap();
    check(&sandbox, folder.path(), &report, 5);
    assert_eq!(report.directory_id, None, "the directory is of no more use");

    let mut words = events(folder.path());
    assert_eq!(words[..2], ["run", "directory"]);
    words.sort_unstable();
    words.dedup();
    let all = ["created", "directory", "done", "intent", "result", "run", "uploaded", "uploading"];
    assert_eq!(words, all);
    assert!(journal(folder.path()).iter().all(|line| line["v"] == 1 && line["t"].is_string()));

    // Made again, it sends nothing, and says the same.
    let requests = sandbox.requests().len();
    let again = run(&client, folder.path()).await.unwrap();
    assert_eq!(sandbox.requests().len(), requests);
    assert_eq!(again.fates, report.fates);
    assert_eq!(again.job_id, report.job_id);
}

/// A run that is dropped after its first event, its second and so on, each time gone on with.
#[tokio::test(start_paused = true)]
async fn r81_a_run_that_is_dropped_at_any_moment_goes_on() {
    for every in 1..12 {
        let sandbox = Sandbox::start().await.unwrap();
        let (client, folder) = (client(&sandbox), documents(6));
        let (mut drops, mut send_again) = (0, false);
        let report = 'runs: loop {
            let run = run(&client, folder.path()).uploads_at_once(2);
            let mut stream = if send_again { run.send_again() } else { run }.stream();
            // A run that only looks at what there is would never get anywhere.
            for _ in 0..every + drops {
                match stream.next().await.unwrap() {
                    Ok(RunEvent::Done(report)) => break 'runs report,
                    Ok(_) => {}
                    // It was dropped when the POST was about to go out, and it never did.
                    Err(error) if matches!(error.kind(), RunErrorKind::Intent(_)) => {
                        assert_eq!(sandbox.jobs().len(), 0);
                        send_again = true;
                        break;
                    }
                    Err(error) => panic!("{error:?}"),
                }
            }
            drops += 1;
        };
        check(&sandbox, folder.path(), &report, 6);
        assert!(every > 8 || drops > 1, "dropped {drops} times after {every} events");
    }
}

#[tokio::test(start_paused = true)]
async fn r81_answers_that_are_lost_lose_and_double_nothing() {
    let operations = ["directories.create", "directories.files.upload", "create"];
    for operation in operations {
        for fault in [Fault::DropAfterCommit, Fault::status_after_commit(502)] {
            let sandbox = Sandbox::start().await.unwrap();
            sandbox.fault(Match::operation(operation), fault);
            let (client, folder) = (client(&sandbox), documents(3));
            let report = run(&client, folder.path()).await.unwrap();
            check(&sandbox, folder.path(), &report, 3);
            assert_eq!(committed(&sandbox, "directories.create"), 1, "{operation}");
        }
    }
}

/// A server that has read a file takes it in, also when the program that sent it is gone.
#[tokio::test(start_paused = true)]
async fn r81_an_upload_that_arrives_after_the_kill_is_not_sent_again() {
    let sandbox = Sandbox::start().await.unwrap();
    let (client, folder) = (client(&sandbox), documents(5));
    sandbox.fault(
        Match::operation("directories.files.upload").nth(2),
        Fault::Delay(Duration::from_secs(8)),
    );
    let mut stream = run(&client, folder.path()).uploads_at_once(1).stream();
    let stalled = async {
        while let Some(event) = stream.next().await {
            assert!(!matches!(event.unwrap(), RunEvent::Created { .. }));
        }
    };
    let _ = tokio::time::timeout(Duration::from_secs(3), stalled).await;
    drop(stream);
    assert_eq!(committed(&sandbox, "directories.files.upload"), 1);
    let report = run(&client, folder.path()).await.unwrap();
    check(&sandbox, folder.path(), &report, 5);
    let sent = sandbox.requests().iter().filter(|r| r.path.ends_with("/upload")).count();
    assert_eq!(sent, 5);
}

/// An upload may take long before the run is killed, and arrive after it.
#[tokio::test(start_paused = true)]
async fn r81_a_long_upload_that_arrives_after_the_kill_is_not_sent_again() {
    let sandbox = Sandbox::start().await.unwrap();
    let (client, folder) = (client(&sandbox), documents(1));
    let late = Fault::Delay(Duration::from_secs(35));
    sandbox.fault(Match::operation("directories.files.upload"), late);
    let mut stream = run(&client, folder.path()).stream();
    let all = async { while stream.next().await.is_some() {} };
    let _ = tokio::time::timeout(Duration::from_secs(30), all).await;
    drop(stream);
    // Paused time has gone by, which a journal does not know of.
    let began = jiff::Timestamp::now() - jiff::SignedDuration::from_secs(30);
    let mut text = String::new();
    for line in &mut journal(folder.path()) {
        line["t"] = json!(began.to_string());
        text.push_str(&format!("{line}\n"));
    }
    std::fs::write(folder.path().join("journal"), text).unwrap();
    let report = run(&client, folder.path()).await.unwrap();
    check(&sandbox, folder.path(), &report, 1);
    let sent = sandbox.requests().iter().filter(|r| r.path.ends_with("/upload")).count();
    assert_eq!(sent, 1);
}

/// One that is interrupted again and again, each time after a moment, gets on all the same.
#[tokio::test(start_paused = true)]
async fn r81_what_was_waited_for_is_not_waited_for_again() {
    let sandbox = Sandbox::start().await.unwrap();
    let (client, folder) = (client(&sandbox), documents(1));
    let delay = Fault::Delay(Duration::from_secs(3600));
    sandbox.fault(Match::operation("directories.files.upload"), delay);
    for _ in 0..2 {
        let mut stream = run(&client, folder.path()).stream();
        let all = async { while stream.next().await.is_some() {} };
        let _ = tokio::time::timeout(Duration::from_secs(5), all).await;
        drop(stream);
        // Paused time has gone by, which a journal does not know of.
        let mut text = String::new();
        for line in &mut journal(folder.path()) {
            let t: jiff::Timestamp = line["t"].as_str().unwrap().parse().unwrap();
            line["t"] = json!((t - jiff::SignedDuration::from_secs(20)).to_string());
            text.push_str(&format!("{line}\n"));
        }
        std::fs::write(folder.path().join("journal"), text).unwrap();
    }
    let began = tokio::time::Instant::now();
    let report = run(&client, folder.path()).await.unwrap();
    check(&sandbox, folder.path(), &report, 1);
    assert!(began.elapsed() < Duration::from_secs(14), "{:?}", began.elapsed());
}

/// A journal of a run that was killed when it was about to create the job.
async fn intent(client: &LlamaCloud, folder: &Path, minutes_ago: i64) {
    let mut stream = run(client, folder).stream();
    while let Some(event) = stream.next().await {
        if matches!(event.unwrap(), RunEvent::Created { .. }) {
            break;
        }
    }
    drop(stream);
    let at = jiff::Timestamp::now() - jiff::SignedDuration::from_mins(minutes_ago);
    let mut lines = journal(folder);
    lines.retain(|line| line["event"] != "created");
    let mut text = String::new();
    for line in &mut lines {
        if line["event"] == "intent" {
            line["t"] = json!(at.to_string());
        }
        text.push_str(&format!("{line}\n"));
    }
    std::fs::write(folder.join("journal"), text).unwrap();
}

#[tokio::test(start_paused = true)]
async fn r82_an_intent_leads_to_the_job_that_came_of_it() {
    let sandbox = Sandbox::start().await.unwrap();
    let (client, folder) = (client(&sandbox), documents(2));
    intent(&client, folder.path(), 60).await;
    let report = run(&client, folder.path()).await.unwrap();
    check(&sandbox, folder.path(), &report, 2);
}

#[tokio::test(start_paused = true)]
async fn r82_an_intent_without_a_job_is_told_and_one_post_more_is_permitted() {
    let sandbox = Sandbox::start().await.unwrap();
    let (client, folder) = (client(&sandbox), documents(2));
    sandbox.fault(Match::operation("create"), Fault::DropBefore);
    let error = run(&client, folder.path()).await.unwrap_err();
    assert!(matches!(error.kind(), RunErrorKind::Submit(_)), "{error:?}");
    assert_eq!(error.outcome(), Outcome::Unknown);
    // So long ago that a job is not to be expected any more.
    let text = std::fs::read_to_string(folder.path().join("journal")).unwrap();
    let line = journal(folder.path()).into_iter().find(|line| line["event"] == "intent").unwrap();
    let old = text.replace(line["t"].as_str().unwrap(), "2026-03-01T12:00:00Z");
    std::fs::write(folder.path().join("journal"), old).unwrap();

    for _ in 0..2 {
        let error = run(&client, folder.path()).await.unwrap_err();
        let RunErrorKind::Intent(intent) = error.kind() else { panic!("{error:?}") };
        assert!(intent.jobs.is_empty());
        assert_eq!(error.outcome(), Outcome::Unknown);
        assert_eq!(error.directory_id(), Some(&*intent.directory_id));
        assert!(error.to_string().contains("2026-03-01T12:00:00Z"), "{error}");
    }
    assert_eq!(sandbox.jobs().len(), 0);

    let report = run(&client, folder.path()).send_again().await.unwrap();
    check(&sandbox, folder.path(), &report, 2);
    let lines = journal(folder.path());
    let intents: Vec<&Value> = lines.iter().filter(|line| line["event"] == "intent").collect();
    assert_eq!(intents.len(), 2);
    assert_eq!(intents[1]["again"], true);
}

/// A journal that was copied before the job was created, or that lost its end, leads to no second job.
#[tokio::test(start_paused = true)]
async fn a_journal_without_its_end_leads_to_the_job_that_there_is() {
    let sandbox = Sandbox::start().await.unwrap();
    let (client, folder) = (client(&sandbox), documents(2));
    run(&client, folder.path()).keep_directory().await.unwrap();
    let whole = std::fs::read(folder.path().join("journal")).unwrap();
    let first = whole.iter().position(|byte| *byte == b'\n').unwrap() + 1;
    for len in (first..whole.len()).step_by(23) {
        std::fs::write(folder.path().join("journal"), &whole[..len]).unwrap();
        let report = run(&client, folder.path()).keep_directory().await.unwrap();
        check(&sandbox, folder.path(), &report, 2);
    }
}

/// Whatever ends a run whose journal tells of an intent, nobody can tell whether there is a job.
#[tokio::test(start_paused = true)]
async fn r82_the_outcome_of_an_intent_is_unknown_until_it_is_found() {
    let sandbox = Sandbox::start().await.unwrap();
    let (client, folder) = (client(&sandbox), documents(1));
    intent(&client, folder.path(), 60).await;
    sandbox.fault(Match::operation("list"), Fault::status(403));
    let error = run(&client, folder.path()).await.unwrap_err();
    assert!(matches!(error.kind(), RunErrorKind::Call(_)), "{error:?}");
    assert_eq!(error.outcome(), Outcome::Unknown);

    // Nor does one more POST that is refused undo the one before it.
    let none = json!({ "items": [], "total_size": 0 }).to_string();
    sandbox.fault(Match::operation("list"), Fault::body(none));
    sandbox.fault(Match::operation("create"), Fault::status(403));
    let error = run(&client, folder.path()).send_again().await.unwrap_err();
    assert!(matches!(error.kind(), RunErrorKind::Submit(_)), "{error:?}");
    assert_eq!(error.outcome(), Outcome::Unknown);

    let report = run(&client, folder.path()).await.unwrap();
    check(&sandbox, folder.path(), &report, 1);
}

/// Within the ten minutes it is looked for, and found when it shows.
#[tokio::test]
async fn r82_an_intent_of_a_moment_ago_is_looked_for() {
    let sandbox = Sandbox::start().await.unwrap();
    let (client, folder) = (client(&sandbox), documents(1));
    intent(&client, folder.path(), 1).await;
    let empty = json!({ "items": [], "total_size": 0 }).to_string();
    sandbox.fault(Match::operation("list").times(2), Fault::body(empty));
    let mut stream = run(&client, folder.path()).stream();
    let mut searched = false;
    let mut report = None;
    while let Some(event) = stream.next().await {
        match event.unwrap() {
            RunEvent::Searching { .. } => searched = true,
            RunEvent::Done(done) => report = Some(done),
            _ => {}
        }
    }
    assert!(searched);
    check(&sandbox, folder.path(), &report.unwrap(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_refused_create_can_be_made_again() {
    let sandbox = Sandbox::start().await.unwrap();
    let (client, folder) = (client(&sandbox), documents(1));
    sandbox.fault(Match::operation("create"), Fault::status(403));
    let error = run(&client, folder.path()).await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::NotDone, "{error}");
    let report = run(&client, folder.path()).await.unwrap();
    check(&sandbox, folder.path(), &report, 1);
}

#[tokio::test(start_paused = true)]
async fn r84_a_journal_belongs_to_one_run() {
    let sandbox = Sandbox::start().await.unwrap();
    let (client, folder) = (client(&sandbox), documents(1));
    let journal_error = |error: RunError| {
        assert!(matches!(error.kind(), RunErrorKind::Journal { .. }), "{error:?}");
        assert_eq!(error.outcome(), Outcome::NotDone);
        error.to_string()
    };

    // In use.
    let mut stream = run(&client, folder.path()).stream();
    stream.next().await.unwrap().unwrap();
    let said = journal_error(run(&client, folder.path()).await.unwrap_err());
    assert!(said.contains("another run has it in use"), "{said}");
    drop(stream);

    // Of something else.
    let parameters = BatchParseParameters::builder().high_res_ocr(true).build();
    let config = BatchParseJobRecordCreate::builder().parameters(parameters).build();
    let other = run(&client, folder.path()).job_config(config);
    let said = journal_error(other.await.unwrap_err());
    assert!(said.contains("does something else"), "{said}");

    // No journal at all: it is left as it is.
    let journal = folder.path().join("journal");
    let whole = std::fs::read(&journal).unwrap();
    std::fs::write(&journal, "notes of mine").unwrap();
    let said = journal_error(run(&client, folder.path()).await.unwrap_err());
    assert!(said.contains("line 1"), "{said}");
    assert_eq!(std::fs::read_to_string(&journal).unwrap(), "notes of mine");

    // Torn.
    std::fs::write(&journal, [whole.as_slice(), b"{\"v\":1,\"t\":\"2026"].concat()).unwrap();
    let report = run(&client, folder.path()).await.unwrap();
    check(&sandbox, folder.path(), &report, 1);

    // Nothing that a file could be told from.
    for special in ["/dev/zero", "/dev/null"].into_iter().filter(|_| cfg!(unix)) {
        let wrong = client.run(["a.txt"]).folder(folder.path().join("out")).journal(special);
        let said = journal_error(wrong.await.unwrap_err());
        assert!(said.contains("it is no file"), "{said}");
    }

    // Without a folder for results.
    let error = client.run(["a.txt"]).journal(&journal).await.unwrap_err();
    assert!(error.to_string().contains("a journal needs a folder"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn r84_a_journal_holds_no_secrets() {
    let sandbox = Sandbox::start().await.unwrap();
    let (client, folder) = (client(&sandbox), documents(1));
    let parameters = BatchParseParameters::builder()
        .azure_openai_key("canary-azure")
        .vendor_multimodal_api_key("canary-vendor")
        .build();
    let config = BatchParseJobRecordCreate::builder().parameters(parameters).build();
    let run = run(&client, folder.path()).job_config(config);
    assert!(!format!("{run:?}").contains("canary"));
    run.await.unwrap();
    for file in ["journal", "out/manifest.json"] {
        let text = std::fs::read_to_string(folder.path().join(file)).unwrap();
        assert!(!text.contains("canary") && !text.contains(sandbox.key()), "{text}");
    }
}

#[tokio::test(start_paused = true)]
async fn r83_every_document_has_a_fate() {
    let sandbox = Sandbox::start().await.unwrap();
    let (client, folder) = (client(&sandbox), documents(3));
    let docs = folder.path().join("docs");
    std::fs::write(docs.join("empty.txt"), "").unwrap();
    std::fs::remove_file(docs.join("002.txt")).unwrap();
    let gone = Document::file(docs.join("gone.txt")).named("gone.txt");
    sandbox.fail_item("fails.txt", "The file is encrypted.");
    sandbox.skip_item("skips.txt", "already_processed");
    let deep = "deep/".repeat(2000);
    let part = |name: &str| Document::new(name, Part::bytes(name.to_owned()));
    let documents = vec![
        gone,
        Document::file(docs.join("000.txt")).named("same"),
        Document::file(docs.join("001.txt")).named("same"),
        Document::file(docs.join("empty.txt")).named("empty.txt"),
        part("fails.txt"),
        part("skips.txt"),
        part("../../etc/passwd"),
        part(&deep),
    ];
    let out = folder.path().join("out");
    let report = client.run(documents).folder(&out).await.unwrap();
    let fates: Vec<(&str, FateStatus, Option<&str>)> = report
        .fates
        .iter()
        .map(|fate| (fate.name.as_str(), fate.status, fate.result.as_deref()))
        .collect();
    assert_eq!(
        fates[..7],
        [
            ("gone.txt", FateStatus::NotUploaded, None),
            ("same", FateStatus::Completed, Some("same.md")),
            ("same", FateStatus::Completed, Some("same-2.md")),
            ("empty.txt", FateStatus::Failed, None),
            ("fails.txt", FateStatus::Failed, None),
            ("skips.txt", FateStatus::Skipped, None),
            ("../../etc/passwd", FateStatus::Completed, Some("etc/passwd.md")),
        ]
    );
    // No path is as long as such a name.
    assert_eq!(report.fates[7].status, FateStatus::Completed);
    assert_eq!(report.fates[4].why.as_deref(), Some("The file is encrypted."));
    assert_eq!(report.fates[5].why.as_deref(), Some("already_processed"));
    assert!(report.fates[0].why.as_ref().unwrap().contains("gone.txt"));
    assert_eq!(std::fs::read_to_string(out.join("same-2.md")).unwrap(), "the text of 1\n");
    assert_eq!(sandbox.jobs()[0].total_items, 7);
}

#[tokio::test(start_paused = true)]
async fn a_result_takes_no_document_s_place() {
    let sandbox = Sandbox::start().await.unwrap();
    let (client, folder) = (client(&sandbox), tempfile::tempdir().unwrap());
    for name in ["notes", "notes.md"] {
        std::fs::write(folder.path().join(name), name).unwrap();
    }
    let documents =
        || ["notes", "notes.md"].map(|name| Document::file(folder.path().join(name)).named(name));
    let report = client.run(documents()).folder(folder.path()).await.unwrap();
    let results: Vec<_> = report.fates.iter().map(|fate| fate.result.as_deref().unwrap()).collect();
    assert_eq!(results, ["notes-2.md", "notes.md.md"]);
    let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).unwrap();
    assert_eq!((read("notes.md"), read("notes-2.md")), ("notes.md".into(), "notes".into()));

    // Nor does the manifest.
    let manifest = Document::file(folder.path().join("manifest.json"));
    let error = client.run([manifest]).folder(folder.path()).await.unwrap_err();
    assert!(error.to_string().contains("choose another folder"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_folder_that_can_not_be_made_is_told_before_anything_is_sent() {
    let sandbox = Sandbox::start().await.unwrap();
    let (client, folder) = (client(&sandbox), documents(1));
    std::fs::write(folder.path().join("out"), "a file").unwrap();
    let error = run(&client, folder.path()).await.unwrap_err();
    assert!(matches!(error.kind(), RunErrorKind::Write { .. }), "{error:?}");
    assert_eq!(error.outcome(), Outcome::NotDone);
    assert_eq!(sandbox.requests().len(), 0);
}

#[tokio::test(start_paused = true)]
async fn without_a_folder_the_texts_are_in_the_report() {
    let sandbox = Sandbox::start().await.unwrap();
    let (client, folder) = (client(&sandbox), documents(2));
    let documents = Documents::new().path(folder.path().join("docs")).unwrap();
    let report = client.run(documents).keep_directory().await.unwrap();
    let texts: Vec<&str> = report.fates.iter().map(|fate| fate.text.as_deref().unwrap()).collect();
    assert_eq!(texts, ["the text of 0\n", "the text of 1\n"]);
    assert!(report.directory_id.is_some());
    assert_eq!(committed(&sandbox, "directories.delete"), 0);
}

#[tokio::test(start_paused = true)]
async fn classifications_are_written_as_json() {
    let sandbox = Sandbox::start().await.unwrap();
    let (client, folder) = (client(&sandbox), documents(1));
    let rule = ClassifierRule::builder().r#type("letter").description("begins with Dear").build();
    let config = ClassifyJob::builder()
        .id("c-1")
        .project_id("p-1")
        .user_id("u-1")
        .status(ClassifyStatus::Pending)
        .rules(vec![rule])
        .build();
    let params = BatchCreateParams::builder().job_config(JobConfig::from(config)).build();
    let report = run(&client, folder.path()).params(&params).await.unwrap();
    assert_eq!(report.fates[0].result.as_deref(), Some("docs/000.txt.json"));
    let text = std::fs::read_to_string(folder.path().join("out/docs/000.txt.json")).unwrap();
    let results: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(results["processing_results"][0]["job_type"], "classify");
    let requests = sandbox.requests();
    let of_items = requests.iter().find(|r| r.path.ends_with("/processing-results")).unwrap();
    assert_eq!(of_items.query("job_type"), Some("classify"), "other jobs may have had it too");
}

#[tokio::test(start_paused = true)]
async fn an_item_without_results_is_lost_and_no_empty_file() {
    let items = json!([{ "item_id": "dfl-1", "item_name": "a.txt", "status": "completed",
                         "processing_results": [] }]);
    let job = json!({ "id": "bjb-1", "job_type": "classify", "project_id": "sandbox-project",
                      "status": "completed", "total_items": 1, "items": items });
    let seeded = Sandbox::builder().seed(json!({ "jobs": [job] }));
    let sandbox = seeded.start().await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let results = client(&sandbox).results("bjb-1").folder(folder.path()).await.unwrap();
    assert!(matches!(results[0].output, Output::Lost { .. }), "{results:?}");
    assert_eq!(folder.path().read_dir().unwrap().count(), 0);
}

/// What was not uploaded before the job was about to be created is in no job.
#[tokio::test(start_paused = true)]
async fn nothing_is_planned_to_be_uploaded_when_there_may_be_a_job() {
    let sandbox = Sandbox::start().await.unwrap();
    let (client, folder) = (client(&sandbox), documents(2));
    intent(&client, folder.path(), 60).await;
    let mut lines = journal(folder.path());
    let first = lines.iter().position(|line| line["event"] == "uploaded").unwrap();
    lines.remove(first);
    let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
    std::fs::write(folder.path().join("journal"), text).unwrap();
    let mut stream = run(&client, folder.path()).stream();
    let Some(Ok(RunEvent::Planned { documents, uploads, bytes, .. })) = stream.next().await else {
        panic!("the first event is what is planned")
    };
    assert_eq!((documents, uploads, bytes), (2, 0, 0));
}

/// What would fail every document ends the run before it has tried them all, and it goes on later.
#[tokio::test(start_paused = true)]
async fn r83_what_fails_all_ends_the_run_early() {
    let sandbox = Sandbox::start().await.unwrap();
    let (client, folder) = (client(&sandbox), documents(100));
    sandbox
        .fault(Match::operation("directories.files.upload").nth(11).times(80), Fault::status(401));
    let error = run(&client, folder.path()).uploads_at_once(4).await.unwrap_err();
    assert!(matches!(error.kind(), RunErrorKind::Upload(_)), "{error:?}");
    let tried = sandbox.requests().iter().filter(|r| r.path.ends_with("/upload")).count();
    assert!(tried < 20, "{tried} were tried");
    sandbox.clear_faults();
    let report = run(&client, folder.path()).await.unwrap();
    check(&sandbox, folder.path(), &report, 100);
}

/// An outage in which few documents fail, but all of them, is no end of a run either.
#[tokio::test(start_paused = true)]
async fn r83_an_outage_of_all_uploads_is_no_end() {
    let sandbox = Sandbox::start().await.unwrap();
    let (client, folder) = (client(&sandbox), documents(3));
    sandbox.fault(Match::operation("directories.files.upload").always(), Fault::status(500));
    let error = run(&client, folder.path()).await.unwrap_err();
    assert!(matches!(error.kind(), RunErrorKind::Upload(_)), "{error:?}");
    assert_eq!(sandbox.jobs().len(), 0);
    sandbox.clear_faults();
    let report = run(&client, folder.path()).await.unwrap();
    check(&sandbox, folder.path(), &report, 3);
}

/// A 429 slows all down as long as it says, and loses nothing.
#[tokio::test(start_paused = true)]
async fn a_429_slows_everything_down() {
    let sandbox = Sandbox::start().await.unwrap();
    let (client, folder) = (client(&sandbox), documents(30));
    let throttled = Fault::status(429).header("retry-after", "7");
    sandbox.fault(Match::operation("directories.files.upload").nth(10).times(3), throttled);
    let began = tokio::time::Instant::now();
    let report = run(&client, folder.path()).await.unwrap();
    check(&sandbox, folder.path(), &report, 30);
    assert!(began.elapsed() >= Duration::from_secs(7));
}

/// Results that are deleted, and results that were lost, are fetched by the next run.
#[tokio::test(start_paused = true)]
async fn r81_results_that_are_missing_are_fetched_again() {
    let sandbox = Sandbox::start().await.unwrap();
    let (client, folder) = (client(&sandbox), documents(4));
    sandbox.fault(Match::operation("parsing.get").times(4), Fault::status(403));
    let report = run(&client, folder.path()).await.unwrap();
    assert_eq!(report.count(FateStatus::Lost), 4);
    assert!(report.directory_id.is_some(), "it stays until all is there");
    std::fs::remove_file(folder.path().join("out/docs/001.txt.md")).ok();
    let report = run(&client, folder.path()).await.unwrap();
    check(&sandbox, folder.path(), &report, 4);
}

/// A directory may show a copy of a document, and the job an item for each.
#[tokio::test(start_paused = true)]
async fn r83_a_document_with_two_items_has_one_fate() {
    let sandbox = Sandbox::start().await.unwrap();
    let (client, folder) = (client(&sandbox), documents(1));
    let mut stream = run(&client, folder.path()).stream();
    let mut finished = 0;
    while let Some(event) = stream.next().await {
        match event.unwrap() {
            RunEvent::Created { job_id } => {
                let results = client.results(&job_id).await.unwrap();
                let item = serde_json::to_value(&results[0].item).unwrap();
                let mut copy = item.clone();
                copy["item_id"] = json!("dfl-copy");
                let items = json!({ "items": [item, copy], "total_size": 2 }).to_string();
                sandbox.fault(Match::operation("job_items.list").always(), Fault::body(items));
            }
            RunEvent::Finished(_) => finished += 1,
            _ => {}
        }
    }
    assert_eq!(finished, 1);
    assert_eq!(events(folder.path()).iter().filter(|event| *event == "result").count(), 1);
}

/// The contract does not say that the id of an item is that of its file.
#[tokio::test(start_paused = true)]
async fn r83_items_of_other_ids_are_told_by_their_names() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = client(&sandbox);
    let texts = ["first", "second", "third"];
    let documents = texts.map(|text| Document::new("same", Part::bytes(text)));
    let mut stream = client.run(documents).stream();
    let mut report = None;
    while let Some(event) = stream.next().await {
        match event.unwrap() {
            RunEvent::Created { job_id } => {
                let mut items = Vec::new();
                for (number, result) in client.results(&job_id).await.unwrap().iter().enumerate() {
                    let mut item = serde_json::to_value(&result.item).unwrap();
                    item["item_id"] = json!(format!("item-{number}"));
                    items.push(item);
                }
                let items = json!({ "items": items, "total_size": 3 }).to_string();
                sandbox.fault(Match::operation("job_items.list").always(), Fault::body(items));
            }
            RunEvent::Done(done) => report = Some(done),
            _ => {}
        }
    }
    let report = report.unwrap();
    let got: Vec<&str> = report.fates.iter().map(|fate| fate.text.as_deref().unwrap()).collect();
    assert_eq!(got, texts);
}

/// What fails every result ends a run with a journal before all are tried, and it goes on later.
#[tokio::test(start_paused = true)]
async fn r83_what_fails_all_results_ends_the_run_early() {
    let sandbox = Sandbox::start().await.unwrap();
    let (client, folder) = (client(&sandbox), documents(100));
    sandbox.fault(Match::operation("parsing.get").nth(21).times(80), Fault::status(401));
    let error = run(&client, folder.path()).fetches_at_once(4).await.unwrap_err();
    assert!(matches!(error.kind(), RunErrorKind::Call(_)), "{error:?}");
    assert_eq!(error.outcome(), Outcome::Done);
    assert!(sandbox.count("parsing.get") < 45, "{} were tried", sandbox.count("parsing.get"));
    sandbox.clear_faults();
    let report = run(&client, folder.path()).await.unwrap();
    check(&sandbox, folder.path(), &report, 100);
}

/// New documents come too late when there is a job; old ones belong to the run though not named again.
#[tokio::test(start_paused = true)]
async fn documents_come_and_go_between_runs() {
    let sandbox = Sandbox::start().await.unwrap();
    let (client, folder) = (client(&sandbox), documents(3));
    intent(&client, folder.path(), 60).await;
    std::fs::remove_file(folder.path().join("docs/001.txt")).unwrap();
    std::fs::write(folder.path().join("docs/new.txt"), "new").unwrap();
    let report = run(&client, folder.path()).await.unwrap();
    let fates: Vec<(&str, FateStatus)> =
        report.fates.iter().map(|fate| (fate.name.as_str(), fate.status)).collect();
    assert_eq!(
        fates,
        [
            ("docs/000.txt", FateStatus::Completed),
            ("docs/002.txt", FateStatus::Completed),
            ("docs/new.txt", FateStatus::Skipped),
            ("docs/001.txt", FateStatus::Completed),
        ]
    );
}

/// The fate of a document whose job failed, or was cancelled, is that of the job.
#[tokio::test(start_paused = true)]
async fn r83_a_job_that_fails_fails_its_documents() {
    let empty = json!({ "items": [], "total_size": 0 }).to_string();
    let sandbox = Sandbox::builder().job_time(Duration::from_secs(60)).start().await.unwrap();
    let (client, folder) = (client(&sandbox), documents(2));
    sandbox.fault(Match::operation("job_items.list").always(), Fault::body(empty));
    let mut stream = run(&client, folder.path()).keep_directory().stream();
    let mut report = None;
    while let Some(event) = stream.next().await {
        match event.unwrap() {
            RunEvent::Created { job_id } => {
                assert!(sandbox.fail_job(&job_id, "The workflow broke."));
            }
            RunEvent::Done(done) => report = Some(done),
            _ => {}
        }
    }
    let report = report.unwrap();
    assert_eq!(report.count(FateStatus::Failed), 2);
    assert_eq!(report.fates[0].why.as_deref(), Some("The workflow broke."));
    assert_eq!(report.job_error.as_deref(), Some("The workflow broke."));
    let again = run(&client, folder.path()).keep_directory().await.unwrap();
    assert_eq!(again, report, "made again, it says the same");
}

#[tokio::test(start_paused = true)]
async fn a_directory_that_is_gone_is_told() {
    let sandbox = Sandbox::start().await.unwrap();
    let (client, folder) = (client(&sandbox), documents(2));
    let mut stream = run(&client, folder.path()).stream();
    let directory_id = loop {
        if let RunEvent::Directory { directory_id } = stream.next().await.unwrap().unwrap() {
            break directory_id;
        }
    };
    drop(stream);
    client.beta().directories().delete(&directory_id).await.unwrap();
    let error = run(&client, folder.path()).await.unwrap_err();
    assert!(matches!(error.kind(), RunErrorKind::Journal { .. }), "{error:?}");
    assert!(error.to_string().contains("it has expired"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn the_deadline_of_a_run_holds_for_its_job() {
    let sandbox = Sandbox::builder().job_time(Duration::from_secs(3600)).start().await.unwrap();
    let (client, folder) = (client(&sandbox), documents(1));
    let error = run(&client, folder.path()).deadline(Duration::from_secs(60)).await.unwrap_err();
    assert!(matches!(error.kind(), RunErrorKind::Wait(_)), "{error:?}");
    assert_eq!(error.job_id(), Some(&*sandbox.jobs()[0].id));
    let report = run(&client, folder.path()).await.unwrap();
    check(&sandbox, folder.path(), &report, 1);
}

/// Results that are slow to come don't hide how the job goes.
#[tokio::test(start_paused = true)]
async fn a_job_is_followed_while_results_are_fetched() {
    let sandbox = Sandbox::builder().job_time(Duration::from_secs(40)).start().await.unwrap();
    let (client, folder) = (client(&sandbox), documents(5));
    let never = Fault::Delay(Duration::from_secs(3600));
    sandbox.fault(Match::operation("parsing.get").always(), never);
    let mut stream = run(&client, folder.path()).fetches_at_once(1).stream();
    loop {
        match stream.next().await.unwrap().unwrap() {
            RunEvent::Progressed(status) if status.job.status.is_final() => break,
            RunEvent::Finished(fate) => panic!("the end of the job was not seen before {fate:?}"),
            _ => {}
        }
    }
}
