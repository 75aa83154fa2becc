//! What is written. Keeps every token that a message may have to point at.

pub(crate) mod endpoint;
pub(crate) mod groups;
pub(crate) mod ident;
pub(crate) mod list;
pub(crate) mod literal;
pub(crate) mod method;
pub(crate) mod option;
pub(crate) mod params;
pub(crate) mod role;
pub(crate) mod template;
