//! Types with lengths that are computed where they stand, as Rust takes them.

use endpoint::{Call, Endpoints, Params, endpoint};
use serde::{Deserialize, Serialize};

const LONG: bool = false;

/// So many bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Checksum<const LENGTH: usize> {
    /// The first of them.
    pub first: u8,
}

/// What a refusal says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub struct Refusal<const CODES: usize> {
    /// What is wrong.
    pub code: u8,
}

/// Where to begin and to end.
#[derive(Clone, Copy, Debug, Params)]
pub struct Between {
    /// Both.
    #[query]
    pub pages: [u8; (0..2).end],
    /// The first line of each.
    #[query]
    pub lines: [u8; if LONG { 4 } else { 2 }],
}

/// Keys of a server.
pub trait Keys: Endpoints {
    /// Stores one.
    #[endpoint(put = "/key", error = Refusal<{ if LONG { 2 } else { 1 } }>)]
    fn store(&self, #[body] key: &[u8; if LONG { 32 } else { 16 }]) -> Call<()>;

    /// Compares one.
    #[endpoint(post = "/key")]
    fn compare(
        &self,
        #[params] between: &Between,
        #[body] checksum: &Checksum<
            {
                assert!(!LONG);
                4
            },
        >,
    ) -> Call<[u8; [1, 2][0]]>;
}

impl Keys for endpoint::Client {}
