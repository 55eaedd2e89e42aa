//! Node kinds and the stable, content-derived keys of nodes. No row numbers, clocks or random ids.

use serde::de::{Error, Unexpected, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::hash::{Hash, Hasher};

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

/// Bytes of a key as text.
const LENGTH: usize = 36;

/// The stable key of a node: three letters of its kind, a dash, 32 hex digits of a BLAKE3 hash. The text is held in
/// place: keys are cloned and compared all the time, and cost no allocation.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key([u8; LENGTH]);

impl Key {
    /// A document: the hash of the bytes first imported, kept through later versions of the file.
    pub fn document(bytes: &[u8]) -> Key {
        Key::new(Kind::Document, blake3::hash(bytes))
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
        Key::new(kind, hash(parts))
    }

    fn new(kind: Kind, hash: blake3::Hash) -> Key {
        let mut text = [b'-'; LENGTH];
        text[..3].copy_from_slice(kind.prefix().as_bytes());
        text[4..].copy_from_slice(&hash.to_hex().as_bytes()[..LENGTH - 4]);
        Key(text)
    }

    /// The key whose digits spell these bits.
    pub fn from_bits(kind: Kind, bits: u128) -> Key {
        let mut text = [b'-'; LENGTH];
        text[..3].copy_from_slice(kind.prefix().as_bytes());
        for (part, digits) in text[4..].chunks_exact_mut(8).enumerate() {
            digits.copy_from_slice(&hex_digits((bits >> (96 - 32 * part)) as u32));
        }
        Key(text)
    }

    pub fn as_bytes(&self) -> &[u8; LENGTH] {
        &self.0
    }

    /// A key that was stored or sent before. `None` unless it has the form of one.
    pub fn parse(text: &str) -> Option<Key> {
        let (prefix, hex) = text.split_once('-')?;
        let known = Kind::ALL.iter().any(|kind| kind.prefix() == prefix);
        let shaped = hex.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
        text.as_bytes().try_into().ok().filter(|_| known && shaped).map(Key)
    }

    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// What the digits spell.
    pub fn bits(&self) -> u128 {
        let digit = |bits: u128, &byte: &u8| {
            bits << 4 | u128::from(byte.wrapping_sub(if byte > b'9' { b'a' - 10 } else { b'0' }) & 15)
        };
        self.0[4..].iter().fold(0, digit)
    }

    /// The kind that the first three letters name.
    pub fn kind(&self) -> Kind {
        Kind::ALL.into_iter().find(|kind| kind.prefix().as_bytes() == &self.0[..3]).unwrap_or(Kind::Entity)
    }
}

/// Eight digits at once: each half byte in a byte of its own, then letters moved behind the digits.
fn hex_digits(bits: u32) -> [u8; 8] {
    let mut halves = u64::from(bits);
    halves = (halves | halves << 16) & 0x0000_FFFF_0000_FFFF;
    halves = (halves | halves << 8) & 0x00FF_00FF_00FF_00FF;
    halves = (halves | halves << 4) & 0x0F0F_0F0F_0F0F_0F0F;
    let letters = (halves + 0x0606_0606_0606_0606) >> 4 & 0x0101_0101_0101_0101;
    (halves + 0x3030_3030_3030_3030 + letters * 0x27).to_be_bytes()
}

/// Half of the digits tell keys apart as well as all.
impl Hash for Key {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write(&self.0[LENGTH - 16..]);
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for Key {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Key, D::Error> {
        deserializer.deserialize_str(KeyText)
    }
}

struct KeyText;

impl Visitor<'_> for KeyText {
    type Value = Key;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the key of a node")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Key, E> {
        Key::parse(text).ok_or_else(|| E::invalid_value(Unexpected::Str(text), &self))
    }
}

fn hash(parts: &[&[u8]]) -> blake3::Hash {
    let mut hasher = blake3::Hasher::new();
    for part in parts {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
    hasher.finalize()
}

/// 32 hex digits over length-prefixed parts: fingerprints and blob names use it too.
pub fn digest(parts: &[&[u8]]) -> String {
    hash(parts).to_hex()[..32].to_owned()
}
