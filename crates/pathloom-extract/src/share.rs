//! What a document has a part in beyond its own nodes: the assertions that it states, in groups that are made as one.
//! So a build after a change knows which documents have a say in what the change can touch.

use crate::resolve::LedgerEntry;
use pathloom_model::Key;

/// The statements of one document.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Share {
    pub facts: Vec<Stated>,
    /// Claims that were left out, as told to the user.
    pub dropped: Vec<LedgerEntry>,
}

/// An assertion by the bits of its key, and its group: assertions that one relation between entities is the projection
/// of have the same; others may, which costs work and nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stated {
    pub bits: u128,
    pub group: u64,
}

impl Stated {
    /// Bytes of one when it is stored.
    pub const BYTES: usize = 24;

    pub fn to_bytes(self) -> [u8; Stated::BYTES] {
        let mut bytes = [0; Stated::BYTES];
        bytes[..16].copy_from_slice(&self.bits.to_be_bytes());
        bytes[16..].copy_from_slice(&self.group.to_be_bytes());
        bytes
    }

    pub fn from_bytes(bytes: &[u8; Stated::BYTES]) -> Stated {
        let (bits, group) = bytes.split_at(16);
        Stated {
            bits: u128::from_be_bytes(bits.try_into().unwrap_or_default()),
            group: u64::from_be_bytes(group.try_into().unwrap_or_default()),
        }
    }
}

/// The group of the assertions that a relation between two entities is the projection of.
pub fn group_of(subject: &Key, predicate: &str, object: &Key) -> u64 {
    let halves = |bits: u128| [(bits >> 64) as u64, bits as u64];
    let ends = [subject.bits(), object.bits()].into_iter().flat_map(halves);
    let letters = predicate.bytes().map(u64::from);
    ends.chain(letters).fold(0, |hash, part| mix(hash ^ part))
}

/// The finisher of SplitMix64 (Steele et al. 2014).
fn mix(value: u64) -> u64 {
    let value = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let value = (value ^ value >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let value = (value ^ value >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ value >> 31
}
