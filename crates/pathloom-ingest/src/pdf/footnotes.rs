//! Footnotes: small print at the foot of a column, and the raised marks that it begins with.

use super::lines::Line;
use super::page::PageContent;
use std::collections::BTreeSet;

/// Lines of footnotes at the foot of each column, and the marks they explain.
pub fn footnotes(
    lines: &[Line],
    content: &PageContent,
    columns: &[(f32, f32)],
    body: f32,
) -> (Vec<bool>, BTreeSet<String>) {
    let mut foot = vec![false; lines.len()];
    let mut notes = BTreeSet::new();
    for (x0, x1) in columns {
        let inside: Vec<usize> =
            (0..lines.len()).filter(|i| lines[*i].rect.x0 >= x0 - 6.0 && lines[*i].rect.x1 <= x1 + 6.0).collect();
        let small = |i: usize| lines[i].size <= 0.93 * body && lines[i].base > 0.25 * content.height;
        // Below a short rule at the left, or else the last lines of the column.
        let bars = content.rules.iter().filter(|r| {
            r.horizontal && (r.rect.x0 - x0).abs() < 8.0 && r.rect.width() < 0.75 * (x1 - x0) && r.rect.width() > 20.0
        });
        let mut starts: Vec<usize> = bars
            .filter_map(|bar| {
                let at = inside.iter().position(|i| lines[*i].base > bar.rect.y1)?;
                (lines[inside[at]].base - bar.rect.y1 < 26.0 && mark(&lines[inside[at]]).is_some()).then_some(at)
            })
            .collect();
        let tail = inside.iter().rev().zip(inside.iter().rev().skip(1).map(Some).chain([None]));
        let mut last = inside.len();
        for (i, above) in tail {
            if !small(*i) {
                break;
            }
            last -= 1;
            if above.is_some_and(|a| lines[*i].base - lines[*a].base > 2.2 * lines[*i].size) {
                break;
            }
        }
        starts.extend((last..inside.len()).find(|at| mark(&lines[inside[*at]]).is_some()));
        for start in starts {
            let mut base = lines[inside[start]].base;
            for i in &inside[start..] {
                if !small(*i) || lines[*i].base - base > 2.2 * lines[*i].size {
                    break;
                }
                base = lines[*i].base;
                foot[*i] = true;
                notes.extend(mark(&lines[*i]));
            }
        }
    }
    (foot, notes)
}

/// The raised mark that a footnote begins with.
pub fn mark(line: &Line) -> Option<String> {
    let mut visible = line.glyphs.iter().filter(|g| g.ch != ' ').peekable();
    let circled = visible.peek().is_some_and(|g| ('①'..='⑳').contains(&g.ch));
    let raised: String = visible.take_while(|g| g.script > 0).map(|g| g.ch).collect();
    if circled {
        return line.glyphs.iter().find(|g| g.ch != ' ').map(|g| g.ch.to_string());
    }
    let fits = raised.chars().count() <= 3 && raised.chars().all(|c| c.is_ascii_digit() || "*∗†‡§¶".contains(c));
    (fits && !raised.is_empty()).then_some(raised)
}
