//! What tells one match from every other: a hash of the template's content and of its nodes in place order.

use crate::{Key, Kind, Template};
use xxhash_rust::xxh3::xxh3_128;

/// A place of a match: a node, or the end of a group of nodes (those of one slot, or between two).
pub type Place = Option<(Kind, u128)>;

/// Hashes matches of one template.
#[derive(Clone, Debug)]
pub struct Fingerprinter {
    /// The hash of the template's content, then the places of the match at hand.
    bytes: Vec<u8>,
}

const OPENING: usize = 16;
const END: u8 = u8::MAX;

impl Fingerprinter {
    pub fn new(template: &Template) -> Fingerprinter {
        let content = serde_json::to_vec(&(&template.slot, &template.link, &template.constraints)).unwrap_or_default();
        Fingerprinter { bytes: blake3::hash(&content).as_bytes()[..OPENING].to_vec() }
    }

    /// 128 bits (XXH3). Keys are hashes themselves, so spreading their bits is all that is asked of it.
    pub fn of(&mut self, places: impl Iterator<Item = Place>) -> u128 {
        self.bytes.truncate(OPENING);
        for place in places {
            match place {
                Some((kind, bits)) => {
                    let mut node = [kind.index() as u8; 17];
                    node[1..].copy_from_slice(&bits.to_be_bytes());
                    self.bytes.extend_from_slice(&node);
                }
                None => self.bytes.push(END),
            }
        }
        xxh3_128(&self.bytes)
    }
}

/// As in [`crate::Match`]: 32 hexadecimal digits.
pub fn fingerprint<'a>(template: &Template, places: impl Iterator<Item = Option<&'a Key>>) -> String {
    let bits = Fingerprinter::new(template).of(places.map(|place| place.map(|key| (key.kind(), key.bits()))));
    format!("{bits:032x}")
}
