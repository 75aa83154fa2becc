//! What the programs of this package share: how figures are shown, and the three calls of `cost`, as a client
//! of any make does them.
//!
//! The programs stand in `src/bin`. `cost`, `compile` and `scale` measure; `cost-server` answers, and each of
//! the others is a client of one make.

pub mod drive;
pub mod ours;
pub mod report;
pub mod sample;
pub mod wire;
