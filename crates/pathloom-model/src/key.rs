//! Node kinds and the stable, content-derived keys of nodes. No row numbers, clocks or random ids.

use serde::{Deserialize, Serialize};
use std::fmt;

/// The seven kinds of node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Kind {
    Document,
    Chunk,
    Entity,
    Assertion,
    Image,
    Table,
    Formula,
}

impl Kind {
    pub const ALL: [Kind; 7] =
        [Kind::Document, Kind::Chunk, Kind::Entity, Kind::Assertion, Kind::Image, Kind::Table, Kind::Formula];

    /// The English name, as in templates and exports.
    pub const fn name(self) -> &'static str {
        match self {
            Kind::Document => "Document",
            Kind::Chunk => "Chunk",
            Kind::Entity => "Entity",
            Kind::Assertion => "Assertion",
            Kind::Image => "Image",
            Kind::Table => "Table",
            Kind::Formula => "Formula",
        }
    }

    /// Three letters that open every key of this kind.
    pub const fn prefix(self) -> &'static str {
        match self {
            Kind::Document => "doc",
            Kind::Chunk => "chk",
            Kind::Entity => "ent",
            Kind::Assertion => "ast",
            Kind::Image => "img",
            Kind::Table => "tbl",
            Kind::Formula => "fml",
        }
    }

    pub fn parse(name: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// 0..7, the place in [`Kind::ALL`].
    pub const fn index(self) -> usize {
        self as usize
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The stable key of a node: three letters of its kind, a dash, 32 hex digits of a BLAKE3 hash.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Key(String);

impl Key {
    /// A document: the hash of the bytes first imported, kept through later versions of the file.
    pub fn document(bytes: &[u8]) -> Key {
        Key(format!("doc-{}", short(blake3::hash(bytes))))
    }

    /// Chunk, Table, Image or Formula: its document, its content, and which occurrence of that content this is (from 0).
    pub fn content(kind: Kind, document: &Key, content: &[u8], occurrence: u32) -> Key {
        Key::of(kind, &[document.as_str().as_bytes(), content, &occurrence.to_le_bytes()])
    }

    /// An entity: minted from name, type and first document, kept for ever through rename and merge.
    pub fn entity(name: &str, entity_type: &str, first_document: &Key) -> Key {
        Key::of(Kind::Entity, &[name.as_bytes(), entity_type.as_bytes(), first_document.as_str().as_bytes()])
    }

    /// Any kind from parts; each part is length-prefixed, so that ("ab","c") and ("a","bc") differ.
    pub fn of(kind: Kind, parts: &[&[u8]]) -> Key {
        let mut hasher = blake3::Hasher::new();
        for part in parts {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part);
        }
        Key(format!("{}-{}", kind.prefix(), short(hasher.finalize())))
    }

    /// A key that was stored or sent before. `None` unless it has the form of one.
    pub fn parse(text: &str) -> Option<Key> {
        let (prefix, hex) = text.split_once('-')?;
        let known = Kind::ALL.iter().any(|kind| kind.prefix() == prefix);
        let shaped = hex.len() == 32 && hex.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
        (known && shaped).then(|| Key(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The kind that the first three letters name.
    pub fn kind(&self) -> Kind {
        let prefix = self.0.split('-').next().unwrap_or_default();
        Kind::ALL.into_iter().find(|kind| kind.prefix() == prefix).unwrap_or(Kind::Entity)
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Hex of the first 16 bytes of a hash.
fn short(hash: blake3::Hash) -> String {
    hash.to_hex()[..32].to_owned()
}

/// 32 hex digits over length-prefixed parts: fingerprints and blob names use it too.
pub fn digest(parts: &[&[u8]]) -> String {
    let mut hasher = blake3::Hasher::new();
    for part in parts {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
    short(hasher.finalize())
}
