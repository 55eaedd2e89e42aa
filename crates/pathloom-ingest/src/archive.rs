//! Zip archives that documents are packed in. Every part is unpacked in memory and within limits; names are never
//! paths of this computer, and those that try to be are left out.

use crate::ReadError;
use pathloom_model::WarningCode;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read};
use zip::ZipArchive;
use zip::result::ZipError;

const ENTRIES: usize = 20_000;
const PART_BYTES: u64 = 256 << 20;
const TOTAL_BYTES: u64 = 1 << 30;
/// Parts beyond this size are refused when they were packed more tightly than documents ever are.
const TIGHT_BYTES: u64 = 32 << 20;
const TIGHTEST: u64 = 400;

/// Why a part was not read: a whole sentence for the user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub code: WarningCode,
    pub message: String,
}

impl Refusal {
    pub fn limit(message: impl Into<String>) -> Refusal {
        Refusal { code: WarningCode::Limit, message: message.into() }
    }

    pub fn unreadable(message: impl Into<String>) -> Refusal {
        Refusal { code: WarningCode::Unreadable, message: message.into() }
    }

    /// Where nothing can be read without the part.
    pub fn into_error(self) -> ReadError {
        let detail = self.message.trim_end_matches('.').to_owned();
        if self.code == WarningCode::Limit { ReadError::Unsafe { detail } } else { ReadError::Damaged { detail } }
    }
}

pub(crate) struct Archive<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    /// Parts by name, without a leading slash.
    parts: BTreeMap<String, usize>,
    /// Bytes that may still be unpacked; parts read again count little.
    left: u64,
    seen: BTreeSet<usize>,
    /// Names that point outside the archive.
    pub strange_names: usize,
}

impl<'a> Archive<'a> {
    pub fn open(bytes: &'a [u8]) -> Result<Archive<'a>, ReadError> {
        let stated = stated_entries(bytes);
        if stated.is_some_and(|count| count > ENTRIES) {
            return Err(too_many());
        }
        let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|_| ReadError::Damaged {
            detail: "its table of contents is missing or broken, as when a file was not copied completely".into(),
        })?;
        if zip.len() > ENTRIES {
            return Err(too_many());
        }
        let (mut parts, mut strange_names) = (BTreeMap::new(), 0);
        for index in 0..zip.len() {
            let Ok(entry) = zip.by_index_raw(index) else { continue };
            let Ok(full) = entry.name() else {
                strange_names += 1;
                continue;
            };
            let name = full.trim_start_matches('/');
            if is_strange(name) || full.starts_with("//") {
                strange_names += 1;
            } else if !name.ends_with('/') {
                parts.entry(name.to_owned()).or_insert(index);
            }
        }
        Ok(Archive { zip, parts, left: TOTAL_BYTES, seen: BTreeSet::new(), strange_names })
    }

    pub fn has(&self, name: &str) -> bool {
        self.parts.contains_key(name)
    }

    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.parts.keys().map(String::as_str)
    }

    /// The bytes of a part; `None` when there is none of this name.
    pub fn read(&mut self, name: &str) -> Result<Option<Vec<u8>>, Refusal> {
        let Some(index) = self.parts.get(name).copied() else { return Ok(None) };
        let entry = self.zip.by_index(index).map_err(|error| unreadable(name, &error))?;
        let packed = entry.compressed_size();
        let most = PART_BYTES.min(self.left);
        let mut bytes = Vec::new();
        entry.take(most + 1).read_to_end(&mut bytes).map_err(|_| broken(name))?;
        let size = bytes.len() as u64;
        let counted = if self.seen.insert(index) { size } else { size / 16 };
        self.left = self.left.saturating_sub(counted);
        if size > most || (size > TIGHT_BYTES && size / packed.max(1) > TIGHTEST) {
            return Err(Refusal::limit(format!(
                "The part \"{name}\" unpacks to far more than a document needs and was left out; \
                 open the file in the program that made it and save a smaller copy."
            )));
        }
        Ok(Some(bytes))
    }

    /// A part that is text, decoded by its byte order mark, else as UTF-8.
    pub fn text(&mut self, name: &str) -> Result<Option<String>, Refusal> {
        Ok(self.read(name)?.map(crate::xml::decoded))
    }
}

fn too_many() -> ReadError {
    ReadError::Unsafe { detail: format!("it is an archive of more than {ENTRIES} parts") }
}

fn unreadable(name: &str, error: &ZipError) -> Refusal {
    match error {
        ZipError::UnsupportedArchive(_) => Refusal::unreadable(format!(
            "The part \"{name}\" is locked or packed in an unusual way and was left out; save the file again without a password."
        )),
        _ => broken(name),
    }
}

fn broken(name: &str) -> Refusal {
    Refusal::unreadable(format!(
        "The part \"{name}\" is damaged and was left out; open the file in the program that made it and save it again."
    ))
}

fn is_strange(name: &str) -> bool {
    name.contains(['\\', '\0', ':']) || name.split('/').any(|part| part == "..") || name.len() > 1024
}

/// The number of entries that the archive's end record states; the last record counts.
fn stated_entries(bytes: &[u8]) -> Option<usize> {
    let tail = &bytes[bytes.len().saturating_sub(66_000)..];
    let at = tail.windows(4).rposition(|window| window == b"PK\x05\x06")?;
    let count = tail.get(at + 10..at + 12)?;
    Some(usize::from(u16::from_le_bytes([count[0], count[1]])))
}

/// The name of a part that another one refers to: "../media/a.png" seen from "ppt/slides/s1.xml".
pub(crate) fn resolve(from: &str, target: &str) -> Option<String> {
    let target = target.split(['#', '?']).next().unwrap_or_default();
    if target.contains("://") || target.contains('\\') {
        return None;
    }
    let base = if target.starts_with('/') { "" } else { from.rsplit_once('/').map_or("", |(folder, _)| folder) };
    let mut path: Vec<&str> = base.split('/').filter(|part| !part.is_empty()).collect();
    for part in target.split('/').filter(|part| !part.is_empty() && *part != ".") {
        if part == ".." {
            path.pop()?;
        } else {
            path.push(part);
        }
    }
    (!path.is_empty()).then(|| path.join("/"))
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use std::io::Write;
    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    /// An archive with the given parts.
    pub(crate) fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in parts {
            zip.start_file(*name, SimpleFileOptions::default()).expect("a part");
            zip.write_all(bytes).expect("its bytes");
        }
        zip.finish().expect("an archive").into_inner()
    }

    #[test]
    fn parts_are_found_by_name_and_names_outside_the_archive_are_left_out() {
        let bytes =
            zipped(&[("a/b.xml", b"<x/>"), ("../../etc/passwd", b"root"), ("/abs.xml", b"<y/>"), ("C:\\w", b"")]);
        let mut archive = Archive::open(&bytes).expect("an archive");
        assert_eq!(archive.read("a/b.xml"), Ok(Some(b"<x/>".to_vec())));
        assert_eq!(archive.read("a/c.xml"), Ok(None), "no such part");
        assert!(archive.has("abs.xml"), "a leading slash is the archive's own root");
        assert_eq!((archive.names().count(), archive.strange_names), (2, 2), "the others are counted and never opened");
        assert_eq!(resolve("ppt/slides/s1.xml", "../media/a.png").as_deref(), Some("ppt/media/a.png"));
        assert_eq!(resolve("word/document.xml", "/word/media/a.png").as_deref(), Some("word/media/a.png"));
        assert_eq!(resolve("word/document.xml", "../../../etc/passwd"), None, "above the root there is nothing");
        assert_eq!(resolve("word/document.xml", "http://a.b/c"), None, "nothing is fetched");
    }

    #[test]
    fn bombs_and_broken_archives_are_refused_in_words() {
        let bomb = zipped(&[("big.xml", &vec![b' '; 48 << 20])]);
        assert!(bomb.len() < 100_000, "a small file that unpacks to much");
        let refusal = Archive::open(&bomb).expect("it opens").read("big.xml").expect_err("too tight");
        assert_eq!(refusal.code, WarningCode::Limit);
        assert!(refusal.message.contains("big.xml") && refusal.message.contains("save a smaller copy"));
        let mut lying = zipped(&[("a", b"x")]);
        let end = lying.windows(4).rposition(|window| window == b"PK\x05\x06").expect("an end");
        lying[end + 10..end + 12].copy_from_slice(&[0xFF, 0xFF]);
        assert!(matches!(Archive::open(&lying), Err(ReadError::Unsafe { .. })), "a count beyond the limit");
        let cut = &zipped(&[("a", b"some words to pack")])[..30];
        assert!(matches!(Archive::open(cut), Err(ReadError::Damaged { .. })), "half an archive");
    }
}
