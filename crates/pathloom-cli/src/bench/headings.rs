//! Headings: how many were found by their text, and with their level.

use super::form::{Block, Found, Kind, TrueDocument};
use super::score::Counts;
use super::text::alike;

/// (by text, by text and level). Each heading is found once.
pub fn headings(truth: &TrueDocument, found: &Found) -> (Counts, Counts) {
    let of = |blocks: &[Block]| blocks.iter().filter(|it| it.kind == Kind::Heading).cloned().collect::<Vec<_>>();
    let (wanted, got) = (of(&truth.blocks), of(&found.blocks));
    let mut used = vec![false; got.len()];
    let (mut texts, mut levels) = (0, 0);
    for heading in &wanted {
        let hit = (0..got.len()).find(|at| !used[*at] && alike(&heading.text, &got[*at].text));
        if let Some(at) = hit {
            used[at] = true;
            texts += 1;
            levels += usize::from(got[at].level == heading.level);
        }
    }
    let counts = |right| Counts { right, found: got.len(), there: wanted.len() };
    (counts(texts), counts(levels))
}
