//! Bytes → `Parsed { document, blocks, blobs, warnings }`, then chunks. No model calls, no database, no network.
//!
//! 1. [`read`] looks at the bytes (`detect`), decodes texts (`decode`) and hands over to one reader a format.
//! 2. [`chunks`] cuts the blocks into pieces for retrieval and evidence, along sections and [`sentences`].
//! 3. [`page_image`] shows a page.
//!
//! [`wire`] does the same from another process. Ready-made graphs come in through [`triples`].

mod archive;
mod chunk;
mod csv;
mod decode;
mod delimited;
mod detect;
mod docx;
mod epub;
pub mod error;
mod flow;
mod html;
mod json;
pub mod label;
mod latex;
mod markdown;
mod math;
mod odf;
mod ooxml;
pub mod pdf;
mod picture;
mod plain;
mod pptx;
mod read;
pub mod sentences;
pub mod triples;
pub mod wire;
mod xlsx;
mod xml;

pub use chunk::{Border, chunks, possible_borders, tokens};
pub use error::ReadError;
pub use pathloom_model::ChunkSettings;
pub use read::{EXTENSIONS, MAX_FILE_BYTES, Source, page_image, read};
pub use triples::{NodeLine, TripleLine, Triples, read_triples};
