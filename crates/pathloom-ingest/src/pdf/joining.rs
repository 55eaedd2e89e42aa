//! Rows of print → one text: hyphens mended, CJK lines joined without spaces, and which bytes each row holds.

use super::paragraphs::Row;
use super::words::is_wide;
use pathloom_model::block::Line;
use std::collections::HashSet;

/// Words seen inside rows of one document; they decide what a hyphen at the end of a row was.
#[derive(Default)]
pub struct Vocabulary {
    words: HashSet<String>,
}

impl Vocabulary {
    pub fn add(&mut self, text: &str) {
        let mut words = text.split_whitespace();
        words.next();
        let mut kept: Option<&str> = None;
        for word in words {
            if let Some(kept) = kept.replace(word)
                && self.words.len() < 400_000
            {
                self.words.insert(bare(kept));
            }
        }
    }

    /// Whether the hyphen between two halves belongs to the word.
    fn keeps_hyphen(&self, before: &str, after: &str) -> bool {
        let (a, b) = (bare(before.trim_end_matches('-')), bare(after));
        if self.words.contains(&format!("{a}{b}")) {
            return false;
        }
        let last = a.rsplit('-').next().unwrap_or(&a);
        let known = |word: &str| word.len() >= 3 && self.words.contains(word);
        self.words.contains(&format!("{a}-{b}")) || a.contains('-') || (known(last) && known(&b))
    }
}

fn bare(word: &str) -> String {
    word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase()
}

/// The text of rows, and the byte range and box of each.
pub fn join(rows: &[Row], vocabulary: &Vocabulary) -> (String, Vec<Line>) {
    let mut text = String::new();
    let mut lines: Vec<Line> = Vec::with_capacity(rows.len());
    for row in rows {
        if row.text.is_empty() {
            continue;
        }
        let seam = seam(&text, &row.text, vocabulary);
        if seam == Seam::Mend {
            text.pop();
            if let Some(last) = lines.last_mut() {
                last.end = text.len() as u32;
            }
        }
        if seam == Seam::Space {
            text.push(' ');
        }
        let start = text.len() as u32;
        text.push_str(&row.text);
        lines.push(Line { start, end: text.len() as u32, page: row.page, bbox: row.rect });
    }
    (text, lines)
}

#[derive(PartialEq)]
enum Seam {
    Space,
    Tight,
    Mend,
}

fn seam(before: &str, after: &str, vocabulary: &Vocabulary) -> Seam {
    let (Some(last), Some(first)) = (before.chars().next_back(), after.chars().next()) else { return Seam::Tight };
    if is_wide(last) || is_wide(first) {
        return Seam::Tight;
    }
    let head = before[..before.len() - last.len_utf8()].chars().next_back();
    if last == '-' && head.is_some_and(char::is_alphanumeric) {
        let (word, next) = (before.rsplit(' ').next().unwrap_or(""), after.split(' ').next().unwrap_or(""));
        let mend = first.is_lowercase() && head.is_some_and(char::is_lowercase) && !word.contains("://");
        return if mend && !vocabulary.keeps_hyphen(word, next) { Seam::Mend } else { Seam::Tight };
    }
    let word = before.rsplit(' ').next().unwrap_or("");
    if (word.contains("://") || word.starts_with("www."))
        && (matches!(last, '/' | '.' | '_' | '=' | '?' | '&') || first == '/')
    {
        return Seam::Tight;
    }
    if matches!(last, '–' | '—') && first.is_ascii_digit() { Seam::Tight } else { Seam::Space }
}
