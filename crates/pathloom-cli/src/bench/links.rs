//! Cross references: whether the words lead to what they name. A list or range is one link for each thing it names.

use super::form::{Block, Found, Kind, Link, Target, TrueDocument};
use super::objects;
use super::score::Counts;
use super::text::normal;

/// `tables` are the matched tables. References inside one passage are left out: the graph links passages.
pub fn references(truth: &TrueDocument, found: &Found, tables: &[Option<usize>]) -> Counts {
    let figures = objects::matched(truth, found, Kind::Figure, 0.3);
    let formulas = objects::matched(truth, found, Kind::Formula, 0.3);
    let mut rest: Vec<&Link> = found.links.iter().collect();
    let (mut right, mut again, mut there) = (0, 0, 0);
    for reference in &truth.references {
        let words = normal(&reference.words);
        let mut used: Vec<&Link> = Vec::new();
        for id in &reference.to {
            let Some(at) = truth.blocks.iter().position(|block| block.id.split(' ').any(|it| it == id)) else {
                continue;
            };
            let target = &truth.blocks[at];
            if is_text(target) && together(&truth.blocks[reference.block], target, &found.passages) {
                continue;
            }
            there += 1;
            let object = tables[at].or(figures[at]).or(formulas[at]);
            let leads = |link: &&Link| match &link.to {
                Target::Block(got) => object == Some(*got),
                Target::Passage(passage) => is_text(target) && holds(passage, target),
            };
            let said = |link: &&Link| {
                let other = normal(&link.words);
                words.contains(&other) || other.contains(&words)
            };
            if let Some(hit) = rest.iter().position(|link| leads(link) && said(link)) {
                used.push(rest.remove(hit));
                right += 1;
            } else if is_text(target) && used.iter().any(leads) {
                // Two parts in one passage are one link.
                (right, again) = (right + 1, again + 1);
            }
        }
    }
    Counts { right, found: found.links.len() + again, there }
}

fn is_text(block: &Block) -> bool {
    matches!(block.kind, Kind::Heading | Kind::Paragraph | Kind::Item)
}

/// Whether a passage holds the beginning of a text.
fn holds(passage: &str, block: &Block) -> bool {
    let start: String = normal(&block.text).chars().take(60).collect();
    normal(passage).contains(&start)
}

fn together(a: &Block, b: &Block, passages: &[String]) -> bool {
    passages.iter().any(|passage| holds(passage, a) && holds(passage, b))
}
