//! What the fuzz targets share: reading as the app reads, and packages whose outer form is sound, so that what is
//! wrong in them reaches the parser of the part.

use pathloom_ingest::{ChunkSettings, Source, chunks, page_image, read};
use std::io::{Cursor, Write};
use zip::write::{SimpleFileOptions, ZipWriter};

/// Reads, cuts into chunks and draws the first page. Errors are fine; only crashes and hangs are findings.
pub fn feed(name: &str, bytes: &[u8]) {
    let source = Source { name, bytes, password: None };
    if let Ok(parsed) = read(&source) {
        chunks(&parsed, &ChunkSettings::default(), &[]);
        if parsed.meta.pages.first().is_some_and(|page| page.width > 0.0) {
            let _ = page_image(&source, 1, 200);
        }
    }
}

/// A zip of these parts, uncompressed.
pub fn package(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, bytes) in parts {
        if zip.start_file(*name, stored).is_ok() {
            let _ = zip.write_all(bytes);
        }
    }
    zip.finish().map(Cursor::into_inner).unwrap_or_default()
}

/// Splits the input in two at its first NUL byte, for parsers that read two parts of a package.
pub fn halves(data: &[u8]) -> (&[u8], &[u8]) {
    let at = data.iter().position(|&byte| byte == 0).unwrap_or(data.len());
    (&data[..at], data.get(at + 1..).unwrap_or_default())
}
