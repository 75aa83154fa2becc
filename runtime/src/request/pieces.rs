//! Bytes that are looked at in pieces: without a branch for each byte the compiler looks at all of a piece at once.

/// Whether `test` holds for all bytes.
pub(super) fn all(bytes: &[u8], test: impl Fn(u8) -> bool) -> bool {
    leading(bytes, test) == bytes.len()
}

/// How many bytes there are before the first one that fails `test`.
pub(super) fn leading(bytes: &[u8], test: impl Fn(u8) -> bool) -> usize {
    let holds = |piece: &[u8]| piece.iter().fold(true, |all, byte| all & test(*byte));
    let mut len = 0;
    for piece in bytes.chunks_exact(PIECE) {
        if !holds(piece) {
            break;
        }
        len += PIECE;
    }
    let rest = bytes.get(len..).unwrap_or_default();
    // The last piece, some of which has been looked at before, takes less than its bytes one by one.
    if rest.len() < PIECE && bytes.last_chunk::<PIECE>().is_some_and(|piece| holds(piece)) {
        return bytes.len();
    }
    len + rest.iter().position(|byte| !test(*byte)).unwrap_or(rest.len())
}

const PIECE: usize = 16;
