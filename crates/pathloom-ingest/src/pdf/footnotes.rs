//! Footnotes: print at the foot of a column, below a short rule or smaller than the text, and the marks it begins with.

use super::lines::Line;
use super::page::{Glyph, PageContent};
use std::collections::BTreeSet;

/// The footnotes of a page.
#[derive(Default)]
pub struct Footnotes {
    /// Which lines are of footnotes.
    pub foot: Vec<bool>,
    pub notes: Vec<Note>,
}

/// One footnote: its lines from top to bottom. What goes on from the column before has no mark.
pub struct Note {
    pub mark: Option<Mark>,
    pub lines: Vec<usize>,
}

/// What a footnote begins with.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    pub text: String,
    /// Characters of the mark and of what parts it from the words, where it is set on the line: "1." or "①".
    pub on_line: usize,
}

impl Mark {
    /// Raised or in a circle, as nothing but marks are.
    pub fn is_told(&self) -> bool {
        self.on_line == 0 || self.text.starts_with(|c| ('①'..='⑳').contains(&c))
    }
}

impl Footnotes {
    pub fn names(&self) -> BTreeSet<String> {
        self.notes.iter().filter_map(|note| Some(note.mark.as_ref()?.text.clone())).collect()
    }
}

/// The footnotes at the foot of each column, and those set across the columns at the foot of the page. `body` is the
/// size of running text.
pub fn footnotes(lines: &[Line], content: &PageContent, columns: &[(f32, f32)], body: f32) -> Footnotes {
    let none = || Footnotes { foot: vec![false; lines.len()], notes: Vec::new() };
    let within = |line: &Line, (x0, x1): &(f32, f32)| line.rect.x0 >= x0 - 6.0 && line.rect.x1 <= x1 + 6.0;
    let mut found = none();
    if let [(x0, _), .., (_, x1)] = columns {
        let mut across = none();
        find(lines, (0..lines.len()).collect(), content, (*x0, *x1), body, &mut across);
        let wide = |at: &usize| !columns.iter().any(|column| within(&lines[*at], column));
        if across.notes.first().is_some_and(|note| note.lines.iter().any(wide)) {
            found = across;
        }
    }
    for column in columns {
        let inside = (0..lines.len()).filter(|at| within(&lines[*at], column)).collect();
        find(lines, inside, content, *column, body, &mut found);
    }
    found
}

/// The footnotes among the lines `inside` a column.
fn find(
    lines: &[Line],
    inside: Vec<usize>,
    content: &PageContent,
    (x0, x1): (f32, f32),
    body: f32,
    found: &mut Footnotes,
) {
    let column = Column { lines, inside, low: 0.25 * content.height };
    let bars = content.rules.iter().filter(|r| {
        r.horizontal && (r.rect.x0 - x0).abs() < 8.0 && r.rect.width() < 0.75 * (x1 - x0) && r.rect.width() > 20.0
    });
    for bar in bars {
        column.below(bar.rect.y1, body, content.height, found);
    }
    column.at_foot(0.955 * body, found);
}

/// The lines of one column, from top to bottom.
struct Column<'l> {
    lines: &'l [Line],
    inside: Vec<usize>,
    /// Footnotes stand below this height.
    low: f32,
}

impl Column<'_> {
    fn line(&self, at: usize) -> &Line {
        &self.lines[self.inside[at]]
    }

    /// Notes below a short rule. Print as large as the text, or marks on the line, only count where nothing follows.
    fn below(&self, rule: f32, body: f32, height: f32, found: &mut Footnotes) {
        let Some(start) = (0..self.inside.len()).find(|at| self.line(*at).base > rule) else { return };
        let first = self.line(start);
        let Some(mark) = mark(first).filter(|_| first.base - rule < 26.0) else {
            return;
        };
        let plain = !mark.is_told();
        let end = self.inside.len();
        let loose = self.run(start, if plain { 0.97 } else { 1.005 } * body);
        let small = self.run(start, 0.955 * body);
        if loose == end && first.base > 0.4 * height {
            self.take(start, loose, plain, found);
        } else if !plain {
            self.take(start, small, false, found);
        }
    }

    /// The last lines of the column, where they are small and a raised mark says what they are.
    fn at_foot(&self, largest: f32, found: &mut Footnotes) {
        let mut start = self.inside.len();
        while start > 0 && self.is_small(start - 1, largest) {
            start -= 1;
            let gap = start > 0 && self.line(start).base - self.line(start - 1).base > 2.2 * self.line(start).size;
            if gap {
                break;
            }
        }
        let told = |at: &usize| mark(self.line(*at)).is_some_and(|mark| mark.is_told());
        if let Some(first) = (start..self.inside.len()).find(told) {
            self.take(first, self.run(first, largest), false, found);
        }
    }

    fn is_small(&self, at: usize, largest: f32) -> bool {
        self.line(at).size <= largest && self.line(at).base > self.low
    }

    /// The end of the lines from `start` on that are no larger than a size and follow each other closely.
    fn run(&self, start: usize, largest: f32) -> usize {
        let close = |at: usize| at == start || self.line(at).base - self.line(at - 1).base <= 2.2 * self.line(at).size;
        (start..self.inside.len()).find(|at| !self.is_small(*at, largest) || !close(*at)).unwrap_or(self.inside.len())
    }

    /// Lines as footnotes. On the line, only the number after the last one begins a further note.
    fn take(&self, start: usize, end: usize, plain: bool, found: &mut Footnotes) {
        let mut last: Option<usize> = None;
        for at in start..end {
            let line = self.inside[at];
            if std::mem::replace(&mut found.foot[line], true) {
                continue;
            }
            let number = |mark: &Mark| mark.text.parse::<usize>().ok();
            let next = |mark: &Mark| at == start || number(mark).is_some() && number(mark) == last.map(|last| last + 1);
            let mark = mark(self.line(at)).filter(|mark| mark.is_told() || plain && next(mark));
            last = mark.as_ref().map_or(last, number);
            match found.notes.last_mut().filter(|_| mark.is_none() && at > start) {
                Some(note) => note.lines.push(line),
                None => found.notes.push(Note { mark, lines: vec![line] }),
            }
        }
    }
}

/// The mark that a line may begin with as a footnote: raised, circled, or on the line with a space behind it.
pub fn mark(line: &Line) -> Option<Mark> {
    const SYMBOLS: &str = "*∗†‡§¶";
    let visible: Vec<&Glyph> = line.glyphs.iter().filter(|g| g.ch != ' ').collect();
    let first = visible.first()?;
    if ('①'..='⑳').contains(&first.ch) {
        return Some(Mark { text: first.ch.to_string(), on_line: 1 });
    }
    let fits = |text: &str| {
        !text.is_empty() && text.chars().count() <= 3 && text.chars().all(|c| c.is_ascii_digit() || SYMBOLS.contains(c))
    };
    let raised: String = visible.iter().take_while(|g| g.script > 0).map(|g| g.ch).collect();
    if !raised.is_empty() {
        return fits(&raised).then_some(Mark { text: raised, on_line: 0 });
    }
    let gap = |at: usize| visible[at].x0 - visible[at - 1].x1 > 0.13 * line.size;
    let first_word = 1 + (1..visible.len()).take_while(|at| !gap(*at)).count();
    let of_mark = |c: &char| c.is_ascii_digit() || SYMBOLS.contains(*c);
    let text: String = visible[..first_word].iter().map(|g| g.ch).take_while(of_mark).collect();
    if !fits(&text) {
        return None;
    }
    let stop = visible.get(text.chars().count()).filter(|g| matches!(g.ch, '.' | ')' | '、'));
    let on_line = text.chars().count() + usize::from(stop.is_some());
    let apart = on_line == first_word && on_line < visible.len();
    apart.then_some(Mark { text, on_line })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str, script: i8) -> Line {
        let glyph = |(at, ch): (usize, char)| {
            let x0 = 5.0 * at as f32;
            let script = if at == 0 { script } else { 0 };
            Glyph { ch, x0, x1: x0 + 5.0, base: 700.0, size: 8.0, font: 0, script }
        };
        Line::of(text.chars().enumerate().map(glyph).collect()).expect("a line")
    }

    #[test]
    fn marks_are_raised_circled_or_apart() {
        let found = |text: &str, script: i8| mark(&line(text, script)).map(|mark| (mark.text, mark.on_line));
        assert_eq!(found("1See", 1), Some(("1".into(), 0)));
        assert_eq!(found("① 见", 0), Some(("①".into(), 1)));
        assert_eq!(found("12. See", 0), Some(("12".into(), 3)));
        assert_eq!(found("* See", 0), Some(("*".into(), 1)));
        assert_eq!(found("2023 was", 0), None, "a year");
        assert_eq!(found("3rd of May", 0), None, "a word");
        assert_eq!(found("1.5 m", 0), None, "a number");
    }
}
