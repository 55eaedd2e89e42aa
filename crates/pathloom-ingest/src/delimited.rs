//! Records of comma-, semicolon- or tab-separated text, each field with its byte range in the text. Our own, since
//! the `csv` crate does not say where a field stands. Never fails: a quote that is never closed is a letter.

use std::borrow::Cow;

/// A quoted field longer than this, or over more lines, is taken for a stray quote.
const QUOTED_BYTES: usize = 64 << 10;
const QUOTED_LINES: usize = 100;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Field<'a> {
    /// Without its quotes, trimmed.
    pub text: Cow<'a, str>,
    /// Bytes of the text that hold the field, quotes left out.
    pub from: usize,
    pub to: usize,
}

/// One record; `from..to` without its line end.
pub(crate) struct Record {
    pub from: usize,
    pub to: usize,
    /// From 1: the line it begins on.
    pub line: u32,
    /// A quote opens a field and is never closed.
    pub stray_quote: bool,
}

/// Walks a text record by record; the fields of one are lent out until the next.
pub(crate) struct Records<'a> {
    text: &'a str,
    at: usize,
    line: u32,
    delimiter: u8,
    /// Whether a quoted field may go on over line ends.
    across_lines: bool,
}

impl<'a> Records<'a> {
    pub fn new(text: &'a str, delimiter: u8, across_lines: bool) -> Records<'a> {
        Records { text, at: 0, line: 1, delimiter, across_lines }
    }

    /// Fills `fields` with the next record. A blank line is a record with one empty field.
    pub fn next_into(&mut self, fields: &mut Vec<Field<'a>>) -> Option<Record> {
        fields.clear();
        let bytes = self.text.as_bytes();
        if self.at >= bytes.len() {
            return None;
        }
        let (start, line) = (self.at, self.line);
        let mut stray_quote = false;
        loop {
            self.field(fields, &mut stray_quote);
            match bytes.get(self.at) {
                Some(byte) if *byte == self.delimiter => self.at += 1,
                _ => break,
            }
            if self.at >= bytes.len() {
                fields.push(Field { text: Cow::Borrowed(""), from: self.at, to: self.at });
                break;
            }
        }
        let to = self.at;
        self.at += line_end(bytes, self.at);
        self.line += 1;
        Some(Record { from: start, to, line, stray_quote })
    }

    /// Reads one field and stops on the delimiter or line end after it.
    fn field(&mut self, fields: &mut Vec<Field<'a>>, stray_quote: &mut bool) {
        let bytes = self.text.as_bytes();
        let start = self.at + bytes[self.at..].iter().take_while(|byte| **byte == b' ').count();
        if bytes.get(start) == Some(&b'"') {
            if let Some(close) = self.closing_quote(start + 1) {
                self.at = close + 1;
                let rest = self.skip_to_end_of_field();
                fields.push(self.quoted(start + 1, close, rest));
                return;
            }
            *stray_quote = true;
        }
        let from = self.at;
        let to = self.skip_to_end_of_field();
        let text = self.text[from..to].trim();
        let from = from + (self.text[from..to].len() - self.text[from..to].trim_start().len());
        fields.push(Field { text: Cow::Borrowed(text), from, to: from + text.len() });
    }

    /// Moves to the delimiter or line end; returns that place.
    fn skip_to_end_of_field(&mut self) -> usize {
        let ends = |byte: &u8| *byte == self.delimiter || *byte == b'\n' || *byte == b'\r';
        let rest = &self.text.as_bytes()[self.at..];
        self.at += rest.iter().position(ends).unwrap_or(rest.len());
        self.at
    }

    /// A field between quotes; words after the closing quote are kept as they stand.
    fn quoted(&mut self, from: usize, close: usize, end: usize) -> Field<'a> {
        self.line += self.text[from..close].bytes().filter(|byte| *byte == b'\n').count() as u32;
        let after = self.text[close + 1..end].trim_end();
        if !after.trim().is_empty() {
            let text = self.text[from - 1..close + 1 + after.len()].trim();
            return Field { text: Cow::Borrowed(text), from: from - 1, to: close + 1 + after.len() };
        }
        let inner = &self.text[from..close];
        let text = if inner.contains('"') { Cow::Owned(inner.replace("\"\"", "\"")) } else { Cow::Borrowed(inner) };
        let text = match text {
            Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
            Cow::Owned(text) => Cow::Owned(text.trim().to_owned()),
        };
        Field { text, from, to: close }
    }

    fn closing_quote(&self, from: usize) -> Option<usize> {
        let bytes = self.text.as_bytes();
        let (mut at, mut lines) = (from, 0);
        while at < bytes.len() && at - from <= QUOTED_BYTES {
            match bytes[at] {
                b'"' if bytes.get(at + 1) == Some(&b'"') => at += 1,
                b'"' => return Some(at),
                b'\n' | b'\r' if !self.across_lines || lines == QUOTED_LINES => return None,
                b'\n' => lines += 1,
                _ => {}
            }
            at += 1;
        }
        None
    }
}

/// Bytes of the line end that stands at a place: 0, 1 or 2.
fn line_end(bytes: &[u8], at: usize) -> usize {
    match (bytes.get(at), bytes.get(at + 1)) {
        (Some(b'\r'), Some(b'\n')) => 2,
        (Some(b'\r' | b'\n'), _) => 1,
        _ => 0,
    }
}

/// The delimiter that cuts the first records most evenly into two fields or more; tab, comma, semicolon, in doubt
/// in this order. `fields`: how many a record should have, where that is known.
pub(crate) fn sniff(text: &str, fields: Option<usize>, across_lines: bool) -> u8 {
    let mut best = (0, b',');
    for delimiter in [b'\t', b',', b';'] {
        let score = evenness(text, delimiter, fields, across_lines);
        if score > best.0 {
            best = (score, delimiter);
        }
    }
    best.1
}

/// Of the first 200 records, how many have the expected (or else the most frequent) number of fields.
fn evenness(text: &str, delimiter: u8, fields: Option<usize>, across_lines: bool) -> usize {
    let mut records = Records::new(text, delimiter, across_lines);
    let mut found = Vec::new();
    let mut widths = std::collections::BTreeMap::<usize, usize>::new();
    for _ in 0..200 {
        if records.next_into(&mut found).is_none() {
            break;
        }
        if found.len() > 1 {
            *widths.entry(found.len()).or_default() += 1;
        }
    }
    match fields {
        Some(fields) => widths.get(&fields).copied().unwrap_or(0),
        None => widths.values().max().copied().unwrap_or(0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn records(text: &str, across_lines: bool) -> Vec<(u32, Vec<String>)> {
        let mut all = Records::new(text, b',', across_lines);
        let mut fields = Vec::new();
        let mut found = Vec::new();
        while let Some(record) = all.next_into(&mut fields) {
            for field in &fields {
                let slice = &text[field.from..field.to];
                assert_eq!(slice.replace("\"\"", "\"").trim(), field.text, "a field's range holds its words");
            }
            found.push((record.line, fields.iter().map(|field| field.text.to_string()).collect()));
        }
        found
    }

    #[test]
    fn quotes_line_ends_and_empty_fields_are_read_as_spreadsheets_write_them() {
        let found = records("a,\"b, \"\"c\"\"\",\r\n\"two\nlines\", x\nlast,", true);
        let rows: Vec<Vec<&str>> = found.iter().map(|(_, row)| row.iter().map(String::as_str).collect()).collect();
        assert_eq!(rows, [vec!["a", "b, \"c\"", ""], vec!["two\nlines", "x"], vec!["last", ""]]);
        assert_eq!(found[2].0, 4, "line numbers count the lines inside a quoted field");
    }

    #[test]
    fn a_stray_quote_swallows_nothing() {
        let found = records("\"5 inch,b\nc,d\n", true);
        assert_eq!(found.len(), 2, "both records are there");
        assert_eq!(found[0].1, ["\"5 inch", "b"], "the quote stays a letter");
        let found = records("\"5 inch,b\n\"6 inch\",d\n", false);
        assert_eq!(found[0].1, ["\"5 inch", "b"], "where fields end with the line, a quote does too");
    }

    #[test]
    fn the_delimiter_is_found() {
        assert_eq!(sniff("a;b;c\n1,5;2,5;3,5\n", None, true), b';', "decimal commas do not mislead");
        assert_eq!(sniff("a\tb, c\n1\t2\n", None, true), b'\t');
        assert_eq!(sniff("alone\n", None, true), b',', "one column: any will do");
    }
}
