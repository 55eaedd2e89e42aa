//! Fingerprints of matches, many at a time: `pathloom_model::path::fingerprint` over the places that the shape names.

use crate::blake3_lanes::{LANES, Opening};
use crate::shape::Shape;
use pathloom_model::{Key, Template};

/// Bytes of a key's text, and of it with its length before.
const KEY: usize = 36;
const PART: usize = 8 + KEY;

/// What every fingerprint of a template opens with.
pub(crate) fn opening(template: &Template) -> Opening {
    let content = serde_json::to_vec(&(&template.slot, &template.link, &template.constraints)).unwrap_or_default();
    let mut bytes = (content.len() as u64).to_le_bytes().to_vec();
    bytes.extend(content);
    Opening::of(&bytes)
}

/// Buffers for the bytes that are hashed, kept between batches.
#[derive(Clone, Debug, Default)]
pub(crate) struct Fingerprints {
    lanes: [Vec<u8>; LANES],
}

impl Fingerprints {
    /// Of at most [`LANES`] matches of one shape; `keys` gives the keys of a match by places in the shape's `nodes`.
    pub fn of<'k>(
        &mut self,
        opening: &Opening,
        shape: &Shape,
        count: usize,
        keys: impl Fn(usize) -> &'k [Key],
    ) -> [u128; LANES] {
        for (lane, bytes) in self.lanes.iter_mut().enumerate() {
            let keys = keys(lane.min(count - 1));
            bytes.clear();
            bytes.extend_from_slice(opening.rest());
            let own = bytes.len();
            bytes.resize(own + shape.hashed.len() * PART, 0);
            for (part, &node) in bytes[own..].chunks_exact_mut(PART).zip(&shape.hashed) {
                part[..8].copy_from_slice(&(KEY as u64).to_le_bytes());
                part[8..].copy_from_slice(keys[node].as_bytes());
            }
        }
        opening.hash(std::array::from_fn(|lane| &self.lanes[lane][..]))
    }
}
