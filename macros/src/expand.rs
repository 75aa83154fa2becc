//! From what is meant to tokens. Total: whatever is left to go wrong is the compiler's to say.

pub(crate) mod endpoint;
pub(crate) mod fallback;
pub(crate) mod params;
