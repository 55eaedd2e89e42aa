//! Glyphs of a line → text: where spaces go, and small print as Unicode super- and subscripts without footnote marks.

use super::fonts::Fonts;
use super::page::Glyph;
use std::collections::BTreeSet;

/// What is needed to tell a footnote mark from a power.
pub struct Words<'w, 'a> {
    pub fonts: &'w Fonts<'a>,
    /// Marks of the footnotes on this page.
    pub notes: BTreeSet<String>,
}

impl Words<'_, '_> {
    /// The text of glyphs in order of x.
    pub fn text(&self, glyphs: &[Glyph]) -> String {
        let mut out = String::new();
        let mut last: Option<Glyph> = None;
        let mut spaced = false;
        let mut at = 0;
        while at < glyphs.len() {
            let glyph = glyphs[at];
            if glyph.ch == ' ' {
                spaced = true;
                at += 1;
                continue;
            }
            if let Some(last) = last
                && parted(&last, &glyph, spaced)
                && !out.is_empty()
                && !out.ends_with(' ')
            {
                out.push(' ');
            }
            spaced = false;
            let end = at + glyphs[at..].iter().take_while(|g| g.ch != ' ' && g.script == glyph.script).count();
            if glyph.script == 0 {
                out.push(glyph.ch);
                last = Some(glyph);
                at += 1;
                continue;
            }
            let run: String = glyphs[at..end].iter().map(|g| g.ch).collect();
            let variable = last.is_some_and(|g| self.fonts.info(g.font).math);
            let next = glyphs[end..].iter().find(|g| g.ch != ' ').map(|g| g.ch);
            self.script(&mut out, &run, glyph.script > 0, variable, next);
            last = Some(Glyph { script: 0, ..glyphs[end - 1] });
            at = end;
        }
        while out.ends_with(' ') {
            out.pop();
        }
        out
    }

    fn script(&self, out: &mut String, run: &str, up: bool, variable: bool, next: Option<char>) {
        if up && self.is_mark(out, run, variable) {
            return;
        }
        let ordinal = matches!(run, "th" | "st" | "nd" | "rd" | "TM" | "®" | "™" | "°" | "′" | "″" | "'" | "o");
        if up && ordinal {
            out.push_str(if run == "o" { "°" } else { run });
            return;
        }
        let mapped: Option<String> = run.chars().map(|c| if up { superscript(c) } else { subscript(c) }).collect();
        match mapped {
            Some(text) => out.push_str(&text),
            None => {
                out.push(if up { '^' } else { '_' });
                let single = run.chars().count() == 1 && !next.is_some_and(char::is_alphanumeric);
                if single {
                    out.push_str(run);
                } else {
                    out.push('(');
                    out.push_str(run);
                    out.push(')');
                }
            }
        }
    }

    /// Whether raised print is a reference to a note, a source or an affiliation and not part of the meaning.
    fn is_mark(&self, before: &str, run: &str, variable: bool) -> bool {
        const SYMBOLS: &str = "*∗†‡§¶‖#♯♣♠♡♢♦⋆★☆⊕⊗";
        let symbols = run.chars().any(|c| SYMBOLS.contains(c))
            && run.chars().all(|c| SYMBOLS.contains(c) || c.is_ascii_digit() || ", ".contains(c));
        let numbers = run.chars().all(|c| c.is_ascii_digit() || ",，;–- ".contains(c))
            && run.chars().any(|c| c.is_ascii_digit())
            && !run.starts_with(['-', '–', '−']);
        let bracketed = run.starts_with(['[', '(']) && run.ends_with([']', ')']) && run.len() <= 12;
        let circled = run.chars().all(|c| ('①'..='⑳').contains(&c));
        let noted = self.notes.contains(run);
        if circled {
            return true;
        }
        let cited = bracketed && run.chars().any(|c| c.is_ascii_digit());
        let like_mark = symbols || numbers || cited || noted;
        if !like_mark || variable {
            return false;
        }
        let Some(end) = before.chars().next_back() else { return true };
        let word: String = {
            let tail: Vec<char> =
                before.chars().rev().take_while(|c| c.is_alphanumeric() || "⁰¹²³⁴⁵⁶⁷⁸⁹".contains(*c)).collect();
            tail.into_iter().rev().collect()
        };
        if word.is_empty() {
            return !matches!(end, '=' | '+' | '−' | '×' | '·' | '(' | '/' | '∂' | '∇' | 'Δ');
        }
        if word.chars().all(|c| c.is_ascii_digit()) {
            return symbols || (noted && word != "10");
        }
        let han = pathloom_model::language::is_han(end);
        let letters = word.chars().filter(|c| c.is_alphabetic()).count();
        let unit =
            matches!(word.as_str(), "km" | "cm" | "mm" | "dm" | "nm" | "ft" | "in" | "m" | "s" | "R" | "inch" | "kWh");
        han || (letters >= 3 && !unit) || (noted && !unit && letters >= 2) || symbols
    }
}

/// Whether a space stands between two neighbours of one line.
fn parted(left: &Glyph, right: &Glyph, spaced: bool) -> bool {
    let gap = right.x0 - left.x1;
    let size = left.size.max(right.size);
    let (l, r) = (is_wide(left.ch), is_wide(right.ch));
    if l || r {
        // Between Han and Latin a narrow space is only typography; between two Han it is meant.
        let limit = if spaced && l && r { 0.2 } else { 0.45 };
        return gap > limit * size && !(is_wide_mark(left.ch) || is_wide_mark(right.ch));
    }
    if right.script != 0 {
        return gap > 0.28 * size;
    }
    gap > 0.13 * size || (spaced && gap > 0.04 * size)
}

/// Characters of scripts that are written without spaces, and their punctuation.
pub fn is_wide(c: char) -> bool {
    pathloom_model::language::is_han(c) || is_wide_mark(c) || matches!(c, '\u{3040}'..='\u{30FF}')
}

/// Full-width punctuation, which brings its own space.
fn is_wide_mark(c: char) -> bool {
    matches!(c, '\u{3000}'..='\u{303F}' | '\u{FF00}'..='\u{FF0F}' | '\u{FF1A}'..='\u{FF20}' | '\u{FF3B}'..='\u{FF65}')
}

pub fn superscript(c: char) -> Option<char> {
    const FROM: &str = "0123456789+-−=()niabcdefghjklmoprstuvwxyzTABDEGHIJKLMNOPRUVW′*∗";
    const TO: &str = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱᵃᵇᶜᵈᵉᶠᵍʰʲᵏˡᵐᵒᵖʳˢᵗᵘᵛʷˣʸᶻᵀᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵁⱽᵂ′**";
    FROM.chars().zip(TO.chars()).find(|(from, _)| *from == c).map(|(_, to)| to)
}

pub fn subscript(c: char) -> Option<char> {
    const FROM: &str = "0123456789+-−=()aehijklmnoprstuvxβγρφχ";
    const TO: &str = "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ";
    FROM.chars().zip(TO.chars()).find(|(from, _)| *from == c).map(|(_, to)| to)
}
