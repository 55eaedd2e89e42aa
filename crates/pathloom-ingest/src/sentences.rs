//! Where sentences end, in English and Chinese. Ranges only; nothing is rewritten.

use std::ops::Range;

/// Byte ranges of the sentences of a text, in order, without the white space around them.
/// Ends: 。！？； and . ! ? before white space; not after abbreviations, initials or the number of a list.
pub fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let mut end = at + c.len_utf8();
        if !matches!(c, '。' | '！' | '？' | '；' | '．' | '…' | '.' | '!' | '?' | '\n') {
            continue;
        }
        while let Some((next, after)) = chars.peek().copied() {
            let more_marks = c != '\n' && matches!(after, '。' | '！' | '？' | '…' | '.' | '!' | '?');
            let closing = c != '\n' && matches!(after, '”' | '’' | '」' | '』' | '）' | '》' | '"' | '\'' | ')' | ']');
            if !(more_marks || closing) {
                break;
            }
            end = next + after.len_utf8();
            chars.next();
        }
        if c == '\n' || ends_here(text, start, at, c, end) {
            push(text, start, end, &mut found);
            start = end;
        }
    }
    push(text, start, text.len(), &mut found);
    found
}

fn push(text: &str, start: usize, end: usize, found: &mut Vec<Range<usize>>) {
    let raw = &text[start..end];
    let from = start + raw.len() - raw.trim_start().len();
    let to = start + raw.trim_end().len();
    if from < to {
        found.push(from..to);
    }
}

/// Whether the mark `c` at `at` ends the sentence begun at `start`; `end` is behind closing quotes.
fn ends_here(text: &str, start: usize, at: usize, c: char, end: usize) -> bool {
    let rest = &text[end..];
    let next = rest.chars().next();
    match c {
        '。' | '！' | '？' | '；' | '．' => true,
        '…' => next.is_none_or(|next| next.is_whitespace() || !next.is_ascii()),
        '!' | '?' => next.is_none_or(|next| next.is_whitespace() || is_eastern(next)),
        _ => next.is_none_or(char::is_whitespace) && full_stop(&text[start..at], rest.trim_start()),
    }
}

fn is_eastern(c: char) -> bool {
    matches!(c, '\u{3000}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}' | '\u{F900}'..='\u{FAFF}' | '\u{FF00}'..='\u{FFEF}')
}

/// Abbreviations that a sentence never ends with.
const NEVER: [&str; 45] = [
    "mr", "mrs", "ms", "dr", "prof", "st", "vs", "cf", "e.g", "i.e", "eg", "ie", "viz", "fig", "figs", "eq", "eqs",
    "no", "nos", "vol", "pp", "ch", "sec", "tab", "ref", "refs", "approx", "ca", "est", "gen", "gov", "sen", "rep",
    "hon", "jr", "ph", "jan", "feb", "mar", "apr", "aug", "sept", "oct", "nov", "dec",
];

/// Abbreviations that may end one: only before a word that begins sentences.
const MAYBE: [&str; 16] =
    ["etc", "al", "inc", "ltd", "co", "corp", "plc", "u.s", "u.k", "e.u", "a.m", "p.m", "dept", "llc", "bros", "sr"];

const OPENERS: [&str; 32] = [
    "The", "A", "An", "It", "Its", "In", "On", "At", "As", "By", "For", "From", "To", "This", "These", "That", "Those",
    "They", "Their", "We", "Our", "He", "She", "However", "But", "And", "When", "While", "After", "Before", "If",
    "There",
];

/// Whether a full stop with `before` in front and `rest` behind ends a sentence.
fn full_stop(before: &str, rest: &str) -> bool {
    if rest.chars().next().is_some_and(char::is_lowercase) {
        return false;
    }
    let word = before.rsplit(|c: char| c.is_whitespace() || matches!(c, '(' | '[' | '"' | '“')).next().unwrap_or("");
    let lower = word.to_lowercase();
    if NEVER.contains(&lower.as_str()) {
        // "No." alone is an answer; "No. 5" is not.
        return lower == "no" && !rest.starts_with(|c: char| c.is_ascii_digit());
    }
    let initial = word.chars().count() == 1 && word.chars().all(char::is_uppercase);
    if MAYBE.contains(&lower.as_str()) || initial {
        let next = rest.split(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
        return rest.is_empty() || OPENERS.contains(&next) && !(initial && next == "A");
    }
    let number_of_a_list = before.trim() == word && !word.is_empty() && word.chars().all(|c| c.is_ascii_digit());
    !number_of_a_list || rest.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Vec<&str> {
        sentences(text).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn english_sentences_end_at_full_stops_that_are_none_of_the_others() {
        let text = "Dr. J. Smith paid 3.5 m, e.g. to Acme Inc. in May. The U.S. plant (cf. Fig. 2) closed! Did it? \
                    \"Yes.\" It did, etc. The end";
        let expected = [
            "Dr. J. Smith paid 3.5 m, e.g. to Acme Inc. in May.",
            "The U.S. plant (cf. Fig. 2) closed!",
            "Did it?",
            "\"Yes.\"",
            "It did, etc.",
            "The end",
        ];
        assert_eq!(split(text), expected);
        assert_eq!(split("1. First point. 2. Second."), ["1. First point.", "2. Second."], "numbers of a list");
        assert_eq!(split("See No. 5 there. No. Never."), ["See No. 5 there.", "No.", "Never."]);
    }

    #[test]
    fn chinese_sentences_keep_their_closing_quotes() {
        let text = "他说：“走吧！”陈立点头。收入为3.5亿元；利润下降……为什么?因为成本。";
        let expected = ["他说：“走吧！”", "陈立点头。", "收入为3.5亿元；", "利润下降……", "为什么?", "因为成本。"];
        assert_eq!(split(text), expected);
        assert_eq!(split(" \n "), [""; 0], "white space holds no sentence");
    }
}
