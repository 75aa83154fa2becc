//! Whether what is written can be meant: one function per rule, all mistakes reported together.

pub(crate) mod arguments;
pub(crate) mod attribute;
pub(crate) mod bodies;
pub(crate) mod case;
mod defaults;
pub(crate) mod endpoint;
pub(crate) mod header;
mod options;
pub(crate) mod params;
mod result;
mod shapes;
pub(crate) mod signature;
pub(crate) mod types;
