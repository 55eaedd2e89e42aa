//! Web pages: what one reads of them, without menus, scripts and feet. Nothing is loaded from anywhere; pictures are
//! there when the page holds them itself.

mod inline;
mod table;
#[cfg(test)]
mod tests;
mod tree;
mod walk;

use crate::decode::{Decoded, decode_labelled};
use crate::flow::{Flow, squeezed};
use crate::{ReadError, Source, plain};
use pathloom_model::{Format, Key, Parsed, WarningCode};

pub(crate) use tree::parse;
pub(crate) use walk::Walker;

pub(crate) fn read(key: Key, source: &Source) -> Result<Parsed, ReadError> {
    let Decoded { mut text, mut warnings } = decode_labelled(source.bytes, stated_encoding(source.bytes).as_deref())?;
    plain::cut_to_limit(&mut text, &mut warnings);
    let page = parse(&text);
    let mut flow = Flow::default();
    if page.cut {
        flow.warn(
            WarningCode::Limit,
            "The page nests more deeply than pages do; the deepest tags were ignored, their words kept.",
        );
    }
    let stated = page.root.find(&|element| element.name == "title").map(|title| squeezed(&title.words()));
    let mut pictures = |source: &str, flow: &mut Flow| embedded(source, flow);
    Walker::new(&mut flow, &mut pictures).page(&page.root);
    let mut parsed = flow.finish(key, source, Format::Html, None);
    parsed.meta.title = parsed.meta.title.or(stated.filter(|title| !title.is_empty()));
    warnings.append(&mut parsed.warnings);
    parsed.warnings = warnings;
    Ok(parsed)
}

/// What a page says about its own encoding in its first bytes.
fn stated_encoding(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(2048)]).to_lowercase();
    let at = head.find("charset=").map(|at| at + 8).or_else(|| head.find("encoding=").map(|at| at + 9))?;
    let label: String = head[at..]
        .trim_start_matches(['"', '\''])
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':'))
        .collect();
    (!label.is_empty()).then_some(label)
}

/// The bytes of a picture that stands in the page itself ("data:image/png;base64,…").
pub(crate) fn embedded(source: &str, flow: &mut Flow) -> Option<(String, Vec<u8>)> {
    let (kind, data) = source.strip_prefix("data:")?.split_once(',')?;
    if !kind.contains("base64") || kind.contains("svg") {
        return None;
    }
    let bytes = base64(data);
    if bytes.is_none() {
        flow.warn(WarningCode::Unreadable, "A picture inside the page is damaged and was left out.");
    }
    Some(("in the page".to_owned(), bytes?))
}

/// Letters that are none of the alphabet end it; white space is skipped.
fn base64(data: &str) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(data.len() / 4 * 3);
    let (mut bits, mut held) = (0u32, 0u32);
    for byte in data.bytes() {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            b'=' => break,
            byte if byte.is_ascii_whitespace() => continue,
            _ => return None,
        };
        bits = bits << 6 | u32::from(value);
        held += 6;
        if held >= 8 {
            held -= 8;
            out.push((bits >> held) as u8);
            bits &= (1 << held) - 1;
        }
    }
    Some(out)
}
