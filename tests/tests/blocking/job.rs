//! The main job, and what else `llama-cloud` has, wherever it is called.

use std::thread;
use std::time::Duration;

use llama_cloud::blocking::block_on;
use llama_cloud::{
    BatchCreateParams, DirectoryCreateParams, DirectoryFileUploadParams, Document,
    FileCreateParams, FileGetParams, JobConfig, JobItemListParams, LlamaCloud, Outcome,
    ParsingGetParams, Part, WaitErrorKind,
};
use llama_cloud_sandbox::{Fault, Match};

use crate::elsewhere::sandbox;

/// From files to texts.
fn main_job(client: &LlamaCloud) -> Vec<(String, String)> {
    let directories = client.beta().directories();
    let directory = DirectoryCreateParams::builder().name("run 7").build();
    let directory = directories.create(&directory).blocking().unwrap();
    for (name, text) in FILES {
        let file = Part::text(text).file_name(name);
        let params = DirectoryFileUploadParams::builder().upload_file(file).unique_id(name).build();
        directories.files().upload_once(&directory.id, &params).blocking().unwrap();
    }
    let batch = client.beta().batch();
    let job = batch.submit(&over(&directory.id)).own_directory().blocking().unwrap();
    let soon = Duration::from_millis(20);
    let wait = batch.wait(&job.id).every(soon, soon).deadline(Duration::from_secs(60));
    assert!(wait.blocking().unwrap().job.status.is_final());
    let items = batch.job_items().list(&job.id, &JobItemListParams::default()).items();
    let mut texts: Vec<(String, String)> = items
        .blocking()
        .map(|item| {
            let item = item.unwrap();
            let expand = ParsingGetParams::expand(["text_full"]);
            let parsed = client.parsing().get(&item.job_id.unwrap(), &expand).blocking().unwrap();
            (item.item_name, parsed.text_full.unwrap())
        })
        .collect();
    texts.sort();
    texts
}

fn over(directory: &str) -> BatchCreateParams {
    BatchCreateParams::builder().job_config(JobConfig::parse()).directory_id(directory).build()
}

fn is_whole(texts: &[(String, String)]) -> bool {
    texts.iter().map(|(name, text)| (name.as_str(), text.as_str())).eq(FILES)
}

const FILES: [(&str, &str); 2] = [("a.txt", "Dear reader"), ("b.txt", "Yours truly")];

#[test]
fn the_main_job_without_a_runtime() {
    let (_sandbox, client) = sandbox();
    assert!(is_whole(&main_job(&client)));
}

#[tokio::test]
async fn the_main_job_on_the_only_thread_of_a_runtime() {
    let (_sandbox, client) = sandbox();
    assert!(is_whole(&main_job(&client)));
    let there = tokio::task::spawn_blocking(move || main_job(&client));
    assert!(is_whole(&there.await.unwrap()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_main_job_on_a_runtime_of_several_threads() {
    let (_sandbox, client) = sandbox();
    assert!(is_whole(&main_job(&client)));
    let jobs = [client.clone(), client.clone(), client];
    for job in jobs.map(|client| tokio::spawn(async move { main_job(&client) })) {
        assert!(is_whole(&job.await.unwrap()));
    }
}

#[test]
fn many_threads_share_a_client() {
    let (sandbox, client) = sandbox();
    let jobs: Vec<String> = (0..16).map(|_| sandbox.job()).collect();
    thread::scope(|scope| {
        for id in &jobs {
            scope.spawn(|| {
                for _ in 0..20 {
                    let status = client.beta().batch().get_status(id).blocking().unwrap();
                    assert_eq!(status.job.id, *id);
                }
            });
        }
    });
    assert_eq!(sandbox.requests().len(), 16 * 20);
}

#[test]
fn many_jobs_are_waited_for_and_one_is_watched() {
    let (sandbox, client) = sandbox();
    let jobs: Vec<String> = (0..5).map(|_| sandbox.job()).collect();
    let ended = client.beta().batch().wait_all(jobs.clone()).blocking();
    let ids: Vec<String> = ended.into_iter().map(|job| job.unwrap().id).collect();
    assert_eq!(ids, jobs);
    let changes = client.beta().batch().watch(jobs.first().unwrap()).blocking();
    assert!(changes.last().unwrap().unwrap().job.status.is_final());
}

/// R12: what is lost on the way is found again, as it is where one awaits.
#[test]
fn a_lost_answer_is_found_again() {
    let (sandbox, client) = sandbox();
    let directory = sandbox.directory(&[("a.txt", b"words")]);
    sandbox.fault(Match::operation("create"), Fault::DropAfterCommit);
    let error = client.beta().batch().create(&over(&directory)).blocking().unwrap_err();
    assert_eq!(error.outcome(), Outcome::Unknown);
    let directory = sandbox.directory(&[("a.txt", b"words")]);
    sandbox.fault(Match::operation("create"), Fault::DropAfterCommit);
    let job = client.beta().batch().submit(&over(&directory)).own_directory().blocking().unwrap();
    assert_eq!(job.directory_id.as_deref(), Some(&*directory));
    assert_eq!(sandbox.jobs().len(), 2);
}

#[test]
fn a_wait_ends_at_its_deadline() {
    let (sandbox, client) = sandbox();
    let never = Fault::DelayAfterCommit(Duration::from_secs(600));
    sandbox.fault(Match::operation("get_status"), never);
    let wait = client.beta().batch().wait(&sandbox.job()).deadline(Duration::from_millis(200));
    let error = wait.blocking().unwrap_err();
    assert_eq!(error.kind(), WaitErrorKind::Deadline);
}

#[test]
fn a_stored_file_is_downloaded() {
    let (_sandbox, client) = sandbox();
    let file = Part::text("a few words").file_name("words.txt");
    let params = FileCreateParams::builder().file(file).purpose("parse").build();
    let file = client.files().create(&params).blocking().unwrap();
    let url = client.files().get(&file.id, &FileGetParams::default()).blocking().unwrap();
    assert_eq!(client.download(&url).blocking().unwrap(), "a few words");
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("words.txt");
    assert_eq!(client.download(&url).to_file(&target).blocking().unwrap(), 11);
    assert_eq!(std::fs::read_to_string(target).unwrap(), "a few words");
}

#[test]
fn several_calls_at_once_from_one_thread() {
    let (sandbox, client) = sandbox();
    let jobs = [sandbox.job(), sandbox.job()];
    let batch = client.beta().batch();
    let all = jobs.iter().map(|id| batch.get_status(id).into_future());
    let found = block_on(futures_util::future::try_join_all(all)).unwrap();
    assert!(found.iter().map(|status| &status.job.id).eq(&jobs));
}

/// All of it in one call, with its journal, on a plain thread and inside of a runtime.
#[test]
fn a_run_with_a_journal() {
    let (sandbox, client) = sandbox();
    let run = |folder: &std::path::Path| {
        let letters = FILES.map(|(name, text)| Document::new(name, Part::text(text)));
        let run = client.run(letters).folder(folder.join("out"));
        run.journal(folder.join("journal")).blocking().unwrap()
    };
    let folder = tempfile::tempdir().unwrap();
    let report = run(folder.path());
    assert!(report.all_completed(), "{report:?}");
    for (name, text) in FILES {
        let path = folder.path().join(format!("out/{name}.md"));
        assert_eq!(std::fs::read_to_string(path).unwrap(), text);
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let again = runtime.block_on(async { run(folder.path()) });
    assert_eq!(again.job_id, report.job_id);
    let elsewhere = tempfile::tempdir().unwrap();
    let other = runtime.block_on(async { run(elsewhere.path()) });
    assert!(other.all_completed(), "{other:?}");
    assert_eq!(sandbox.jobs().len(), 2);
}
