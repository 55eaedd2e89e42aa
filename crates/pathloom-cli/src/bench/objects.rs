//! Figures and formulas by their boxes, and captions by the object that they were given.

use super::form::{Block, Found, Kind, TrueDocument};
use super::score::Counts;
use super::text::alike;

/// For each block of the truth, the found figure or formula that lies where it lies (shared area over joint area at
/// least `least`); where the truth knows no places, the figure with its caption.
pub fn matched(truth: &TrueDocument, found: &Found, kind: Kind, least: f32) -> Vec<Option<usize>> {
    let mut pairs: Vec<(f32, usize, usize)> = Vec::new();
    for (wanted, block) in truth.blocks.iter().enumerate().filter(|(_, it)| it.kind == kind) {
        for (got, other) in found.blocks.iter().enumerate().filter(|(_, it)| it.kind == kind) {
            let score = match (block.bounds, other.bounds) {
                // Some readers count the number of a formula in.
                (Some(a), Some(b)) if block.page == other.page => {
                    shared_area(a, b).max(block.with_number.map_or(0.0, |a| shared_area(a, b)))
                }
                (None, _) if kind == Kind::Figure && alike(&block.caption, &other.caption) => 1.0,
                _ => continue,
            };
            if score >= least {
                pairs.push((score, wanted, got));
            }
        }
    }
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut out = vec![None; truth.blocks.len()];
    for (_, wanted, got) in pairs {
        if out[wanted].is_none() && !out.contains(&Some(got)) {
            out[wanted] = Some(got);
        }
    }
    out
}

/// Figures or formulas found; `None` where the truth knows no places.
pub fn detected(truth: &TrueDocument, found: &Found, kind: Kind) -> Option<Counts> {
    let of = |blocks: &[Block]| blocks.iter().filter(|it| it.kind == kind).count();
    let placed = truth.blocks.iter().filter(|it| it.kind == kind).all(|it| it.bounds.is_some());
    let right = matched(truth, found, kind, 0.5).iter().flatten().count();
    placed.then(|| Counts { right, found: of(&found.blocks), there: of(&truth.blocks) })
}

/// Captions at the right object. `tables` are the matched tables.
pub fn captions(truth: &TrueDocument, found: &Found, tables: &[Option<usize>]) -> Counts {
    let figures = matched(truth, found, Kind::Figure, 0.3);
    let captioned = |block: &&Block| matches!(block.kind, Kind::Table | Kind::Figure) && !block.caption.is_empty();
    let right = truth.blocks.iter().enumerate().filter(|(at, block)| {
        let object = if block.kind == Kind::Table { tables[*at] } else { figures[*at] };
        captioned(block) && object.is_some_and(|got| alike(&block.caption, &found.blocks[got].caption))
    });
    Counts {
        right: right.count(),
        found: found.blocks.iter().filter(captioned).count(),
        there: truth.blocks.iter().filter(captioned).count(),
    }
}

/// Shared area of two boxes over their joint area.
fn shared_area(a: [f32; 4], b: [f32; 4]) -> f32 {
    let area = |r: [f32; 4]| (r[2] - r[0]).max(0.0) * (r[3] - r[1]).max(0.0);
    let shared = area([a[0].max(b[0]), a[1].max(b[1]), a[2].min(b[2]), a[3].min(b[3])]);
    shared / (area(a) + area(b) - shared).max(0.01)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_box_must_cover_half() {
        assert!((shared_area([0.0, 0.0, 10.0, 10.0], [0.0, 0.0, 10.0, 5.0]) - 0.5).abs() < 1e-6, "half of it");
        assert_eq!(shared_area([0.0, 0.0, 1.0, 1.0], [2.0, 2.0, 3.0, 3.0]), 0.0, "boxes apart");
    }
}
