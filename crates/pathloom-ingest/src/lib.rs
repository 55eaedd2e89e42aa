//! Bytes → `Parsed { document, blocks, blobs, warnings }`, then chunks. No model calls, no database, no network.

pub mod error;

pub use error::ReadError;
