//! Bytes → text, whatever the encoding. What is no text at all is refused in words, never passed on as noise.

use crate::ReadError;
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, GB18030, GBK, UTF_8, UTF_16BE, UTF_16LE};
use pathloom_model::{Warning, WarningCode};

/// Bytes that an encoding is guessed from.
const SAMPLE: usize = 1 << 20;

pub(crate) struct Decoded {
    /// Without byte order mark; control characters are spaces.
    pub text: String,
    pub warnings: Vec<Warning>,
}

/// Byte order mark first, then UTF-16 and UTF-8 by their form, then the legacy encodings by frequency of letters.
pub(crate) fn decode(bytes: &[u8]) -> Result<Decoded, ReadError> {
    decode_labelled(bytes, None)
}

/// With the name of the encoding that the file states itself; its form and a byte order mark are believed first.
pub(crate) fn decode_labelled(bytes: &[u8], label: Option<&str>) -> Result<Decoded, ReadError> {
    let stated = label.and_then(|label| Encoding::for_label(label.as_bytes()));
    let stated = stated.filter(|_| std::str::from_utf8(bytes).is_err() && utf16_by_zeros(bytes).is_none());
    let guessed = || (stated.unwrap_or_else(|| guess(bytes)), 0);
    let (encoding, skip) = Encoding::for_bom(bytes).unwrap_or_else(guessed);
    let (text, _) = encoding.decode_without_bom_handling(&bytes[skip..]);
    let counts = Counts::of(&text);
    if counts.is_noise() {
        return Err(ReadError::Damaged { detail: "most of it is not text in any known encoding".into() });
    }
    if counts.letters == 0 {
        return Err(ReadError::Empty);
    }
    Ok(Decoded { warnings: counts.warnings(encoding), text: without_controls(text.into_owned(), counts.controls) })
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    if let Some(encoding) = utf16_by_zeros(bytes) {
        return encoding;
    }
    if std::str::from_utf8(bytes).is_ok() {
        return UTF_8;
    }
    if let Some(encoding) = utf16_by_script(bytes) {
        return encoding;
    }
    if mostly_utf8(bytes) {
        return UTF_8;
    }
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(sample, true);
    let found = detector.guess(None, Utf8Detection::Deny);
    if found == GBK { GB18030 } else { found }
}

/// Western text in UTF-16: every other byte is zero.
fn utf16_by_zeros(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    let zeros = |parity: usize| sample.iter().skip(parity).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd, pairs) = (zeros(0), zeros(1), sample.len() / 2);
    if pairs == 0 {
        return None;
    }
    match (even * 10 / pairs, odd * 10 / pairs) {
        (0, 3..) => Some(UTF_16LE),
        (3.., 0) => Some(UTF_16BE),
        _ => None,
    }
}

/// Eastern text in UTF-16: bytes that no text encoding has, which read as letters of common scripts one way only.
fn utf16_by_script(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(SAMPLE) & !1];
    if !sample.iter().any(|byte| byte.is_ascii_control() && is_control(*byte as char)) {
        return None;
    }
    let share = |big: bool| {
        let unit = |pair: &[u8]| if big { [pair[0], pair[1]] } else { [pair[1], pair[0]] };
        let usual = sample.chunks_exact(2).filter(|pair| is_usual(u16::from_be_bytes(unit(pair)))).count();
        usual * 100 / (sample.len() / 2).max(1)
    };
    match (share(false), share(true)) {
        (little @ 90.., big) if little > big => Some(UTF_16LE),
        (little, big @ 90..) if big > little => Some(UTF_16BE),
        _ => None,
    }
}

fn is_usual(unit: u16) -> bool {
    matches!(unit, 0x09 | 0x0A | 0x0D | 0x20..=0x7E | 0x2010..=0x203D | 0x3000..=0x30FF | 0x4E00..=0x9FFF
        | 0xAC00..=0xD7A3 | 0xFF00..=0xFFEF)
}

/// UTF-8 with a few broken letters: a cut end, a byte lost in transfer.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    let (mut broken, mut whole) = (0usize, 0usize);
    for chunk in sample.utf8_chunks() {
        whole += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    whole >= 10 && broken * 20 <= whole
}

/// What a text holds that no text should.
struct Counts {
    letters: usize,
    controls: usize,
    replaced: usize,
}

impl Counts {
    fn of(text: &str) -> Counts {
        let mut counts = Counts { letters: 0, controls: 0, replaced: 0 };
        for c in text.chars() {
            match c {
                '\u{FFFD}' => counts.replaced += 1,
                c if is_control(c) || is_private(c) => counts.controls += 1,
                c if c.is_whitespace() => {}
                _ => counts.letters += 1,
            }
        }
        counts
    }

    /// More than one in twenty; a stray sign in a short text is no noise.
    fn is_noise(&self) -> bool {
        let bad = self.controls + self.replaced;
        bad > 2 && bad * 20 > self.letters + bad
    }

    fn warnings(&self, encoding: &'static Encoding) -> Vec<Warning> {
        let mut warnings = Vec::new();
        let mut warn =
            |message: String| warnings.push(Warning { code: WarningCode::Encoding, page: None, line: None, message });
        if self.replaced > 0 {
            let name = encoding.name();
            warn(format!("{} characters could not be read as {name}; they show as \u{FFFD}.", self.replaced));
        }
        if self.controls > 0 {
            warn(format!("{} control characters were replaced by spaces.", self.controls));
        }
        warnings
    }
}

/// C0 and C1 controls other than tab, line ends and form feed.
fn is_control(c: char) -> bool {
    c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\x0C' | '\u{85}')
}

fn is_private(c: char) -> bool {
    matches!(c, '\u{E000}'..='\u{F8FF}' | '\u{FDD0}'..='\u{FDEF}' | '\u{FFFE}' | '\u{FFFF}' | '\u{F0000}'..)
}

fn without_controls(text: String, controls: usize) -> String {
    if controls == 0 {
        return text;
    }
    text.chars().map(|c| if is_control(c) { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ZH: &str =
        "北岭电力在2024年向云港机场供应了三台变压器，合同金额为一千二百万元。\n项目由陈立负责，计划在十月完工。";
    const JA: &str = "この装置は毎時三百キログラムの水素を製造します。工場は北海道にあります。";

    fn text(bytes: &[u8]) -> String {
        decode(bytes).expect("it is text").text
    }

    fn utf16(source: &str, big: bool) -> Vec<u8> {
        source.encode_utf16().flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
    }

    #[test]
    fn every_encoding_gives_the_same_text() {
        let encoded = |label: &str, source: &str| {
            Encoding::for_label(label.as_bytes()).expect("a known label").encode(source).0.into_owned()
        };
        assert_eq!(text(ZH.as_bytes()), ZH, "UTF-8");
        assert_eq!(text(&[b"\xEF\xBB\xBF", ZH.as_bytes()].concat()), ZH, "UTF-8 with a mark, which is left out");
        assert_eq!(text(&encoded("gb18030", ZH)), ZH, "GB18030");
        let traditional = "台灣電力公司於二零二四年在臺中設置變電所，總經費為新臺幣三億元。";
        assert_eq!(text(&encoded("big5", traditional)), traditional, "Big5");
        assert_eq!(text(&encoded("shift_jis", JA)), JA, "Shift-JIS");
        let western = "Die Wärmepumpe läuft für 3 € im Jahr – très économique, señor.";
        assert_eq!(text(&encoded("windows-1252", western)), western, "Latin-1 and its Windows form");
        for (source, name) in [(ZH, "Chinese"), ("Plain text, line one.\r\nLine two.", "English")] {
            assert_eq!(text(&utf16(source, false)), source, "UTF-16LE without mark, {name}");
            assert_eq!(text(&utf16(source, true)), source, "UTF-16BE without mark, {name}");
        }
        assert_eq!(text(&[b"\xFF\xFE".to_vec(), utf16(ZH, false)].concat()), ZH, "UTF-16 with a mark");
    }

    #[test]
    fn a_broken_letter_is_a_warning_and_noise_is_refused() {
        let cut = &ZH.as_bytes()[..ZH.len() - 1];
        let decoded = decode(cut).expect("one broken letter is no reason to refuse");
        assert!(decoded.text.starts_with("北岭电力"), "what is whole stays whole");
        assert_eq!(decoded.warnings.len(), 1, "the broken letter is reported");
        let stray = decode(b"Some text\x00with one stray byte in it, long enough.").expect("text");
        assert_eq!(stray.text, "Some text with one stray byte in it, long enough.", "controls become spaces");
        let mut state = 7u32;
        let noise: Vec<u8> = std::iter::repeat_with(|| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 24) as u8
        })
        .take(5000)
        .collect();
        assert!(matches!(decode(&noise), Err(ReadError::Damaged { .. })), "random bytes are not text");
        assert!(matches!(decode(b" \n\t \n"), Err(ReadError::Empty)), "only white space is empty");
    }
}
