//! Servers that go on while the test's own thread is blocked.

use std::ops::Deref;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use llama_cloud::LlamaCloud;
use llama_cloud_sandbox::Sandbox;
use project_tests::{Act, Server};
use tokio::sync::oneshot;

/// A server on a runtime and a thread of its own, until it is dropped.
pub(crate) struct Elsewhere<T> {
    server: T,
    _ends_when_dropped: oneshot::Sender<()>,
}

impl<T: Send + 'static> Elsewhere<T> {
    fn start<F: Future<Output = T>>(start: impl FnOnce() -> F + Send + 'static) -> Self {
        let (started, server) = mpsc::channel();
        let (_ends_when_dropped, ends) = oneshot::channel();
        thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.unwrap().block_on(async {
                started.send(start().await).unwrap();
                let _ = ends.await;
            });
        });
        Self { server: server.recv().unwrap(), _ends_when_dropped }
    }
}

impl<T> Deref for Elsewhere<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.server
    }
}

pub(crate) fn server<const N: usize>(script: [Act; N]) -> Elsewhere<Server> {
    Elsewhere::start(|| Server::start(script))
}

pub(crate) fn sandbox() -> (Elsewhere<Sandbox>, LlamaCloud) {
    let soon = Duration::from_millis(50);
    let sandbox = Sandbox::builder().job_time(soon);
    let sandbox = Elsewhere::start(|| async { sandbox.start().await.unwrap() });
    let client = LlamaCloud::builder().base_url(sandbox.url()).api_key(sandbox.key());
    let client = client.build().unwrap();
    (sandbox, client)
}
