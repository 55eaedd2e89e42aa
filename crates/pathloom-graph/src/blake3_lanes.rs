//! BLAKE3 of many messages of one length that open alike: the values of `blake3::hash`, but the opening is hashed once
//! and the rests side by side. The library has the instructions for that and uses them within one long message only;
//! its parts are public without being promised, so a test holds them against the promised function.

use blake3::IncrementCounter::No;
use blake3::platform::{Platform, le_bytes_from_words_32, words_from_le_bytes_32};

/// Messages hashed together.
pub(crate) const LANES: usize = 8;

const BLOCK: usize = 64;
const CHUNK: usize = 1024;
const IV: Chaining =
    [0x6A09_E667, 0xBB67_AE85, 0x3C6E_F372, 0xA54F_F53A, 0x510E_527F, 0x9B05_688C, 0x1F83_D9AB, 0x5BE0_CD19];
const CHUNK_START: u8 = 1;
const CHUNK_END: u8 = 2;
const PARENT: u8 = 4;
const ROOT: u8 = 8;

type Chaining = [u32; 8];

/// The part that all messages open with.
#[derive(Clone, Debug)]
pub(crate) struct Opening {
    platform: Platform,
    bytes: Vec<u8>,
    /// Chaining values of its whole chunks, and of the whole blocks in the chunk it ends in.
    chunks: Vec<Chaining>,
    blocks: Chaining,
}

/// Where in a message a run of blocks stands, and what is left to hash of the chunk it belongs to.
struct Part {
    chunk: usize,
    done: usize,
    length: usize,
    flags: u8,
}

impl Opening {
    pub fn of(bytes: &[u8]) -> Opening {
        let platform = Platform::detect();
        // The last byte of a message decides flags, and belongs to no opening that is hashed ahead.
        let whole = bytes.len().saturating_sub(1) / BLOCK * BLOCK;
        let mut chunks = Vec::new();
        let mut value = IV;
        for start in (0..whole).step_by(BLOCK) {
            let mut block = [0; BLOCK];
            block.copy_from_slice(&bytes[start..start + BLOCK]);
            let first = if start.is_multiple_of(CHUNK) { CHUNK_START } else { 0 };
            let last = if (start + BLOCK).is_multiple_of(CHUNK) { CHUNK_END } else { 0 };
            platform.compress_in_place(&mut value, &block, BLOCK as u8, (start / CHUNK) as u64, first | last);
            if last != 0 {
                chunks.push(std::mem::replace(&mut value, IV));
            }
        }
        Opening { platform, bytes: bytes.to_vec(), chunks, blocks: value }
    }

    /// The bytes at the end of the opening that each message has to repeat before its own.
    pub fn rest(&self) -> &[u8] {
        &self.bytes[self.hashed()..]
    }

    fn hashed(&self) -> usize {
        self.bytes.len().saturating_sub(1) / BLOCK * BLOCK
    }

    /// The first 16 bytes of the hashes. The messages are equally long, and given from [`Opening::rest`] on.
    pub fn hash(&self, messages: [&[u8]; LANES]) -> [u128; LANES] {
        let length = self.hashed() + messages[0].len();
        let last = length.saturating_sub(1) / CHUNK;
        let mut stack: Vec<[Chaining; LANES]> = Vec::new();
        for chunk in 0..last {
            let value = match self.chunks.get(chunk) {
                Some(&value) => [value; LANES],
                None => self.chunk(messages, self.part(chunk, CHUNK, 0)),
            };
            self.add_chunk(&mut stack, value, chunk as u64 + 1);
        }
        let root = if stack.is_empty() { ROOT } else { 0 };
        let mut value = self.chunk(messages, self.part(last, length - last * CHUNK, root));
        while let Some(left) = stack.pop() {
            value = self.parents(&left, &value, if stack.is_empty() { ROOT } else { 0 });
        }
        value.map(|value| value[..4].iter().fold(0, |bits, word| bits << 32 | u128::from(word.swap_bytes())))
    }

    fn part(&self, chunk: usize, length: usize, flags: u8) -> Part {
        let done = if chunk == self.chunks.len() { self.hashed() % CHUNK / BLOCK } else { 0 };
        Part { chunk, done, length, flags }
    }

    /// Chaining values after the rest of a chunk.
    fn chunk(&self, messages: [&[u8]; LANES], part: Part) -> [Chaining; LANES] {
        let from = part.chunk * CHUNK + part.done * BLOCK - self.hashed();
        let messages = messages.map(|message| &message[from..]);
        let start = if part.done == 0 { IV } else { self.blocks };
        let first = if part.done == 0 { CHUNK_START } else { 0 };
        let left = part.length - part.done * BLOCK;
        let last = CHUNK_END | part.flags;
        let whole = left / BLOCK;
        if left == whole * BLOCK && whole > 0 {
            return self.blocks(messages, whole, &start, part.chunk, first, last);
        }
        let mut values = [start; LANES];
        if whole > 0 {
            values = self.blocks(messages, whole, &start, part.chunk, first, 0);
        }
        let first = if whole == 0 { first } else { 0 };
        for (value, message) in values.iter_mut().zip(messages) {
            let mut block = [0; BLOCK];
            block[..left - whole * BLOCK].copy_from_slice(&message[whole * BLOCK..left]);
            let size = (left - whole * BLOCK) as u8;
            self.platform.compress_in_place(value, &block, size, part.chunk as u64, first | last);
        }
        values
    }

    /// Chaining values after `count` whole blocks of one chunk, from 1 to 16.
    fn blocks(
        &self,
        messages: [&[u8]; LANES],
        count: usize,
        start: &Chaining,
        chunk: usize,
        first: u8,
        last: u8,
    ) -> [Chaining; LANES] {
        macro_rules! by_count {
            ($($blocks:literal)*) => {
                match count {
                    $($blocks => self.many::<{ $blocks * BLOCK }>(messages, start, chunk as u64, 0, first, last),)*
                    _ => [*start; LANES],
                }
            };
        }
        by_count!(1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16)
    }

    fn many<const BYTES: usize>(
        &self,
        messages: [&[u8]; LANES],
        start: &Chaining,
        counter: u64,
        flags: u8,
        first: u8,
        last: u8,
    ) -> [Chaining; LANES] {
        let none = &[0; BYTES];
        let inputs: [&[u8; BYTES]; LANES] = messages.map(|message| message.first_chunk().unwrap_or(none));
        let mut out = [0; LANES * 32];
        self.platform.hash_many(&inputs, start, counter, No, flags, first, last, &mut out);
        let (values, _) = out.as_chunks::<32>();
        std::array::from_fn(|lane| words_from_le_bytes_32(&values[lane]))
    }

    /// Whole subtrees are merged as soon as they are there.
    fn add_chunk(&self, stack: &mut Vec<[Chaining; LANES]>, mut value: [Chaining; LANES], mut chunks: u64) {
        while chunks & 1 == 0 {
            let Some(left) = stack.pop() else { break };
            value = self.parents(&left, &value, 0);
            chunks >>= 1;
        }
        stack.push(value);
    }

    fn parents(&self, left: &[Chaining; LANES], right: &[Chaining; LANES], flags: u8) -> [Chaining; LANES] {
        let blocks: [[u8; BLOCK]; LANES] = std::array::from_fn(|lane| {
            let mut block = [0; BLOCK];
            block[..32].copy_from_slice(&le_bytes_from_words_32(&left[lane]));
            block[32..].copy_from_slice(&le_bytes_from_words_32(&right[lane]));
            block
        });
        self.many::<BLOCK>(std::array::from_fn(|lane| &blocks[lane][..]), &IV, 0, PARENT | flags, 0, 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_are_those_of_the_library_for_every_length_and_opening() {
        let bytes: Vec<u8> = (0..9_000u32).map(|place| (place.wrapping_mul(0x9E37_79B1) >> 24) as u8).collect();
        for opening in [0, 1, 63, 64, 65, 700, 1023, 1024, 1025, 1100, 2048, 3000, 5121] {
            let opened = Opening::of(&bytes[..opening]);
            for length in [1, 8, 44, 64, 300, 704, 1024, 2500] {
                let own: [&[u8]; LANES] = std::array::from_fn(|lane| &bytes[6_000 + lane * 7..][..length]);
                let whole = own.map(|own| *blake3::hash(&[&bytes[..opening], own].concat()).as_bytes());
                let rest = own.map(|own| [opened.rest(), own].concat());
                let expected = whole.map(|hash| hash[..16].iter().fold(0, |bits, &byte| bits << 8 | u128::from(byte)));
                assert_eq!(
                    opened.hash(std::array::from_fn(|lane| &rest[lane][..])),
                    expected,
                    "an opening of {opening} bytes and {length} more"
                );
            }
        }
    }
}
