//! The best client of LlamaCloud's batch processing API: not written yet.
