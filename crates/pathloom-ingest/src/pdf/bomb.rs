//! Streams that would fill the memory once unpacked, found before anything unpacks them: the reader of PDF sets no limit.

use crate::ReadError;
use flate2::read::ZlibDecoder;
use std::io::Read;

/// Bytes that one stream may unpack to: a large drawing, scanned in colour, has some 300 million.
const LIMIT: u64 = 512_000_000;
/// Deflate makes at most about a thousand bytes of one, so shorter streams cannot pass the limit.
const SHORT: usize = (LIMIT / 1_032) as usize;
/// Where a stream's dictionary may begin before it.
const HEAD: usize = 4_096;

/// Looks at the streams packed by Flate alone. Locked files keep their streams to themselves and are not looked into.
pub fn refuse(bytes: &[u8]) -> Result<(), ReadError> {
    let mut ends = memchr::memmem::find_iter(bytes, b"endstream");
    for end in ends.by_ref() {
        let Some(start) = memchr::memmem::rfind(&bytes[..end], b"stream") else { continue };
        let packed = bytes[start + 6..end].trim_ascii_start();
        let times = times_packed(&bytes[start.saturating_sub(HEAD)..start]);
        let is_short = packed.len() < SHORT;
        if times == 0 || (times == 1 && is_short) {
            continue;
        }
        let most = match times {
            1 => unpacked(ZlibDecoder::new(packed)),
            2 => unpacked(ZlibDecoder::new(ZlibDecoder::new(packed))),
            _ => LIMIT + 1,
        };
        if most > LIMIT {
            let detail = format!("a part of it unpacks to more than {} MB", LIMIT / 1_000_000);
            return Err(ReadError::Unsafe { detail });
        }
    }
    Ok(())
}

/// How often Flate stands in the dictionary right before a stream.
fn times_packed(head: &[u8]) -> usize {
    let own = memchr::memmem::rfind(head, b" obj").map_or(head, |at| &head[at..]);
    let long = memchr::memmem::find_iter(own, b"/FlateDecode").count();
    let short = memchr::memmem::find_iter(own, b"/Fl ").count() + memchr::memmem::find_iter(own, b"/Fl]").count();
    long + short
}

/// Counts without keeping; a damaged end is where counting ends.
fn unpacked(mut packed: impl Read) -> u64 {
    let mut buffer = vec![0; 1 << 16];
    let mut total = 0;
    while let Ok(read @ 1..) = packed.read(&mut buffer) {
        total += read as u64;
        if total > LIMIT {
            break;
        }
    }
    total
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::write::ZlibEncoder;
    use std::io::Write;

    fn packed(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(bytes).expect("writes");
        encoder.finish().expect("ends")
    }

    fn file(filter: &str, stream: &[u8]) -> Vec<u8> {
        let head = format!("%PDF-1.4\n4 0 obj << /Length {} /Filter {filter} >>\nstream\n", stream.len());
        [head.as_bytes(), stream, b"\nendstream endobj"].concat()
    }

    #[test]
    fn streams_that_unpack_without_end_are_refused_and_others_are_not() {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
        let zeros = vec![0; 1 << 20];
        for _ in 0..600 {
            encoder.write_all(&zeros).expect("writes");
        }
        let bomb = encoder.finish().expect("ends");
        let refused = refuse(&file("/FlateDecode", &bomb)).expect_err("600 MB of zeros are a bomb");
        assert!(refused.to_string().contains("512 MB"), "and the sentence says so: {refused}");
        let twice = refuse(&file("[/FlateDecode /FlateDecode]", &packed(&bomb)));
        assert!(twice.is_err(), "packed twice it is still one, however small it looks");
        assert_eq!(refuse(&file("/FlateDecode", &packed(b"BT (words) Tj ET"))), Ok(()), "a page of words is none");
        assert_eq!(refuse(&file("/DCTDecode", &bomb)), Ok(()), "what is packed in another way is not unpacked here");
    }
}
