//! A parser for JSON as models write it. It knows one value at the start of a text; finding that start is its caller's.

use serde_json::{Map, Number, Value};

const DEEPEST: u32 = 96;

/// The value at the start of `text` and its length in bytes. `None` where there is none, or it nests too deep.
pub(crate) fn parse(text: &str) -> Option<(Value, usize)> {
    let mut parser = Parser { text, at: 0, depth: 0, is_cut: false };
    let value = parser.value()?;
    Some((value, parser.at))
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    depth: u32,
    /// The text ended within the value; what was under way is dropped.
    is_cut: bool,
}

impl Parser<'_> {
    /// `None` for what is no value, and for one that is cut off.
    fn value(&mut self) -> Option<Value> {
        self.skip();
        match self.peek()? {
            '{' => self.nested(Self::object),
            '[' => self.nested(Self::array),
            c if closing(c).is_some() => self.string().map(Value::String),
            '+' | '-' | '.' | '0'..='9' => self.number(),
            _ => self.word(),
        }
    }

    fn nested(&mut self, read: fn(&mut Self) -> Option<Value>) -> Option<Value> {
        if self.depth == DEEPEST {
            return None;
        }
        self.depth += 1;
        self.at += 1;
        let value = read(self);
        self.depth -= 1;
        value
    }

    fn object(&mut self) -> Option<Value> {
        let mut fields = Map::new();
        loop {
            self.skip_with_commas();
            match self.peek() {
                Some('}') => {
                    self.at += 1;
                    return Some(fields.into());
                }
                None => {
                    self.is_cut = true;
                    return Some(fields.into());
                }
                Some(_) => {}
            }
            let name = self.name();
            self.skip();
            let has_value = name.is_some() && matches!(self.peek(), Some(':' | '：'));
            if !has_value {
                return self.cut_or_none(fields.into());
            }
            self.bump();
            match self.value() {
                Some(value) => _ = fields.insert(name.unwrap_or_default(), value),
                None => return self.cut_or_none(fields.into()),
            }
            if self.is_cut {
                return Some(fields.into());
            }
        }
    }

    fn array(&mut self) -> Option<Value> {
        let mut items = Vec::new();
        loop {
            self.skip_with_commas();
            match self.peek() {
                Some(']') => {
                    self.at += 1;
                    return Some(items.into());
                }
                None => {
                    self.is_cut = true;
                    return Some(items.into());
                }
                Some(_) => {}
            }
            let before = self.at;
            match self.value() {
                // Half of an item is none.
                Some(_) if self.is_cut => return Some(items.into()),
                Some(item) if self.at > before => items.push(item),
                _ => return self.cut_or_none(items.into()),
            }
        }
    }

    /// What there is where the text has ended; nothing where it is no JSON.
    fn cut_or_none(&mut self, so_far: Value) -> Option<Value> {
        self.skip();
        self.is_cut |= self.peek().is_none();
        self.is_cut.then_some(so_far)
    }

    fn name(&mut self) -> Option<String> {
        if self.peek().is_some_and(|c| closing(c).is_some()) {
            return self.string();
        }
        let rest = &self.text[self.at..];
        let end = rest.find(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | '-' | '$')).unwrap_or(rest.len());
        self.at += end;
        (end > 0).then(|| rest[..end].to_owned())
    }

    /// A quote ends the text where JSON may go on behind it; others belong to it.
    fn string(&mut self) -> Option<String> {
        let close = closing(self.bump()?)?;
        let mut text = String::new();
        loop {
            match self.bump() {
                None => {
                    self.is_cut = true;
                    return None;
                }
                Some('\\') => self.escape(&mut text),
                Some(c) if c == close && self.ends_here() => return Some(text),
                Some(c) => text.push(c),
            }
        }
    }

    /// Whether the quote just passed ends a string: a mark of JSON, another line or another value follows.
    fn ends_here(&self) -> bool {
        let rest = &self.text[self.at..];
        // Enough to see; a run of spaces without end must not be looked at again and again.
        let mut spaces = rest.char_indices().take(1000).skip_while(|(_, c)| c.is_whitespace());
        match spaces.next() {
            None => true,
            Some((at, c)) => {
                matches!(c, ',' | '}' | ']' | ':' | '：' | '/' | '#' | '`')
                    || at > 0 && closing(c).is_some() && (rest[..at].contains('\n') || self.opens_a_value(at))
            }
        }
    }

    /// `"a" "b"`: a comma is missing between two values, rather than a quotation going on. The second quote must close a
    /// word of its own before a mark of JSON.
    fn opens_a_value(&self, at: usize) -> bool {
        let rest = &self.text[self.at + at..];
        let mut chars = rest.char_indices().take(200);
        let Some(close) = chars.next().and_then(|(_, c)| closing(c)) else { return false };
        let end = chars.find(|(_, c)| *c == close).map(|(end, c)| end + c.len_utf8());
        let next = end.and_then(|end| rest[end..].chars().take(50).find(|c| !c.is_whitespace()));
        matches!(next, Some(',' | '}' | ']' | ':'))
    }

    fn escape(&mut self, text: &mut String) {
        match self.bump() {
            Some('n') => text.push('\n'),
            Some('t') => text.push('\t'),
            Some('r') => text.push('\r'),
            Some('b') => text.push('\u{8}'),
            Some('f') => text.push('\u{c}'),
            Some('u') => text.push(self.unicode()),
            Some(c @ ('"' | '\\' | '/' | '\'')) => text.push(c),
            // No escape of JSON: a formula, most likely.
            Some(c) => text.extend(['\\', c]),
            None => {}
        }
    }

    /// After `\u`; two halves of a pair make one character.
    fn unicode(&mut self) -> char {
        let Some(first) = self.hex() else { return '\u{fffd}' };
        if (0xd800..0xdc00).contains(&first) && self.text[self.at..].starts_with("\\u") {
            self.at += 2;
            let second = self.hex().filter(|second| (0xdc00..0xe000).contains(second));
            let joined = second.map(|second| 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00));
            return joined.and_then(char::from_u32).unwrap_or('\u{fffd}');
        }
        char::from_u32(first).unwrap_or('\u{fffd}')
    }

    fn hex(&mut self) -> Option<u32> {
        let digits = self.text.get(self.at..self.at + 4)?;
        let code = u32::from_str_radix(digits, 16).ok()?;
        self.at += 4;
        Some(code)
    }

    fn number(&mut self) -> Option<Value> {
        let rest = &self.text[self.at..];
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '+' | '-' | '.' | '_'));
        let Some(end) = end else {
            // More digits may have followed.
            self.at = self.text.len();
            self.is_cut = true;
            return None;
        };
        self.at += end;
        let digits: String = rest[..end].trim_start_matches('+').replace('_', "");
        if digits.trim_start_matches('-').starts_with(['I', 'N', 'i', 'n']) {
            return Some(Value::Null);
        }
        if let Ok(number) = serde_json::from_str::<Number>(&digits) {
            return Some(number.into());
        }
        // ".5" and "1.".
        digits.parse::<f64>().ok().and_then(Number::from_f64).map(Value::Number)
    }

    fn word(&mut self) -> Option<Value> {
        let rest = &self.text[self.at..];
        let end = rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
        let value = match &rest[..end] {
            "true" | "True" | "TRUE" => Value::Bool(true),
            "false" | "False" | "FALSE" => Value::Bool(false),
            "null" | "None" | "NULL" | "undefined" | "NaN" | "Infinity" => Value::Null,
            _ => {
                self.is_cut |= end == rest.len();
                return None;
            }
        };
        self.at += end;
        Some(value)
    }

    fn skip_with_commas(&mut self) {
        loop {
            self.skip();
            match self.peek() {
                Some(c @ (',' | ';' | '，')) => self.at += c.len_utf8(),
                _ if self.text[self.at..].starts_with("...") => self.at += 3,
                Some(c @ '…') => self.at += c.len_utf8(),
                _ => return,
            }
        }
    }

    /// White space and comments.
    fn skip(&mut self) {
        loop {
            let rest = &self.text[self.at..];
            let trimmed = rest.trim_start();
            self.at += rest.len() - trimmed.len();
            let length = if trimmed.starts_with("//") || trimmed.starts_with('#') {
                trimmed.find('\n').unwrap_or(trimmed.len())
            } else if trimmed.starts_with("/*") {
                trimmed.find("*/").map_or(trimmed.len(), |end| end + 2)
            } else {
                return;
            };
            self.at += length;
        }
    }

    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    fn bump(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += c.len_utf8();
        Some(c)
    }
}

/// The quote that ends what `open` begins.
fn closing(open: char) -> Option<char> {
    match open {
        '"' | '\'' => Some(open),
        '“' | '”' => Some('”'),
        '‘' => Some('’'),
        _ => None,
    }
}
