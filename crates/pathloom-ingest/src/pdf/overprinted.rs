//! Marks printed over each other, such as a cross over a tick: neither hides the other, so both are read, in the order
//! in which they were drawn. Letters and watermarks are left as they are.

use super::page::{Glyph, PageContent};
use pathloom_model::Rect;
use std::collections::HashMap;

/// Points to the side of a square in which marks are looked up.
const SQUARE: f32 = 16.0;
/// Marks of one square beyond which further ones are not looked at.
const MOST: usize = 64;

/// Puts each mark that lies over another one behind it on its line, also where it is turned a little.
pub fn settle(content: &mut PageContent) {
    let mut marks: HashMap<(i32, i32), Vec<usize>> = HashMap::new();
    let mut over: Vec<(usize, char)> = Vec::new();
    let mut moved = vec![false; content.glyphs.len()];
    for (at, glyph) in content.glyphs.iter().enumerate() {
        if !is_mark(glyph.ch) && !is_stroke(glyph.ch) {
            continue;
        }
        let rect = glyph.rect();
        match host(&rect, glyph.ch, &content.glyphs, &marks) {
            Some(below) => {
                over.push((below, glyph.ch));
                moved[at] = true;
            }
            None if is_mark(glyph.ch) => {
                let known = marks.entry(square(&rect)).or_default();
                if known.len() < MOST {
                    known.push(at);
                }
            }
            None => {}
        }
    }
    content.turned.retain(|(rect, ch)| {
        let below = (is_mark(*ch) || is_stroke(*ch)).then(|| host(rect, *ch, &content.glyphs, &marks)).flatten();
        over.extend(below.map(|below| (below, *ch)));
        below.is_none()
    });
    if over.is_empty() {
        return;
    }
    let mut added: HashMap<usize, Vec<char>> = HashMap::new();
    over.into_iter().for_each(|(below, ch)| added.entry(below).or_default().push(ch));
    let glyphs = std::mem::take(&mut content.glyphs);
    for (at, glyph) in glyphs.into_iter().enumerate().filter(|(at, _)| !moved[*at]) {
        content.glyphs.push(glyph);
        for ch in added.get(&at).into_iter().flatten() {
            let x0 = glyph.x1 - 0.02 * glyph.size;
            content.glyphs.push(Glyph { ch: *ch, x0, ..glyph });
        }
    }
}

/// The mark that most of a further one lies over; `None` for the same mark again, which is only bold.
fn host(rect: &Rect, ch: char, glyphs: &[Glyph], marks: &HashMap<(i32, i32), Vec<usize>>) -> Option<usize> {
    let (x, y) = square(rect);
    let near = (-1..=1).flat_map(|dx| (-1..=1).map(move |dy| (x + dx, y + dy)));
    let covers = |at: &usize| {
        let below = glyphs[*at].rect();
        let shared = |a0: f32, a1: f32, b0: f32, b1: f32| a1.min(b1) - a0.max(b0);
        let across = shared(rect.x0, rect.x1, below.x0, below.x1);
        let down = shared(rect.y0, rect.y1, below.y0, below.y1);
        let alike = (0.5..2.0).contains(&(rect.height().max(rect.width()) / below.height().max(below.width())));
        let (wide, high) = (rect.width().min(below.width()), rect.height().min(below.height()));
        alike && across >= 0.6 * wide.max(1.0) && down >= 0.6 * high.max(1.0)
    };
    let found = near.filter_map(|key| marks.get(&key)).flatten().copied().filter(covers).min()?;
    (glyphs[found].ch != ch).then_some(found)
}

fn square(rect: &Rect) -> (i32, i32) {
    let middle = |a: f32, b: f32| ((a + b) / 2.0 / SQUARE).floor() as i32;
    (middle(rect.x0, rect.x1), middle(rect.y0, rect.y1))
}

/// Ticks, crosses, boxes, circles and stars.
fn is_mark(ch: char) -> bool {
    matches!(ch, '\u{25A0}'..='\u{26FF}' | '\u{2700}'..='\u{27BF}' | '\u{2B00}'..='\u{2BFF}' | '√' | '×')
}

/// What is drawn through a mark.
fn is_stroke(ch: char) -> bool {
    matches!(ch, '-' | '–' | '—' | '−' | '/' | '\\' | '|' | '∕')
}
