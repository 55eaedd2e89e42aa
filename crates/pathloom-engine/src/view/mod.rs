//! What the interface shows of the project, one file a screen. Reading only.

pub mod calls;
pub mod dataset;
pub mod graph;
pub mod node;
pub mod page;
pub mod sources;
pub mod spans;
pub mod templates;
