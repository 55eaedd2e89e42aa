//! PDF files → blocks in reading order with their boxes, and pages as pictures.
//!
//! [`file`] opens and walks pages → [`page`] what each draws → [`lines`], [`words`] its text → [`layout`] tables,
//! figures, formulas, footnotes and the rest in order → [`assemble`] blocks. Pages without usable text are only told
//! apart here; reading their pictures is done elsewhere.

mod assemble;
mod bomb;
mod captions;
mod continued;
mod figures;
mod file;
mod fonts;
mod footnotes;
mod formulas;
mod furniture;
mod grid;
mod groups;
mod heads;
mod joining;
mod lattice;
mod layout;
mod lines;
mod order;
mod overprinted;
mod page;
mod paragraphs;
mod pieces;
mod read;
mod render;
mod spans;
mod tables;
mod texts;
mod words;

pub use file::{MAX_PAGES, Pdf};
pub use read::read;
pub use render::Renderer;

use crate::ReadError;

/// Page `page` (from 1) as PNG, `width_px` pixels wide. Where several pages are shown, open the file once with
/// [`Pdf::open`] and keep a [`Renderer`].
pub fn render_page(bytes: &[u8], page: u32, width_px: u32, password: Option<&str>) -> Result<Vec<u8>, ReadError> {
    let pdf = Pdf::open(bytes, password)?;
    Renderer::new(&pdf).page(page, width_px)
}
