//! A hasher for 128-bit keys that are hashes already: one multiplication spreads them enough.

use std::hash::Hasher;

#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct KeyHasher(u64);

impl Hasher for KeyHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x100_0000_01B3);
        }
    }

    fn write_u128(&mut self, bits: u128) {
        self.0 = ((bits as u64) ^ (bits >> 64) as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }
}
