//! Where the JSON of a body is put together.

use std::cell::Cell;

use bytes::Bytes;

thread_local! {
    /// What a body was put together in before: the next one finds room, and need not grow into it.
    static SPARE: Cell<Vec<u8>> = const { Cell::new(Vec::new()) };
}

/// An empty buffer.
pub(super) fn take() -> Vec<u8> {
    // There is none while the thread ends.
    let mut buffer = SPARE.try_with(Cell::take).unwrap_or_default();
    buffer.reserve(SMALLEST);
    buffer
}

/// A body of just its size. One that is large keeps the buffer, as copying it takes longer than to grow.
pub(super) fn finish(mut buffer: Vec<u8>) -> Bytes {
    if buffer.len() > LARGEST {
        return buffer.into();
    }
    let body = Bytes::copy_from_slice(&buffer);
    if buffer.capacity() <= LARGEST {
        buffer.clear();
        let _ = SPARE.try_with(|spare| spare.set(buffer));
    }
    body
}

const SMALLEST: usize = 128;
/// In bytes: what a thread may keep.
const LARGEST: usize = 32 * 1024;
