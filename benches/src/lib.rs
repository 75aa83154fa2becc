//! What the programs share that measure what a call costs: the three calls, as a program of any make does
//! them, and how they are driven.
//!
//! The programs stand in `src/bin`: `cost` measures, `cost-server` answers, and each of the others is a
//! client of one make.

pub mod drive;
pub mod ours;
pub mod sample;
pub mod wire;
