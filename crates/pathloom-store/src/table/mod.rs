//! One file per table: its row, its queries.

pub mod calls;
pub mod documents;
pub mod events;
pub mod graph;
pub mod graph_rows;
pub mod graph_writer;
pub mod merges;
pub mod meta;
pub mod outcomes;
pub mod runs;
pub mod samples;
pub mod shares;
pub mod templates;
pub mod watched;
