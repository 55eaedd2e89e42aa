//! JSON and JSON lines: records of short values become a table, records with long texts a section each, anything else
//! an outline by its keys. Read as it stands; nothing is looked up.

mod records;
#[cfg(test)]
mod tests;
mod value;

use crate::decode::{Decoded, decode};
use crate::flow::Flow;
use crate::{ReadError, Source, detect};
use pathloom_model::{BlockContent, Format, Key, Parsed, Warning, WarningCode};
use value::Value;

/// Bytes of one file that are read; values take several times as much memory.
const JSON_BYTES: usize = 128 << 20;
const DEPTH: u8 = 40;
/// Lines that are reported one by one.
const REPORTED: usize = 100;

/// One value.
pub(crate) fn read(key: Key, source: &Source) -> Result<Parsed, ReadError> {
    let (text, warnings) = text(source)?;
    let value: Value = serde_json::from_str(&text).map_err(|error| ReadError::Damaged {
        detail: format!("line {}, column {} is not valid JSON", error.line(), error.column()),
    })?;
    drop(text);
    let mut flow = Flow::default();
    write(&value, 2, &mut flow);
    Ok(finish(flow, warnings, key, source))
}

/// A value a line; lines that are none are reported and left out.
pub(crate) fn read_lines(key: Key, source: &Source) -> Result<Parsed, ReadError> {
    let (text, mut warnings) = text(source)?;
    let (mut values, mut bad) = (Vec::new(), 0usize);
    for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        match serde_json::from_str::<Value>(line) {
            Ok(value) => values.push(value),
            Err(error) => {
                bad += 1;
                if bad <= REPORTED {
                    let message =
                        format!("Line {} is not valid JSON (column {}) and was left out.", at + 1, error.column());
                    warnings.push(Warning {
                        code: WarningCode::Ragged,
                        page: None,
                        line: Some(at as u32 + 1),
                        message,
                    });
                }
            }
        }
    }
    if values.is_empty() {
        return Err(ReadError::Damaged { detail: "none of its lines is valid JSON".into() });
    }
    if bad > REPORTED {
        let message = format!("{} more lines are not valid JSON and were left out.", bad - REPORTED);
        warnings.push(Warning { code: WarningCode::Ragged, page: None, line: None, message });
    }
    let mut flow = Flow::default();
    write(&Value::Array(values), 2, &mut flow);
    Ok(finish(flow, warnings, key, source))
}

fn text(source: &Source) -> Result<(String, Vec<Warning>), ReadError> {
    if source.bytes.len() > JSON_BYTES {
        return Err(ReadError::TooLarge { bytes: source.bytes.len() as u64, limit: JSON_BYTES as u64 });
    }
    let Decoded { text, warnings } = decode(source.bytes)?;
    Ok((text, warnings))
}

fn finish(flow: Flow, mut warnings: Vec<Warning>, key: Key, source: &Source) -> Parsed {
    let title = detect::stem(source.name).to_owned();
    let mut parsed = flow.finish(key, source, Format::Json, Some(title));
    warnings.append(&mut parsed.warnings);
    Parsed { warnings, ..parsed }
}

fn write(value: &Value, level: u8, flow: &mut Flow) {
    if flow.is_full() {
        return;
    }
    match value {
        Value::Object(fields) => object(fields, level, flow),
        Value::Array(values) => array(values, level, flow),
        other => long(&scalar(other), flow),
    }
}

/// Short values as a list, long ones as paragraphs, what holds more as sections.
fn object(fields: &[(String, Value)], level: u8, flow: &mut Flow) {
    let mut short = Vec::new();
    for (name, value) in fields {
        if is_short(value) {
            let words = records::cell(value);
            if !words.is_empty() {
                short.push(format!("{name}: {words}"));
            }
        }
    }
    flow.list(false, short);
    for (name, value) in fields.iter().filter(|(_, value)| !is_short(value)) {
        match value {
            Value::Text(text) => {
                flow.heading(level, name.as_str());
                long(text, flow);
            }
            _ if level < DEPTH => {
                flow.heading(level, name.as_str());
                write(value, level + 1, flow);
            }
            _ => {
                let message = "What is nested more deeply than 40 levels was left out; split the file to read it.";
                flow.warn(WarningCode::Limit, message);
            }
        }
    }
}

fn array(values: &[Value], level: u8, flow: &mut Flow) {
    if values.iter().all(Value::is_scalar) {
        let words = values.iter().map(scalar);
        if values.iter().all(is_short) {
            return flow.list(false, words.collect());
        }
        return words.for_each(|text| long(&text, flow));
    }
    match records::records(values) {
        Some(records) if records.are_short() => records.table(flow),
        _ => values.iter().enumerate().for_each(|(at, value)| section(value, at, level, flow)),
    }
}

/// One record as a section, named by what names it.
fn section(value: &Value, at: usize, level: u8, flow: &mut Flow) {
    if level >= DEPTH {
        return;
    }
    const NAMES: [&str; 9] = ["title", "name", "heading", "question", "subject", "标题", "名称", "id", "_id"];
    let named = NAMES.iter().find_map(|name| value.get(name).filter(|value| is_short(value)));
    let named = named.map(records::cell).filter(|words| !words.is_empty());
    flow.heading(level, named.unwrap_or_else(|| format!("{}", at + 1)));
    write(value, level + 1, flow);
}

/// A text of several lines: a paragraph each.
fn long(text: &str, flow: &mut Flow) {
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        flow.push(BlockContent::Paragraph { text: line.to_owned() });
    }
}

fn scalar(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Text(text) => text.clone(),
        Value::Plain(text) => text.clone(),
        Value::Array(_) | Value::Object(_) => String::new(),
    }
}

/// Fits in a cell.
fn is_short(value: &Value) -> bool {
    match value {
        Value::Text(text) => text.chars().count() <= records::SHORT && !text.trim().contains('\n'),
        Value::Array(values) => values.len() <= 20 && values.iter().all(|value| value.is_scalar() && is_short(value)),
        Value::Object(fields) => fields.is_empty(),
        _ => true,
    }
}
