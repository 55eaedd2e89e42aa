//! One project is one folder: `project.db` (SQLite), `blobs/` by content hash, `exports/`, and a cache of the graph.
//!
//! [`Project::create`] and [`Project::open`] guard the folder; one file per table under [`table`] holds
//! its rows and queries; [`events`](table::events) is the log that makes every user decision undoable.

pub mod blobs;
mod cache;
pub mod error;
mod older;
pub mod project;
mod schema;
pub mod search;
mod stored;
pub mod table;

pub use error::StoreError;
pub use project::Project;
