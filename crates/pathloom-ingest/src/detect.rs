//! Which reader a file gets: its bytes decide, its name only among the kinds of text. Nothing is read here.

use crate::ReadError;
use crate::archive::Archive;
use crate::picture;
use image::ImageFormat;
use serde::de::IgnoredAny;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FileKind {
    Pdf,
    Picture(ImageFormat),
    Docx,
    Xlsx,
    Pptx,
    Odt,
    Ods,
    Odp,
    Epub,
    Html,
    Json,
    JsonLines,
    Latex,
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
    if let Some(kind) = by_content(bytes, &extension)? {
        return Ok(kind);
    }
    if let Some(problem) = older_office(bytes) {
        return Err(problem);
    }
    if let Some(found) = without_reader(bytes) {
        return Err(ReadError::Unsupported { found: found.into() });
    }
    match extension.as_str() {
        "md" | "markdown" | "mkd" | "mdown" | "qmd" | "rmd" => Ok(FileKind::Markdown),
        "csv" | "tsv" | "tab" => Ok(FileKind::Csv),
        "json" | "geojson" => Ok(FileKind::Json),
        "jsonl" | "ndjson" => Ok(FileKind::JsonLines),
        "tex" | "latex" | "ltx" => Ok(FileKind::Latex),
        "html" | "htm" | "xhtml" => Ok(FileKind::Html),
        other => match claimed(other) {
            Some((claimed, true)) => {
                Err(ReadError::NotThisFormat { claimed: claimed.into(), found: looks_like(bytes).into() })
            }
            Some((kind, false)) => Err(ReadError::Unsupported { found: kind.into() }),
            None => Ok(by_text(bytes)),
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

fn by_content(bytes: &[u8], extension: &str) -> Result<Option<FileKind>, ReadError> {
    // The PDF mark may stand anywhere in the first kilobyte; a text that only mentions it is no PDF.
    let head = &bytes[..bytes.len().min(1024)];
    let marked = head.windows(5).position(|window| window == b"%PDF-");
    match marked {
        Some(0) => return Ok(Some(FileKind::Pdf)),
        Some(_) if extension == "pdf" => return Ok(Some(FileKind::Pdf)),
        _ => {}
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return in_zip(bytes).map(Some);
    }
    Ok(picture::format_of(bytes).map(FileKind::Picture))
}

/// The container of office documents before 2007, and of newer ones that are locked.
const COMPOUND: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

/// What LibreOffice reads and we do not.
fn older_office(bytes: &[u8]) -> Option<ReadError> {
    let needs = |found: &str, into: &str| Some(ReadError::NeedsOffice { found: found.into(), into: into.into() });
    if bytes.starts_with(b"{\\rtf") {
        return needs("Rich Text documents", "docx");
    }
    if !bytes.starts_with(COMPOUND) {
        return None;
    }
    // The directory of the container names its parts in UTF-16; it may stand anywhere in the file.
    let has = |part: &str| {
        let name: Vec<u8> = part.encode_utf16().flat_map(u16::to_le_bytes).collect();
        memchr::memmem::find(bytes, &name).is_some()
    };
    if has("EncryptedPackage") {
        return Some(ReadError::Unsupported { found: "Office documents that are locked with a password".into() });
    }
    let kinds = [
        ("WordDocument", "Word documents before 2007", "docx"),
        ("PowerPoint Document", "PowerPoint slides before 2007", "pptx"),
        ("Workbook", "Excel workbooks before 2007", "xlsx"),
        ("Book", "Excel workbooks before 2007", "xlsx"),
    ];
    kinds.iter().find(|(part, ..)| has(part)).and_then(|(_, found, into)| needs(found, into))
}

/// Kinds known by their first bytes that have no reader, in words.
fn without_reader(bytes: &[u8]) -> Option<&'static str> {
    let starts = |mark: &[u8]| bytes.starts_with(mark);
    if starts(COMPOUND) {
        return Some("Documents of an old kind, or locked ones,");
    }
    if bytes.get(4..8) == Some(b"ftyp") {
        return Some("HEIC pictures and films");
    }
    let fixed: [(&[u8], &str); 8] = [
        (b"\x1F\x8B", "Compressed archives"),
        (b"7z\xBC\xAF\x27\x1C", "Compressed archives"),
        (b"Rar!\x1A\x07", "Compressed archives"),
        (b"BZh", "Compressed archives"),
        (b"\xFD7zXZ\0", "Compressed archives"),
        (b"SQLite format 3\0", "Databases"),
        (b"\x7FELF", "Programs"),
        (b"%!PS", "PostScript documents"),
    ];
    fixed.iter().find(|(mark, _)| starts(mark)).map(|(_, words)| *words)
}

/// Documents packed as archives say what they are in a part of their own, or by the folder of their main part.
fn in_zip(bytes: &[u8]) -> Result<FileKind, ReadError> {
    let mut archive = Archive::open(bytes)?;
    let stated = archive.text("mimetype").ok().flatten().unwrap_or_default();
    let kinds = [
        ("application/epub+zip", FileKind::Epub),
        ("application/vnd.oasis.opendocument.text", FileKind::Odt),
        ("application/vnd.oasis.opendocument.spreadsheet", FileKind::Ods),
        ("application/vnd.oasis.opendocument.presentation", FileKind::Odp),
    ];
    if let Some((_, kind)) = kinds.iter().find(|(mark, _)| stated.trim().starts_with(mark)) {
        return Ok(*kind);
    }
    if archive.has("xl/workbook.bin") {
        return Err(ReadError::NeedsOffice {
            found: "Excel workbooks of the binary kind (XLSB)".into(),
            into: "xlsx".into(),
        });
    }
    let folders = [("word/", FileKind::Docx), ("xl/", FileKind::Xlsx), ("ppt/", FileKind::Pptx)];
    let found = folders.iter().find(|(folder, _)| archive.names().any(|name| name.starts_with(folder)));
    match found {
        Some((_, kind)) => Ok(*kind),
        None if archive.has("META-INF/container.xml") => Ok(FileKind::Epub),
        None => Err(ReadError::Unsupported { found: "Zip archives".into() }),
    }
}

/// The kind of a text whose name says nothing.
fn by_text(bytes: &[u8]) -> FileKind {
    let sample = &bytes[..bytes.len().min(64 << 10)];
    let text = String::from_utf8_lossy(sample);
    let text = text.trim_start_matches('\u{FEFF}').trim_start();
    let start = text.get(..text.floor_char_boundary(512)).unwrap_or_default().to_lowercase();
    let page = ["<!doctype html", "<html"].iter().any(|mark| start.starts_with(mark))
        || (start.starts_with("<?xml") && start.contains("<html"));
    if page {
        return FileKind::Html;
    }
    if text.lines().any(|line| line.trim_start().starts_with("\\documentclass")) {
        return FileKind::Latex;
    }
    if start.starts_with(['{', '[']) {
        let is_json = |text: &str| serde_json::from_str::<IgnoredAny>(text).is_ok();
        let mut lines = text.lines().filter(|line| !line.trim().is_empty());
        let objects = lines.by_ref().take(2).filter(|line| line.starts_with('{') && is_json(line)).count();
        if objects == 2 {
            return FileKind::JsonLines;
        }
        if std::str::from_utf8(bytes).is_ok_and(|text| is_json(text.trim_start_matches('\u{FEFF}'))) {
            return FileKind::Json;
        }
    }
    FileKind::Text
}

/// What an extension promises, and whether its bytes would have been recognised if the promise were true.
fn claimed(extension: &str) -> Option<(&'static str, bool)> {
    let words = match extension {
        "pdf" => ("PDF document", true),
        "png" => ("PNG picture", true),
        "jpg" | "jpeg" => ("JPEG picture", true),
        "gif" => ("GIF picture", true),
        "webp" => ("WebP picture", true),
        "tif" | "tiff" => ("TIFF picture", true),
        "bmp" => ("BMP picture", true),
        "docx" | "docm" | "dotx" | "doc" => ("Word document", true),
        "xlsx" | "xlsm" | "xls" => ("Excel workbook", true),
        "pptx" | "pptm" | "ppt" => ("PowerPoint presentation", true),
        "epub" => ("EPUB book", true),
        "odt" | "ods" | "odp" => ("OpenDocument file", true),
        "zip" | "gz" | "7z" | "rar" => ("compressed archive", true),
        "rtf" => ("Rich Text document", true),
        "svg" | "heic" | "avif" => ("Pictures of this kind", false),
        "xml" | "yaml" | "yml" => ("Data files of this kind", false),
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

    use crate::archive::tests::zipped;

    #[test]
    fn the_bytes_decide_and_the_name_only_among_texts() {
        assert_eq!(detect("a.txt", b"%PDF-1.7\n"), Ok(FileKind::Pdf), "a PDF under another name is a PDF");
        assert_eq!(
            detect("a.md", b"On the %PDF- mark"),
            Ok(FileKind::Markdown),
            "a text that mentions the mark is not"
        );
        let png = FileKind::Picture(ImageFormat::Png);
        assert_eq!(detect("photo.JPG", b"\x89PNG\r\n\x1a\n"), Ok(png), "a PNG under a JPEG's name is a PNG");
        assert_eq!(detect("a.TSV", b"a\tb"), Ok(FileKind::Csv), "capitals in the extension do not matter");
        assert_eq!(detect("README", b"words"), Ok(FileKind::Text), "no extension: text");
        assert_eq!(detect("page", b"\n<!DOCTYPE html><p>Hello"), Ok(FileKind::Html), "a web page without a name");
        assert_eq!(detect("paper.txt", b"% a paper\n\\documentclass{article}"), Ok(FileKind::Latex));
        assert_eq!(detect("data", b"[{\"a\": 1}]"), Ok(FileKind::Json));
        assert_eq!(detect("data.log", b"{\"a\": 1}\n{\"a\": 2}\n"), Ok(FileKind::JsonLines));
        assert_eq!(detect("data.txt", b"[see below]"), Ok(FileKind::Text), "a bracket makes no data");
    }

    #[test]
    fn packed_documents_are_told_by_their_parts() {
        let packed = |part: &str, words: &str| detect("renamed.bin", &zipped(&[(part, words.as_bytes())]));
        assert_eq!(packed("word/document.xml", ""), Ok(FileKind::Docx));
        assert_eq!(packed("xl/workbook.xml", ""), Ok(FileKind::Xlsx));
        assert_eq!(packed("ppt/presentation.xml", ""), Ok(FileKind::Pptx));
        assert_eq!(packed("mimetype", "application/epub+zip"), Ok(FileKind::Epub));
        assert_eq!(packed("mimetype", "application/vnd.oasis.opendocument.text"), Ok(FileKind::Odt));
        assert_eq!(packed("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), Ok(FileKind::Ods));
        assert_eq!(packed("mimetype", "application/vnd.oasis.opendocument.presentation"), Ok(FileKind::Odp));
        let other = packed("notes.txt", "words").map_err(|error| error.to_string());
        assert_eq!(other, Err("Zip archives are not read yet.".into()), "an archive of other things");
    }

    #[test]
    fn what_has_no_reader_is_named_in_words() {
        let fake: Vec<u8> = "QmFzZTY0IG5vaXNl".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let error = detect("report.docx", &fake).expect_err("UTF-16 text is no Word document");
        assert_eq!(error.to_string(), "The name says Word document, but the file is plain text.");
        assert!(error.hint().contains("original"), "the refusal says what to do next");
        let compound = |part: &str| {
            let name: Vec<u8> = part.encode_utf16().flat_map(u16::to_le_bytes).collect();
            detect("a.doc", &[COMPOUND, &name].concat()).expect_err("no reader")
        };
        let into = |error| if let ReadError::NeedsOffice { into, .. } = error { into } else { String::new() };
        assert_eq!(into(compound("WordDocument")), "docx", "old Word documents are LibreOffice's");
        assert_eq!(into(compound("Workbook")), "xlsx", "so are old sheets");
        assert_eq!(into(compound("PowerPoint Document")), "pptx", "and old slides");
        assert!(compound("EncryptedPackage").to_string().contains("password"), "what is locked is said to be");
        assert!(compound("Something").to_string().starts_with("Documents of an old kind"));
        let cut = &zipped(&[("word/document.xml", b"<w:document/>")])[..40];
        assert!(matches!(detect("a.docx", cut), Err(ReadError::Damaged { .. })), "half a Word document is damaged");
        assert_eq!(detect("a.pdf", b""), Err(ReadError::Empty), "nothing is empty, whatever the name");
    }
}
