//! Tokens estimated without a tokenizer, to keep to limits and to tell costs beforehand. What was really used the server
//! tells.

use crate::call::{Call, Part};

/// An image of a page as the large services count it (OpenAI 765 for 1024 × 1024, Anthropic up to 1,600).
const IMAGE: u64 = 1000;
/// Marks around a message.
const MESSAGE: u64 = 4;

/// Of prompt and schema together.
pub fn of_call(call: &Call) -> u64 {
    let images = call.messages.iter().flat_map(|message| &message.parts).filter(|p| matches!(p, Part::Image { .. }));
    of_texts(call) + images.count() as u64 * IMAGE
}

/// Without the images.
pub(crate) fn of_texts(call: &Call) -> u64 {
    let parts = call.messages.iter().flat_map(|message| &message.parts);
    let texts: u64 = parts.map(|part| if let Part::Text(text) = part { of_text(text) } else { 0 }).sum();
    let schema = call.schema.as_ref().map_or(0, |schema| of_text(&schema.schema.to_string()));
    texts + schema + call.messages.len() as u64 * MESSAGE
}

/// A quarter of a token for each ASCII letter, a token for each Chinese, Japanese or Korean character, a half for other
/// letters, a third for digits and marks, a quarter for a run of white space: within a third of the usual tokenizers on prose and tables.
pub fn of_text(text: &str) -> u64 {
    let mut twelfths = 0u64;
    let mut in_space = false;
    for c in text.chars() {
        let is_space = c.is_whitespace();
        twelfths += match c {
            _ if is_space && in_space => 0,
            _ if is_space => 3,
            'a'..='z' | 'A'..='Z' => 3,
            _ if c.is_ascii() => 4,
            '\u{2e80}'..='\u{9fff}' | '\u{ac00}'..='\u{d7ff}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ffef}' => 12,
            '\u{20000}'..='\u{3ffff}' => 24,
            _ => 6,
        };
        in_space = is_space;
    }
    twelfths.div_ceil(12)
}
