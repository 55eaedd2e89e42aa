//! The cells of one sheet, streamed row by row, and what is merged.

use crate::archive::Refusal;
use crate::flow::squeezed;
use crate::ooxml::number;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::collections::BTreeMap;

pub(crate) const ROWS: usize = 20_000;
const MERGES: usize = 50_000;
pub(crate) const CELLS: usize = 2_000_000;
const CELL_CHARS: usize = 32_768;

#[derive(Debug, Default)]
pub(crate) struct Sheet {
    /// Rows that hold something, by their number from 0; in each, cells by column.
    pub rows: BTreeMap<u32, BTreeMap<u32, String>>,
    /// (first row, first column, last row, last column).
    pub merged: Vec<[u32; 4]>,
    /// Rows that a limit cut off.
    pub cut: usize,
    /// Formulas that no result was stored for.
    pub without_result: usize,
    /// The relation of its drawing.
    pub drawing: Option<String>,
}

/// What all sheets of a workbook share.
pub(super) struct Book {
    pub strings: Vec<String>,
    pub formats: Vec<String>,
    pub since_1904: bool,
}

#[derive(Default)]
struct Open {
    row: u32,
    col: u32,
    kind: String,
    style: usize,
    value: String,
    inline: String,
    formula: bool,
}

pub(super) fn read(xml: &str, part: &str, book: &Book) -> Result<Sheet, Refusal> {
    let mut reader = Reader::from_str(xml);
    let mut sheet = Sheet::default();
    let mut open: Option<Open> = None;
    let (mut row, mut col, mut cells) = (0u32, 0u32, 0usize);
    let mut taking = Taking::Nothing;
    loop {
        let event = match reader.read_event() {
            Ok(Event::Eof) => break,
            Ok(Event::DocType(_)) => return Err(entities(part)),
            Ok(event) => event,
            Err(_) if sheet.rows.is_empty() => {
                return Err(Refusal::unreadable(format!(
                    "The part \"{part}\" is not well-formed and was left out; open the file in the program that made it and save it again."
                )));
            }
            Err(_) => break,
        };
        match &event {
            Event::Start(tag) | Event::Empty(tag) => {
                let empty = matches!(event, Event::Empty(_));
                match tag.local_name().as_ref() {
                    "row" => {
                        row = attribute(tag, "r")
                            .and_then(|r| r.parse::<u32>().ok())
                            .map_or(row, |r| r.saturating_sub(1));
                        col = 0;
                        if sheet.rows.len() >= ROWS || cells >= CELLS {
                            sheet.cut += 1;
                        }
                        if empty {
                            row += 1;
                        }
                    }
                    "c" => {
                        let place = attribute(tag, "r").and_then(|at| place(&at)).unwrap_or((row, col));
                        col = place.1 + 1;
                        let kind = attribute(tag, "t").unwrap_or_default();
                        let style = attribute(tag, "s").and_then(|s| s.parse().ok()).unwrap_or(0);
                        let wanted = !empty && sheet.cut == 0;
                        open = wanted.then(|| Open { row: place.0, col: place.1, kind, style, ..Open::default() });
                    }
                    "v" if !empty => taking = Taking::Value,
                    "t" if !empty => taking = Taking::Inline,
                    "f" => {
                        if let Some(open) = &mut open {
                            open.formula = true;
                        }
                    }
                    "mergeCell" if sheet.merged.len() < MERGES => {
                        sheet.merged.extend(attribute(tag, "ref").and_then(|range| area(&range)));
                    }
                    "drawing" => sheet.drawing = attribute(tag, "id"),
                    _ => {}
                }
            }
            Event::End(tag) => match tag.local_name().as_ref() {
                "c" => {
                    if let Some(done) = open.take() {
                        sheet.without_result +=
                            usize::from(done.formula && done.value.is_empty() && done.kind != "str");
                        let (row, col) = (done.row, done.col);
                        let text = shown(done, book);
                        if !text.is_empty() {
                            cells += 1;
                            sheet.rows.entry(row).or_default().insert(col, text);
                        }
                    }
                }
                "row" => row += 1,
                "v" | "t" => taking = Taking::Nothing,
                _ => {}
            },
            text => {
                if let Some(open) = &mut open {
                    match taking {
                        Taking::Value if open.value.len() < CELL_CHARS * 4 => push_text(text, &mut open.value),
                        Taking::Inline if open.inline.len() < CELL_CHARS * 4 => push_text(text, &mut open.inline),
                        _ => {}
                    }
                }
            }
        }
    }
    Ok(sheet)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Taking {
    Nothing,
    Value,
    Inline,
}

/// Appends the words of an event; the five predefined entities and numbered characters are the only references.
pub(super) fn push_text(event: &Event, out: &mut String) {
    match event {
        Event::Text(text) => out.push_str(text),
        Event::CData(text) => out.push_str(text),
        Event::GeneralRef(name) => {
            let character = match &**name {
                "amp" => Some('&'),
                "lt" => Some('<'),
                "gt" => Some('>'),
                "quot" => Some('"'),
                "apos" => Some('\''),
                _ => name.resolve_char_ref().ok().flatten(),
            };
            out.extend(character);
        }
        _ => {}
    }
}

pub(super) fn entities(part: &str) -> Refusal {
    Refusal::limit(format!(
        "The part \"{part}\" defines entities of its own, which can be used to exhaust a computer, and was left out; \
         save the file again in the program that made it."
    ))
}

fn attribute(tag: &BytesStart, name: &str) -> Option<String> {
    let found = tag.attributes().flatten().find(|attribute| attribute.key.local_name().as_ref() == name)?;
    Some(found.value.into_owned())
}

fn shown(cell: Open, book: &Book) -> String {
    let text = match cell.kind.as_str() {
        "s" => {
            let at = cell.value.trim().parse::<usize>().ok();
            at.and_then(|at| book.strings.get(at)).cloned().unwrap_or_default()
        }
        "inlineStr" => cell.inline,
        "str" | "e" | "d" => cell.value,
        "b" => match cell.value.trim() {
            "1" => "TRUE".to_owned(),
            "" => String::new(),
            _ => "FALSE".to_owned(),
        },
        _ => match cell.value.trim().parse::<f64>() {
            Ok(value) => {
                let code = book.formats.get(cell.style).map(String::as_str).unwrap_or_default();
                number::formatted(value, code, book.since_1904)
            }
            Err(_) => cell.value,
        },
    };
    let text = squeezed(&without_escapes(text));
    let end = text.floor_char_boundary(CELL_CHARS.min(text.len()));
    text[..end].to_owned()
}

/// "_x000D_" is how sheets write control characters.
fn without_escapes(text: String) -> String {
    if text.contains("_x00") {
        text.replace("_x000D_", " ").replace("_x000A_", "\n").replace("_x0009_", " ")
    } else {
        text
    }
}

/// "BC12" → (11, 54).
fn place(reference: &str) -> Option<(u32, u32)> {
    let reference = reference.replace('$', "");
    let letters = reference.bytes().take_while(u8::is_ascii_alphabetic).count();
    let col = reference[..letters].bytes().fold(0u32, |sum, letter| {
        sum.saturating_mul(26).saturating_add(u32::from(letter.to_ascii_uppercase() - b'A') + 1)
    });
    let row: u32 = reference[letters..].parse().ok()?;
    (row > 0 && (1..=16_384).contains(&col) && row <= 1_048_576).then(|| (row - 1, col - 1))
}

fn area(range: &str) -> Option<[u32; 4]> {
    let (from, to) = range.split_once(':')?;
    let ((r0, c0), (r1, c1)) = (place(from)?, place(to)?);
    Some([r0.min(r1), c0.min(c1), r0.max(r1), c0.max(c1)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_read_and_nonsense_is_not() {
        assert_eq!(place("BC12"), Some((11, 54)));
        assert_eq!(area("$B$2:A1"), Some([0, 0, 1, 1]), "either way round");
        assert_eq!((place("A0"), place("12"), place("ZZZZZZZZZZ1"), place("A9999999")), (None, None, None, None));
    }
}
