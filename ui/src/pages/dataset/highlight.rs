//! Pretty-printed JSON as lines of coloured pieces. Text in, text out: nothing here becomes markup.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    Key,
    Text,
    Number,
    Mark,
    /// `<think>` and `</think>` inside a text.
    Tag,
}

impl Tone {
    pub const fn class(self) -> &'static str {
        match self {
            Tone::Key => "ky",
            Tone::Text => "st_",
            Tone::Number => "nm",
            Tone::Mark => "pu",
            Tone::Tag => "tk",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeLine {
    /// Steps of two spaces at its beginning.
    pub depth: usize,
    pub pieces: Vec<(Tone, String)>,
}

const TAGS: [&str; 2] = ["<think>", "</think>"];

pub fn lines(json: &str) -> Vec<CodeLine> {
    json.lines().map(line).collect()
}

fn line(text: &str) -> CodeLine {
    let body = text.trim_start_matches(' ');
    let mut line = CodeLine { depth: (text.len() - body.len()) / 2, pieces: Vec::new() };
    let mut rest = body;
    while !rest.is_empty() {
        let (piece, after) = rest.split_at(piece_length(rest));
        match piece.as_bytes()[0] {
            b'"' if after.starts_with(':') => line.pieces.push((Tone::Key, piece.to_owned())),
            b'"' => push_text(&mut line.pieces, piece),
            b'-' | b'0'..=b'9' | b'a'..=b'z' => line.pieces.push((Tone::Number, piece.to_owned())),
            _ => line.pieces.push((Tone::Mark, piece.to_owned())),
        }
        rest = after;
    }
    line
}

/// Bytes of the first token: a whole string, a word or number, or everything up to the next of these.
fn piece_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    if bytes[0] == b'"' {
        let mut at = 1;
        while at < bytes.len() {
            match bytes[at] {
                b'\\' => at += 2,
                b'"' => return at + 1,
                _ => at += 1,
            }
        }
        return bytes.len();
    }
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'+' | b'.');
    let word = is_word(bytes[0]);
    let same = |byte: &u8| *byte != b'"' && is_word(*byte) == word;
    let end = bytes.iter().take_while(|byte| same(byte)).count().max(1);
    (end..=bytes.len()).find(|&end| text.is_char_boundary(end)).unwrap_or(bytes.len())
}

fn push_text(pieces: &mut Vec<(Tone, String)>, text: &str) {
    let mut rest = text;
    while let Some((at, tag)) = TAGS.iter().filter_map(|tag| Some((rest.find(tag)?, *tag))).min() {
        if at > 0 {
            pieces.push((Tone::Text, rest[..at].to_owned()));
        }
        pieces.push((Tone::Tag, tag.to_owned()));
        rest = &rest[at + tag.len()..];
    }
    if !rest.is_empty() {
        pieces.push((Tone::Text, rest.to_owned()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_letter_is_kept_and_keys_texts_numbers_and_tags_are_told_apart() {
        let json = "{\n  \"id\": \"a \\\"b\\\" 热泵\",\n  \"n\": [-1.5, true],\n  \"c\": \"<think>x</think>y\"\n}";
        let lines = lines(json);
        let back: Vec<String> = lines
            .iter()
            .map(|line| {
                let words: String = line.pieces.iter().map(|piece| piece.1.as_str()).collect();
                format!("{}{words}", "  ".repeat(line.depth))
            })
            .collect();
        assert_eq!(back.join("\n"), json, "what is shown is what is exported");
        assert_eq!(lines[1].pieces[0], (Tone::Key, "\"id\"".into()));
        assert_eq!(lines[1].pieces[2].0, Tone::Text);
        assert!(lines[2].pieces.contains(&(Tone::Number, "-1.5".into())));
        assert!(lines[2].pieces.contains(&(Tone::Number, "true".into())));
        assert!(lines[3].pieces.contains(&(Tone::Tag, "</think>".into())));
    }

    #[test]
    fn a_broken_line_does_not_stop_the_view() {
        assert_eq!(lines("\"open \\").len(), 1);
        assert_eq!(lines("é\"x\"")[0].pieces.len(), 2, "letters outside a string are shown too");
    }
}
