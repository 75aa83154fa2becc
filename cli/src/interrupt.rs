//! Ctrl-C.

/// Waits until somebody presses Ctrl-C.
pub(crate) async fn pressed() {
    if tokio::signal::ctrl_c().await.is_err() {
        // No signals here: then nothing is ever pressed.
        std::future::pending::<()>().await;
    }
}
