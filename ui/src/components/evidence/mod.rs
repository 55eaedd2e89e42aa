//! Evidence as the documents show it: a quote, cells of a table, a picture.

mod picture;
mod quote;
mod table;

pub use picture::Picture;
pub use quote::Quote;
pub use table::EvidenceTable;
