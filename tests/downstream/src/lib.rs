//! What somebody writes who depends on `endpoint` and `llama-cloud`: two endpoints that `LlamaCloud`
//! lacks, and an API of one's own.

pub mod forge;
pub mod lengths;
pub mod projects;
