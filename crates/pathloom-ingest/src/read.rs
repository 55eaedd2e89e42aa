//! From a file to what it holds: one reader a format, limits that hold for all of them.

use crate::detect::{FileKind, detect};
use crate::{ReadError, csv, docx, epub, html, json, latex, markdown, odf, pdf, picture, plain, pptx, xlsx};
use pathloom_model::{Format, Key, Parsed};

/// What the names of readable files end with, for pickers and folders. The bytes decide all the same.
#[rustfmt::skip]
pub const EXTENSIONS: [&str; 49] = [
    "pdf", "docx", "docm", "dotx", "xlsx", "xlsm", "pptx", "pptm", "ppsx", "odt", "ods", "odp", "html", "htm", "xhtml",
    "epub", "md", "markdown", "mkd", "mdown", "qmd", "rmd", "tex", "latex", "ltx", "txt", "text", "csv", "tsv", "tab",
    "doc", "dot", "rtf", "xls", "xlsb", "ppt", "pps",
    "json", "geojson", "jsonl", "ndjson", "png", "jpg", "jpeg", "webp", "tif", "tiff", "gif", "bmp",
];

/// Larger files are refused before they are looked at.
pub const MAX_FILE_BYTES: u64 = 500_000_000;

/// A file to read. Folders in `name` are ignored.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    pub name: &'a str,
    pub bytes: &'a [u8],
    pub password: Option<&'a str>,
}

impl<'a> Source<'a> {
    /// The name without folders.
    pub fn file_name(&self) -> &'a str {
        self.name.rsplit(['/', '\\']).next().unwrap_or(self.name)
    }
}

/// Reads a document. What could be read only in part is among the warnings; an error means nothing could.
pub fn read(source: &Source) -> Result<Parsed, ReadError> {
    let kind = kind(source)?;
    let key = Key::document(source.bytes);
    match kind {
        FileKind::Pdf => pdf::read(key, source.file_name(), source.bytes, source.password),
        FileKind::Picture(format) => picture::read(key, source, format),
        FileKind::Docx => docx::read(key, source),
        FileKind::Xlsx => xlsx::read(key, source),
        FileKind::Html => html::read(key, source),
        FileKind::Epub => epub::read(key, source),
        FileKind::Json => json::read(key, source),
        FileKind::JsonLines => json::read_lines(key, source),
        FileKind::Odt => odf::read(key, source, Format::Odt),
        FileKind::Ods => odf::read(key, source, Format::Ods),
        FileKind::Odp => odf::read(key, source, Format::Odp),
        FileKind::Latex => latex::read(key, source),
        FileKind::Pptx => pptx::read(key, source),
        FileKind::Markdown => markdown::read(key, source),
        FileKind::Csv => csv::read(key, source),
        FileKind::Text => plain::read(key, source),
    }
}

/// A page as PNG, at most `width` pixels wide. Pages count from 1. Texts have no page pictures.
pub fn page_image(source: &Source, page: u32, width: u32) -> Result<Vec<u8>, ReadError> {
    let format = match kind(source)? {
        FileKind::Pdf => return pdf::render_page(source.bytes, page, width, source.password),
        FileKind::Picture(format) => format,
        _ => return Err(ReadError::NoPicture),
    };
    if page != 1 {
        return Err(ReadError::NoSuchPage { page, pages: 1 });
    }
    picture::page_image(source.bytes, format, width)
}

fn kind(source: &Source) -> Result<FileKind, ReadError> {
    let bytes = source.bytes.len() as u64;
    if bytes > MAX_FILE_BYTES {
        return Err(ReadError::TooLarge { bytes, limit: MAX_FILE_BYTES });
    }
    detect(source.file_name(), source.bytes)
}
