//! Questions for a whole set: everything that a relation of the path leads to, all that have more or less than the answer.
//! The set is the graph's; a list of one, or one too long to check by eye, is not asked for.

use crate::candidates::{Candidate, Proposal};
use crate::denote::entities;
use crate::scene::Scene;
use pathloom_model::meaning::{Asked, Who};
use pathloom_model::{Key, Knowledge};
use std::collections::BTreeSet;
use std::ops::RangeInclusive;

/// Members of a set that is asked for.
pub const MEMBERS: RangeInclusive<usize> = 2..=8;

/// The lists among what can be asked: where it is asked how many there are, which they are; and where the path leads.
pub(crate) fn lists(scene: &Scene<'_>, proposals: Vec<Proposal>) -> Vec<Proposal> {
    let counted = proposals.into_iter().filter_map(|proposal| {
        let candidate = proposal.candidate(&scene.answer);
        let Asked::Count(who) = candidate.asked else { return None };
        let operator = if candidate.operator == "count above" { "list above" } else { "list below" };
        Some((operator, who))
    });
    let related = led_to(scene).into_iter().map(|who| ("list", who));
    let is_list = |who: &Who| members(scene.knowledge, who).is_some();
    let all = related.chain(counted).filter(|(_, who)| is_list(who));
    all.map(|(operator, who)| {
        Proposal::plain(scene, Candidate { operator, asked: Asked::List(who), result: None, law: None })
    })
    .collect()
}

/// In the order of their names in the graph; `None` where there are too few or too many.
pub fn members(knowledge: &Knowledge, who: &Who) -> Option<Vec<Key>> {
    let found: BTreeSet<Key> = entities(knowledge, who).ok().filter(|found| MEMBERS.contains(&found.len()))?;
    let mut found: Vec<Key> = found.into_iter().collect();
    found.sort_by(|a, b| knowledge.name(a).cmp(knowledge.name(b)).then(a.cmp(b)));
    Some(found)
}

/// Where the chain leads, the answer among others; without a chain, what stands in a relation to the answer.
fn led_to(scene: &Scene<'_>) -> Vec<Who> {
    if let Some(chain) = &scene.chain {
        return vec![chain.clone()];
    }
    let mut found: Vec<Who> = Vec::new();
    for link in scene.sources.iter().flat_map(|source| &source.links) {
        let (other, forward) = crate::conditions::other_end(link, &scene.answer);
        let who = Who::Related {
            relation: link.relation.to_owned(),
            forward: !forward,
            of: Box::new(Who::Named(scene.answer.clone())),
            entity_type: scene.knowledge.entity_type(other).to_owned(),
        };
        if other != &scene.answer && !found.contains(&who) {
            found.push(who);
        }
    }
    found
}
