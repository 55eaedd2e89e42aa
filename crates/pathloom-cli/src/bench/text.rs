//! Texts made comparable: one form of each character, spaces only between letters, and how far two texts are apart.

use rapidfuzz::distance::levenshtein;
use unicode_normalization::UnicodeNormalization;

/// Compatibility form (so ₂ is 2 and ： is :), one kind of dash and quote, spaces only between two letters or digits of
/// scripts that part words.
pub fn normal(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut space = false;
    for c in text.nfkc().filter_map(plain) {
        if c.is_whitespace() {
            space = true;
            continue;
        }
        if space && parts_words(c) && out.chars().next_back().is_some_and(parts_words) {
            out.push(' ');
        }
        space = false;
        out.push(c);
    }
    out
}

fn plain(c: char) -> Option<char> {
    match c {
        '\u{ad}' | '\u{200b}' | '\u{feff}' => None,
        '‐' | '‑' | '–' | '—' | '−' => Some('-'),
        '’' | '‘' => Some('\''),
        '“' | '”' => Some('"'),
        other => Some(other),
    }
}

fn parts_words(c: char) -> bool {
    c.is_alphanumeric() && !('\u{2e80}'..='\u{9fff}').contains(&c)
}

/// Letters to add, take away or change.
pub fn distance(a: &str, b: &str) -> usize {
    levenshtein::distance(a.chars(), b.chars())
}

/// 1 for equal texts, 0 for texts without anything in common; both normal.
pub fn similarity(a: &str, b: &str) -> f64 {
    let longest = a.chars().count().max(b.chars().count());
    if longest == 0 { 1.0 } else { 1.0 - distance(a, b) as f64 / longest as f64 }
}

/// Whether two texts are the same but for a letter in ten.
pub fn alike(a: &str, b: &str) -> bool {
    let (a, b) = (normal(a), normal(b));
    let (short, long) = (a.len().min(b.len()), a.len().max(b.len()));
    short * 2 >= long && similarity(&a, &b) >= 0.9
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_a_reader_sees_counts() {
        assert_eq!(normal("H₂O  and\n10⁻³"), "H2O and 10-3", "scripts and line ends");
        assert_eq!(normal("图 2 ：产能"), "图2:产能", "no spaces beside Chinese, one kind of colon");
        assert!(alike("Table 1: Stations", "Table 1 : Stations"), "spaces beside marks");
        assert!(!alike("Table 1", "Table 1: Sampling stations and their depth"), "half of a caption");
    }
}
