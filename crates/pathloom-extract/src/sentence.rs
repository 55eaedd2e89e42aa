//! Sentences of a text as byte ranges: line ends, full stops that are none ("Fig. 2", "Co., Ltd.", "3.5"), Chinese stops.

/// Abbreviations whose full stop ends no sentence.
const ABBREVIATIONS: &[&str] = &[
    "Fig", "Figs", "Tab", "Tabs", "Eq", "Eqs", "Sec", "No", "Nos", "Dr", "Mr", "Mrs", "Ms", "Prof", "St", "vs", "e.g",
    "i.e", "cf", "al", "approx", "Inc", "Ltd", "Co", "Corp", "Jan", "Feb", "Mar", "Aug", "Sept", "Oct", "Nov", "Dec",
    "ca",
];

/// Byte ranges of the sentences of `text`, trimmed, in order, none empty.
pub fn sentences(text: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map(|(_, next)| *next);
        let ends = match c {
            '\n' | '。' | '！' | '？' => true,
            '!' | '?' => next.is_none_or(char::is_whitespace),
            '.' if marked(&text[start..at], &text[at + 1..]) => true,
            '.' => {
                next.is_none_or(|next| next.is_whitespace() || matches!(next, '"' | '”' | '['))
                    && !abbreviated(&text[start..at], &text[at + 1..])
            }
            _ => false,
        };
        if ends {
            push(text, start, at + c.len_utf8(), &mut found);
            start = at + c.len_utf8();
        }
    }
    push(text, start, text.len(), &mut found);
    found
}

/// Bytes of the longest sentence. What goes on without a stop is cut, or reading it would take the square of its length.
const LONGEST: usize = 4_000;

fn push(text: &str, mut start: usize, end: usize, found: &mut Vec<(usize, usize)>) {
    while end - start > LONGEST {
        let most = (start..=start + LONGEST).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(end);
        let cut = text[start..most].rfind([' ', '，', ',', '；', ';']).map_or(most, |at| start + at);
        let cut = if cut > start { cut } else { most };
        trimmed(text, start, cut, found);
        start = cut;
    }
    trimmed(text, start, end, found);
}

fn trimmed(text: &str, start: usize, end: usize, found: &mut Vec<(usize, usize)>) {
    let part = &text[start..end];
    let trimmed = part.trim();
    if !trimmed.is_empty() {
        let at = start + (part.len() - part.trim_start().len());
        found.push((at, at + trimmed.len()));
    }
}

/// A footnote mark stuck to the stop: "… Works.4 The next".
fn marked(before: &str, after: &str) -> bool {
    let digits = after.len() - after.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let next = after[digits..].strip_prefix(' ').and_then(|rest| rest.chars().next());
    (1..=2).contains(&digits)
        && before.ends_with(char::is_lowercase)
        && next.is_some_and(char::is_uppercase)
        && !before.ends_with("ig")
}

/// The stop after `before` belongs to a word, or what follows goes on in lower case or with a number.
fn abbreviated(before: &str, after: &str) -> bool {
    let word = before.rsplit(|c: char| c.is_whitespace() || matches!(c, '(' | '[')).next().unwrap_or_default();
    let initial = word.len() == 1 && word.starts_with(|c: char| c.is_ascii_uppercase());
    let next = after.trim_start().chars().next();
    let goes_on = next.is_some_and(|c| c.is_lowercase() || c == ',');
    let suffix = matches!(word, "Inc" | "Ltd" | "Co" | "Corp" | "al");
    (ABBREVIATIONS.contains(&word) && !(suffix && next.is_none_or(char::is_uppercase)))
        || initial
        || (goes_on && !before.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_end_where_a_reader_ends_them() {
        let noted = "Made at Skövde Works.4 Morskal SA makes it.";
        assert_eq!(sentences(noted).len(), 2, "a footnote mark hides no stop");
        let text = "See Fig. 2 and Eq. (3). Lanyue Co., Ltd. grew 3.5%. Was it so? Yes\nNext。第二句";
        let found: Vec<&str> = sentences(text).into_iter().map(|(start, end)| &text[start..end]).collect();
        assert_eq!(
            found,
            ["See Fig. 2 and Eq. (3).", "Lanyue Co., Ltd. grew 3.5%.", "Was it so?", "Yes", "Next。", "第二句"]
        );
    }
}
