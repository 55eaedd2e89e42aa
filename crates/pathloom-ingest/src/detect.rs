//! Which reader a file gets: its bytes decide, its name only among the kinds of text. Nothing is decoded here.

use crate::ReadError;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FileKind {
    Pdf,
    Png,
    Jpeg,
    Markdown,
    Csv,
    Text,
}

/// A name that promises what the bytes are not, or a kind without reader, is refused in words.
pub(crate) fn detect(name: &str, bytes: &[u8]) -> Result<FileKind, ReadError> {
    if bytes.is_empty() {
        return Err(ReadError::Empty);
    }
    let extension = extension(name);
    if let Some(kind) = by_content(bytes, &extension) {
        return Ok(kind);
    }
    if let Some(found) = without_reader(bytes) {
        return Err(ReadError::Unsupported { found: found.into() });
    }
    match extension.as_str() {
        "md" | "markdown" | "mkd" | "mdown" | "qmd" | "rmd" => Ok(FileKind::Markdown),
        "csv" | "tsv" | "tab" => Ok(FileKind::Csv),
        other => match claimed(other) {
            Some((claimed, true)) => {
                Err(ReadError::NotThisFormat { claimed: claimed.into(), found: looks_like(bytes).into() })
            }
            Some((kind, false)) => Err(ReadError::Unsupported { found: kind.into() }),
            None => Ok(FileKind::Text),
        },
    }
}

/// Lower case, without the dot; empty when there is none.
pub(crate) fn extension(name: &str) -> String {
    name.rsplit_once('.').map(|(_, extension)| extension.to_lowercase()).unwrap_or_default()
}

/// File name without folders, and without its extension.
pub(crate) fn stem(name: &str) -> &str {
    let name = name.rsplit(['/', '\\']).next().unwrap_or(name);
    name.rsplit_once('.').map_or(name, |(stem, _)| if stem.is_empty() { name } else { stem })
}

fn by_content(bytes: &[u8], extension: &str) -> Option<FileKind> {
    // The PDF mark may stand anywhere in the first kilobyte; a text that only mentions it is no PDF.
    let head = &bytes[..bytes.len().min(1024)];
    let marked = head.windows(5).position(|window| window == b"%PDF-");
    match marked {
        Some(0) => return Some(FileKind::Pdf),
        Some(_) if extension == "pdf" => return Some(FileKind::Pdf),
        _ => {}
    }
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        return Some(FileKind::Png);
    }
    bytes.starts_with(b"\xFF\xD8\xFF").then_some(FileKind::Jpeg)
}

/// Kinds known by their first bytes that have no reader, in words.
fn without_reader(bytes: &[u8]) -> Option<&'static str> {
    let starts = |mark: &[u8]| bytes.starts_with(mark);
    if starts(b"PK\x03\x04") || starts(b"PK\x05\x06") {
        return Some(in_zip(bytes));
    }
    if starts(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {
        return Some("Word, Excel and PowerPoint documents of the old kind, or locked ones,");
    }
    if starts(b"GIF87a") || starts(b"GIF89a") {
        return Some("GIF pictures");
    }
    if starts(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        return Some("WebP pictures");
    }
    if bytes.get(4..8) == Some(b"ftyp") {
        return Some("HEIC pictures and films");
    }
    let fixed: [(&[u8], &str); 11] = [
        (b"II*\0", "TIFF pictures"),
        (b"MM\0*", "TIFF pictures"),
        (b"{\\rtf", "Rich Text documents"),
        (b"\x1F\x8B", "Compressed archives"),
        (b"7z\xBC\xAF\x27\x1C", "Compressed archives"),
        (b"Rar!\x1A\x07", "Compressed archives"),
        (b"BZh", "Compressed archives"),
        (b"\xFD7zXZ\0", "Compressed archives"),
        (b"SQLite format 3\0", "Databases"),
        (b"\x7FELF", "Programs"),
        (b"%!PS", "PostScript documents"),
    ];
    let found = fixed.iter().find(|(mark, _)| starts(mark)).map(|(_, words)| *words);
    found.or_else(|| is_web_page(bytes).then_some("Web pages"))
}

/// Names of the first parts stand uncompressed in an archive's first bytes; its list of all parts is at the end.
fn in_zip(bytes: &[u8]) -> &'static str {
    let reach = 64 << 10;
    let head = &bytes[..bytes.len().min(reach)];
    let tail = &bytes[bytes.len().saturating_sub(reach)..];
    let names = |part: &[u8]| [head, tail].iter().any(|at| at.windows(part.len()).any(|window| window == part));
    let kinds: [(&[u8], &str); 5] = [
        (b"word/document", "Word documents"),
        (b"xl/workbook", "Excel workbooks"),
        (b"ppt/presentation", "PowerPoint presentations"),
        (b"application/epub+zip", "EPUB books"),
        (b"application/vnd.oasis.opendocument", "OpenDocument files"),
    ];
    kinds.iter().find(|(part, _)| names(part)).map_or("Zip archives", |(_, words)| words)
}

fn is_web_page(bytes: &[u8]) -> bool {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(512)]).to_lowercase();
    let head = head.trim_start_matches('\u{FEFF}').trim_start();
    head.starts_with("<!doctype html") || head.starts_with("<html")
}

/// What an extension promises, and whether its bytes would have been recognised if the promise were true.
fn claimed(extension: &str) -> Option<(&'static str, bool)> {
    let words = match extension {
        "pdf" => ("PDF document", true),
        "png" => ("PNG picture", true),
        "jpg" | "jpeg" => ("JPEG picture", true),
        "gif" => ("GIF picture", true),
        "webp" => ("WebP picture", true),
        "docx" | "docm" | "dotx" | "doc" => ("Word document", true),
        "xlsx" | "xlsm" | "xls" => ("Excel workbook", true),
        "pptx" | "pptm" | "ppt" => ("PowerPoint presentation", true),
        "epub" => ("EPUB book", true),
        "odt" | "ods" | "odp" => ("OpenDocument file", true),
        "zip" | "gz" | "7z" | "rar" => ("compressed archive", true),
        "rtf" => ("Rich Text document", true),
        "bmp" | "tif" | "tiff" | "svg" | "heic" | "avif" => ("Pictures of this kind", false),
        "html" | "htm" | "xml" => ("Web pages", false),
        "json" | "jsonl" | "ndjson" | "yaml" | "yml" => ("Data files of this kind", false),
        "tex" => ("LaTeX sources", false),
        _ => return None,
    };
    Some(words)
}

fn looks_like(bytes: &[u8]) -> &'static str {
    let sample = &bytes[..bytes.len().min(64 << 10) & !1];
    match crate::decode::decode(if sample.is_empty() { bytes } else { sample }) {
        Ok(_) => "plain text",
        Err(ReadError::Empty) => "blank",
        Err(_) => "data that no reader knows",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bytes_decide_and_the_name_only_among_texts() {
        assert_eq!(detect("a.txt", b"%PDF-1.7\n"), Ok(FileKind::Pdf), "a PDF under another name is a PDF");
        assert_eq!(
            detect("a.md", b"On the %PDF- mark"),
            Ok(FileKind::Markdown),
            "a text that mentions the mark is not"
        );
        assert_eq!(detect("photo.JPG", b"\x89PNG\r\n\x1a\n"), Ok(FileKind::Png), "a PNG under a JPEG's name is a PNG");
        assert_eq!(detect("a.TSV", b"a\tb"), Ok(FileKind::Csv), "capitals in the extension do not matter");
        assert_eq!(detect("README", b"words"), Ok(FileKind::Text), "no extension: text");
    }

    #[test]
    fn what_has_no_reader_is_named_in_words() {
        let word = detect("a.docx", b"PK\x03\x04....[Content_Types].xml....word/document.xml");
        assert_eq!(word.map_err(|error| error.to_string()), Err("Word documents are not read yet.".into()));
        let fake: Vec<u8> = "QmFzZTY0IG5vaXNl".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let error = detect("report.docx", &fake).expect_err("UTF-16 text is no Word document");
        assert_eq!(error.to_string(), "The name says Word document, but the file is plain text.");
        assert!(error.hint().contains("original"), "the refusal says what to do next");
        let gif = detect("a.gif", b"GIF89a\x01\x00").expect_err("no reader");
        assert_eq!(gif.to_string(), "GIF pictures are not read yet.");
        assert_eq!(detect("a.pdf", b""), Err(ReadError::Empty), "nothing is empty, whatever the name");
        let page = detect("a.txt", b"\n<!DOCTYPE html><p>Hello").expect_err("tags are not words");
        assert_eq!(page.to_string(), "Web pages are not read yet.");
    }
}
