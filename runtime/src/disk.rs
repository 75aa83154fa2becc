//! Work on the disk, on the threads that are there for what blocks.

use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};

/// Does `work`, from now on, and returns what it came to. It is done to its end, also if nobody waits.
///
/// # Errors
/// If it panics, or the runtime ends before it begins.
pub fn on_disk<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> impl Future<Output = io::Result<T>> + Send + Sync {
    let done = Arc::new(Mutex::new(None));
    let to_be_done = Arc::clone(&done);
    let ended = run(Box::new(move || {
        let result = work();
        *to_be_done.lock().unwrap_or_else(PoisonError::into_inner) = Some(result);
    }));
    async move {
        ended.await?;
        let done = done.lock().unwrap_or_else(PoisonError::into_inner).take();
        done.ok_or_else(|| io::Error::other("it was not done"))
    }
}

// All work is one type of task: a runtime's code for one is a good deal more than most of it.
fn run(
    work: Box<dyn FnOnce() + Send>,
) -> Pin<Box<dyn Future<Output = io::Result<()>> + Send + Sync>> {
    let task = tokio::task::spawn_blocking(work);
    Box::pin(async { task.await.map_err(io::Error::other) })
}
