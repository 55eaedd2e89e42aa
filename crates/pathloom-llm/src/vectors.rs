//! Vectors as the text of a reply, so that they are kept like any other: a line each, base64 of one byte for each
//! dimension. The cosine of two vectors changes by less than a hundredth for that.

use crate::call::{Call, Message, Params, Part, Speaker};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// A call for the vectors of these texts.
pub fn vectors_call(texts: impl IntoIterator<Item = String>) -> Call {
    let parts = texts.into_iter().map(Part::Text).collect();
    let params = Params { vectors: true, ..Params::default() };
    Call { messages: vec![Message { speaker: Speaker::User, parts }], schema: None, params }
}

/// The texts of such a call, in order.
pub fn vectors_of(call: &Call) -> impl Iterator<Item = &str> {
    let parts = call.messages.iter().flat_map(|message| &message.parts);
    parts.filter_map(|part| if let Part::Text(text) = part { Some(text.as_str()) } else { None })
}

/// The vectors that the text of a reply holds; a line that is none is empty.
pub fn unpack(text: &str) -> Vec<Vec<f32>> {
    let vector = |line: &str| {
        let bytes = STANDARD.decode(line).unwrap_or_default();
        bytes.into_iter().map(|byte| f32::from(byte as i8)).collect()
    };
    text.lines().map(vector).collect()
}

pub(crate) fn pack(vectors: &[Vec<f32>]) -> String {
    let line = |vector: &Vec<f32>| {
        let most = vector.iter().fold(0f32, |most, value| most.max(value.abs()));
        let scale = if most > 0.0 && most.is_finite() { 127.0 / most } else { 0.0 };
        // Numbers beyond the range, and what is no number, become the nearest that fits, or nought.
        let bytes: Vec<u8> = vector.iter().map(|value| (value * scale).round() as i8 as u8).collect();
        STANDARD.encode(bytes)
    };
    vectors.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// Little-endian numbers of four bytes in base64.
pub(crate) fn unpack_floats(text: &str) -> Option<Vec<f32>> {
    let bytes = STANDARD.decode(text).ok()?;
    let (numbers, rest) = bytes.as_chunks::<4>();
    rest.is_empty().then(|| numbers.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_vector_comes_back_pointing_the_same_way() {
        let vectors: Vec<Vec<f32>> =
            (0..3).map(|seed| (0..384).map(|at| ((at * 7 + seed * 31) as f32).sin() * 0.05).collect()).collect();
        let back = unpack(&pack(&vectors));
        for (before, after) in vectors.iter().zip(&back) {
            let dot = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>();
            let cosine = dot(before, after) / (dot(before, before).sqrt() * dot(after, after).sqrt());
            assert!(cosine > 0.9999, "{cosine}");
        }
        assert_eq!(unpack(&pack(&[vec![0.0; 4]])), vec![vec![0.0; 4]], "a vector of noughts stays one");
    }
}
