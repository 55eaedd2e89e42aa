//! Ready-made graphs: `head,relation,tail` lines (CSV, TSV, TXT) or JSON lines of triples and nodes. Lines of another
//! form are reported with their number and words, never dropped in silence. Names are not merged here.

use crate::decode::{Decoded, decode};
use crate::delimited::{Field, Record, Records, sniff};
use crate::{ReadError, detect};
use pathloom_model::{DocumentMeta, Format, Key, Language, Warning, WarningCode};
use serde::Deserialize;
use std::borrow::Cow;

/// Lines that are reported one by one.
const REPORTED: usize = 1000;
/// Triples and nodes taken from one file; further lines are only counted.
const MOST: usize = 1_000_000;

#[derive(Clone, Debug, PartialEq)]
pub struct Triples {
    pub document: DocumentMeta,
    /// The decoded file, which `chars` ranges index.
    pub text: String,
    pub triples: Vec<TripleLine>,
    pub nodes: Vec<NodeLine>,
    pub warnings: Vec<Warning>,
}

/// One triple; its span is its line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TripleLine {
    /// From 1.
    pub line: u32,
    /// Names, or ids of nodes of the same file.
    pub head: String,
    pub relation: String,
    pub tail: String,
    pub chars: [u32; 2],
}

/// One node of a JSON lines file.
#[derive(Clone, Debug, PartialEq)]
pub struct NodeLine {
    /// From 1.
    pub line: u32,
    pub id: String,
    /// As written: a kind of node, or what the file calls the type of an entity.
    pub kind: String,
    pub name: String,
    /// Whatever else the line says of the node.
    pub fields: serde_json::Map<String, serde_json::Value>,
    pub chars: [u32; 2],
}

/// Reads a file of triples. Fails only where there is no text, or not one triple or node in it.
pub fn read_triples(name: &str, bytes: &[u8]) -> Result<Triples, ReadError> {
    if bytes.is_empty() {
        return Err(ReadError::Empty);
    }
    let Decoded { text, warnings } = decode(bytes)?;
    let mut reading = Reading { warnings, ..Reading::default() };
    if is_json(name, &text) {
        reading.json(&text);
    } else {
        reading.delimited(&text);
    }
    reading.summary();
    if reading.triples.is_empty() && reading.nodes.is_empty() {
        return Err(ReadError::NotThisFormat {
            claimed: "a list of triples".into(),
            found: "without a single line of head, relation, tail".into(),
        });
    }
    let file_name = name.rsplit(['/', '\\']).next().unwrap_or(name).to_owned();
    let document = DocumentMeta {
        key: Key::document(bytes),
        name: file_name,
        format: Format::Triples,
        bytes: bytes.len() as u64,
        title: None,
        language: Language::of(&text[..text.floor_char_boundary(100_000)]),
        pages: vec![],
    };
    Ok(Triples { document, triples: reading.triples, nodes: reading.nodes, warnings: reading.warnings, text })
}

fn is_json(name: &str, text: &str) -> bool {
    matches!(detect::extension(name).as_str(), "json" | "jsonl" | "ndjson") || text.trim_start().starts_with('{')
}

#[derive(Default)]
struct Reading {
    triples: Vec<TripleLine>,
    nodes: Vec<NodeLine>,
    warnings: Vec<Warning>,
    /// Lines of another form.
    refused: usize,
}

/// Which fields are head, relation and tail, and how many a line has.
#[derive(Clone, Copy)]
struct Columns {
    places: [usize; 3],
    width: usize,
}

impl Reading {
    fn is_full(&self) -> bool {
        self.triples.len() + self.nodes.len() >= MOST
    }

    /// Reports the lines from byte `from` on, which are not read.
    fn cut(&mut self, text: &str, from: usize) {
        let left = text[from..].lines().filter(|line| !line.trim().is_empty()).count();
        let message =
            format!("The first {MOST} entries were read; {left} more lines were not. Split the file to read them all.");
        self.warnings.push(Warning { code: WarningCode::Limit, page: None, line: None, message });
    }

    fn delimited(&mut self, text: &str) {
        let mut records = Records::new(text, sniff(text, Some(3), false), false);
        let mut columns = Columns { places: [0, 1, 2], width: 3 };
        let mut fields = Vec::new();
        let mut first = true;
        while let Some(record) = records.next_into(&mut fields) {
            if text[record.from..record.to].trim().is_empty() {
                continue;
            }
            if std::mem::take(&mut first)
                && let Some(found) = head_row(&fields)
            {
                columns = found;
                continue;
            }
            if self.is_full() {
                return self.cut(text, record.from);
            }
            self.record(text, &record, &fields, columns);
        }
    }

    fn record(&mut self, text: &str, record: &Record, fields: &[Field], columns: Columns) {
        let chars = [record.from as u32, record.to as u32];
        let words = &text[record.from..record.to];
        if fields.len() != columns.width {
            let found = fields.len();
            return self.refuse(record.line, words, format!("{found} fields where {} are needed", columns.width));
        }
        let [head, relation, tail] = columns.places.map(|place| fields[place].text.as_ref());
        if head.is_empty() || relation.is_empty() || tail.is_empty() {
            return self.refuse(record.line, words, "an empty field".into());
        }
        let (head, relation, tail) = (head.to_owned(), relation.to_owned(), tail.to_owned());
        self.triples.push(TripleLine { line: record.line, head, relation, tail, chars });
    }

    fn json(&mut self, text: &str) {
        let mut at = 0;
        for (number, raw) in text.split_inclusive('\n').enumerate() {
            let line = number as u32 + 1;
            let words = raw.trim();
            let from = at + raw.len() - raw.trim_start().len();
            at += raw.len();
            if words.is_empty() {
                continue;
            }
            if self.is_full() {
                return self.cut(text, from);
            }
            let chars = [from as u32, (from + words.len()) as u32];
            if let Err(reason) = self.json_line(line, words, chars) {
                self.refuse(line, words, reason);
            }
        }
    }

    fn json_line(&mut self, line: u32, words: &str, chars: [u32; 2]) -> Result<(), String> {
        if words.contains("\"id\"")
            && let Ok(NodeJson { id, kind, name }) = serde_json::from_str(words)
            && ![&id, &kind, &name].iter().any(|text| text.trim().is_empty())
        {
            let [id, kind, name] = [id, kind, name].map(|text| text.trim().to_owned());
            self.nodes.push(NodeLine { line, id, kind, name, fields: serde_json::Map::new(), chars });
            return Ok(());
        }
        if let Ok(triple) = serde_json::from_str::<TripleJson>(words) {
            let [head, relation, tail] = [triple.head, triple.relation, triple.tail].map(|text| text.trim().to_owned());
            if head.is_empty() || relation.is_empty() || tail.is_empty() {
                return Err("an empty field".into());
            }
            self.triples.push(TripleLine { line, head, relation, tail, chars });
            return Ok(());
        }
        let value: serde_json::Value = serde_json::from_str(words).map_err(|_| "no JSON object".to_owned())?;
        let serde_json::Value::Object(mut fields) = value else {
            return Err("no JSON object".into());
        };
        // Ends that are numbers, as graphs with numbered nodes have.
        if ["head", "relation", "tail"].iter().all(|name| fields.contains_key(*name)) {
            let mut end = |name| take_text(&mut fields, name).ok_or("an empty field");
            let (head, relation, tail) = (end("head")?, end("relation")?, end("tail")?);
            self.triples.push(TripleLine { line, head, relation, tail, chars });
            return Ok(());
        }
        let id = take_text(&mut fields, "id").ok_or("neither a triple nor a node with an id")?;
        let kind = take_text(&mut fields, "kind").unwrap_or_else(|| "Entity".into());
        let name = take_text(&mut fields, "name").unwrap_or_else(|| id.clone());
        self.nodes.push(NodeLine { line, id, kind, name, fields, chars });
        Ok(())
    }

    fn refuse(&mut self, line: u32, words: &str, reason: String) {
        self.refused += 1;
        if self.refused > REPORTED {
            return;
        }
        let shown: String = words.chars().take(80).collect();
        let more = if shown.len() < words.len() { "…" } else { "" };
        let message = format!("Line {line} has {reason} and was left out: {shown}{more}");
        self.warnings.push(Warning { code: WarningCode::Ragged, page: None, line: Some(line), message });
    }

    fn summary(&mut self) {
        if self.refused > REPORTED {
            let message = format!("{} more lines of another form were left out.", self.refused - REPORTED);
            self.warnings.push(Warning { code: WarningCode::Ragged, page: None, line: None, message });
        }
    }
}

/// The usual node without further fields; anything else is read field by field.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NodeJson<'a> {
    #[serde(borrow)]
    id: Cow<'a, str>,
    #[serde(borrow)]
    kind: Cow<'a, str>,
    #[serde(borrow)]
    name: Cow<'a, str>,
}

#[derive(Deserialize)]
struct TripleJson<'a> {
    #[serde(borrow, alias = "subject", alias = "source")]
    head: Cow<'a, str>,
    #[serde(borrow, alias = "predicate")]
    relation: Cow<'a, str>,
    #[serde(borrow, alias = "object", alias = "target")]
    tail: Cow<'a, str>,
}

/// A text or number, trimmed, not empty.
fn take_text(fields: &mut serde_json::Map<String, serde_json::Value>, name: &str) -> Option<String> {
    let text = match fields.get(name)? {
        serde_json::Value::String(text) => text.trim().to_owned(),
        serde_json::Value::Number(number) => number.to_string(),
        _ => return None,
    };
    fields.remove(name);
    (!text.is_empty()).then_some(text)
}

const HEADS: [[&str; 8]; 3] = [
    ["head", "subject", "source", "from", "头实体", "头", "主体", "主语"],
    ["relation", "predicate", "rel", "relationship", "关系", "谓词", "谓语", "label"],
    ["tail", "object", "target", "to", "尾实体", "尾", "客体", "宾语"],
];

/// A first row that names all three columns, in any order.
fn head_row(fields: &[Field]) -> Option<Columns> {
    let named = |names: &[&str; 8]| fields.iter().position(|field| names.contains(&field.text.to_lowercase().as_str()));
    let places = [named(&HEADS[0])?, named(&HEADS[1])?, named(&HEADS[2])?];
    Some(Columns { places, width: fields.len() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn triples(name: &str, text: &str) -> Triples {
        read_triples(name, text.as_bytes()).expect("triples")
    }

    #[test]
    fn lines_of_three_fields_are_triples_and_others_are_reported() {
        let text = "\u{FEFF}head,relation,tail\r\n甲,供应,乙\r\n\r\n电流单位,安培\r\n\"A, Inc\",\"says \"\"yes\"\"\",B\r\na,,b\r\n";
        let found = triples("in/t.txt", text);
        let lines: Vec<_> =
            found.triples.iter().map(|t| (t.line, t.head.as_str(), t.relation.as_str(), t.tail.as_str())).collect();
        assert_eq!(lines, [(2, "甲", "供应", "乙"), (5, "A, Inc", "says \"yes\"", "B")], "the head row is none");
        let [from, to] = found.triples[0].chars;
        assert_eq!(&found.text[from as usize..to as usize], "甲,供应,乙", "the span of a triple is its line");
        let reported: Vec<_> = found.warnings.iter().map(|warning| warning.message.as_str()).collect();
        assert_eq!(
            reported,
            [
                "Line 4 has 2 fields where 3 are needed and was left out: 电流单位,安培",
                "Line 6 has an empty field and was left out: a,,b",
            ]
        );
        assert_eq!(found.document.name, "t.txt");
    }

    #[test]
    fn columns_may_be_tabs_and_stand_in_the_order_of_the_head_row() {
        let found = triples("t.tsv", "Object\tPredicate\tSubject\nB, b\tsupplies\tA\n");
        let triple = &found.triples[0];
        assert_eq!((triple.head.as_str(), triple.tail.as_str()), ("A", "B, b"));
    }

    #[test]
    fn json_lines_hold_nodes_and_triples() {
        let text = "{\"id\":\"n1\",\"kind\":\"Entity\",\"name\":\"A\",\"type\":\"Company\"}\n\
                    {\"head\":\"n1\",\"relation\":\"makes\",\"tail\":\"\\u6cf5\"}\n[1]\n{\"head\":\"x\"}\n";
        let found = triples("t.jsonl", text);
        assert_eq!((found.nodes[0].id.as_str(), found.nodes[0].name.as_str()), ("n1", "A"));
        assert_eq!(found.nodes[0].fields["type"], "Company", "what else is said is kept");
        assert_eq!(found.triples[0].tail, "泵", "escapes are read");
        let lines: Vec<_> = found.warnings.iter().map(|warning| warning.line).collect();
        assert_eq!(lines, [Some(3), Some(4)], "lines that are neither are reported");
    }

    #[test]
    fn no_triple_at_all_is_refused_and_many_bad_lines_are_summed_up() {
        assert!(matches!(read_triples("t.txt", b"just words\n"), Err(ReadError::NotThisFormat { .. })));
        assert_eq!(read_triples("t.txt", b""), Err(ReadError::Empty));
        let text = format!("a,b,c\n{}", "x,y\n".repeat(5000));
        let warnings = triples("t.csv", &text).warnings;
        assert_eq!(warnings.len(), REPORTED + 1, "bounded");
        assert_eq!(warnings[REPORTED].message, "4000 more lines of another form were left out.");
    }
}
