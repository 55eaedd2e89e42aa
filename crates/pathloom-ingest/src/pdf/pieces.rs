//! Runs of words inside cells: lines cut at wide spaces, at rules, and where one column ends and the next begins.

use super::lines::Line;
use super::page::Glyph;
use super::words::is_wide;
use pathloom_model::Rect;

/// A run of words inside one cell.
#[derive(Clone, Debug)]
pub struct Piece {
    pub glyphs: Vec<Glyph>,
    pub rect: Rect,
    pub base: f32,
    pub size: f32,
}

/// Cuts a line where the space is wider than one between words.
pub fn pieces(line: &Line) -> Vec<Piece> {
    let mut out: Vec<Piece> = Vec::new();
    let visible: Vec<&Glyph> = line.glyphs.iter().filter(|g| g.ch != ' ').collect();
    let mut start = 0;
    for at in 1..=visible.len() {
        let wide = at < visible.len() && {
            let limit = if is_wide(visible[at].ch) || is_wide(visible[at - 1].ch) { 0.8 } else { 0.43 };
            visible[at].x0 - visible[at - 1].x1 > limit * line.size
        };
        if at == visible.len() || wide {
            let (x0, x1) = (visible[start].x0, visible[at - 1].x1);
            let glyphs = line.glyphs.iter().filter(|g| g.x0 >= x0 - 0.01 && g.x0 <= x1 - 0.001).copied();
            if let Some(part) = Line::of(glyphs.collect()) {
                out.push(Piece { rect: part.rect, base: line.base, size: line.size, glyphs: part.glyphs });
            }
            start = at;
        }
    }
    out
}

/// A piece cut where it goes from one column into the next: at a space that ends or begins with a column.
pub fn at_columns(piece: Piece, columns: &[(f32, f32)]) -> Vec<Piece> {
    let visible: Vec<&Glyph> = piece.glyphs.iter().filter(|g| g.ch != ' ').collect();
    let gap = visible.windows(2).find_map(|pair| {
        let (from, to) = (pair[0].x1, pair[1].x0);
        let aligned = columns.windows(2).any(|c| {
            let between = from < c[1].0 && to > c[0].1;
            between && ((to - c[1].0).abs() < 1.5 || (from - c[0].1).abs() < 1.5)
        });
        (to - from > 0.4 * piece.size && aligned).then_some((from + to) / 2.0)
    });
    match gap {
        Some(x) => {
            let parts = piece.parted_between(x);
            parts
                .into_iter()
                .flat_map(|part| if part.rect.x0 > x { at_columns(part, columns) } else { vec![part] })
                .collect()
        }
        None => vec![piece],
    }
}

impl Piece {
    /// The piece cut where a vertical rule goes through it.
    pub fn parted_at(self, edges: &[f32]) -> Vec<Piece> {
        let Some(edge) = edges.iter().find(|e| **e > self.rect.x0 + 1.0 && **e < self.rect.x1 - 1.0) else {
            return vec![self];
        };
        let between = self.glyphs.windows(2).any(|g| g[0].x1 <= edge + 1.0 && g[1].x0 >= edge - 1.0);
        if !between {
            return vec![self];
        }
        let parts = self.parted_between(*edge);
        let beyond = |part: Piece| if part.rect.x0 > *edge - 1.0 { part.parted_at(edges) } else { vec![part] };
        parts.into_iter().flat_map(beyond).collect()
    }

    fn parted_between(&self, x: f32) -> Vec<Piece> {
        let (left, right): (Vec<Glyph>, Vec<Glyph>) = self.glyphs.iter().partition(|g| (g.x0 + g.x1) / 2.0 < x);
        let part = |glyphs| {
            Line::of(glyphs).map(|l| Piece { rect: l.rect, base: self.base, size: self.size, glyphs: l.glyphs })
        };
        [left, right].into_iter().filter_map(part).collect()
    }
}

/// The height at which a piece is read.
pub fn centre(piece: &Piece) -> f32 {
    piece.base - 0.3 * piece.size
}
