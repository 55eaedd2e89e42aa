//! Words gathered from the runs of one paragraph, cell or item: white space as it is read, small print as Unicode.

use crate::plain::needs_space;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Script {
    Sub,
    Super,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Words {
    text: String,
}

impl Words {
    /// Words with single spaces; white space at either end separates them from what stands around.
    pub fn push(&mut self, words: &str) {
        for c in words.chars() {
            match c {
                '\u{AD}' | '\u{200B}' | '\u{FEFF}' => {}
                c if c.is_whitespace() || c.is_control() => self.space(),
                c => self.text.push(c),
            }
        }
    }

    /// Raised or lowered words: digits and signs as Unicode has them, others as they are.
    pub fn scripted(&mut self, words: &str, script: Script) {
        match scripted(words.trim(), script) {
            Some(small) => self.text.push_str(&small),
            None => self.push(words),
        }
    }

    pub fn space(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with([' ', '\n']) {
            self.text.push(' ');
        }
    }

    /// A line break that the writer set.
    pub fn line_break(&mut self) {
        self.trim_end();
        if !self.text.is_empty() {
            self.text.push('\n');
        }
    }

    /// With line breaks; leaves nothing behind.
    pub fn take(&mut self) -> String {
        self.trim_end();
        let text = std::mem::take(&mut self.text);
        if text.starts_with([' ', '\n']) { text.trim_start().to_owned() } else { text }
    }

    fn trim_end(&mut self) {
        self.text.truncate(self.text.trim_end().len());
    }
}

/// On one line, with single spaces; none where a line ended between Han characters.
pub(crate) fn squeezed(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.lines() {
        let mut first = true;
        for word in line.split_whitespace() {
            if !out.is_empty() && (!first || needs_space(out.chars().next_back(), word.chars().next())) {
                out.push(' ');
            }
            out.push_str(word);
            first = false;
        }
    }
    out
}

/// Digits and signs as Unicode super- or subscripts; `None` when a character has none.
pub(crate) fn scripted(text: &str, script: Script) -> Option<String> {
    const PLAIN: &str = "0123456789+-−=()";
    const SUB: [char; 16] = ['₀', '₁', '₂', '₃', '₄', '₅', '₆', '₇', '₈', '₉', '₊', '₋', '₋', '₌', '₍', '₎'];
    const SUPER: [char; 16] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹', '⁺', '⁻', '⁻', '⁼', '⁽', '⁾'];
    if let (Script::Super, "注" | "注1" | "注2" | "注3") = (script, text) {
        return Some(format!("[{text}]"));
    }
    // The letter of a footnote: a raised word ("19th") stays in the line.
    const MARKS: [&str; 8] = ["ᵃ", "ᵇ", "ᶜ", "ᵈ", "ᵉ", "ᶠ", "ᵍ", "ʰ"];
    if let (Script::Super, &[letter @ b'a'..=b'h']) = (script, text.as_bytes()) {
        return Some(MARKS[usize::from(letter - b'a')].to_owned());
    }
    let table = if script == Script::Sub { SUB } else { SUPER };
    text.chars().map(|c| PLAIN.chars().position(|plain| plain == c).map(|at| table[at])).collect()
}
