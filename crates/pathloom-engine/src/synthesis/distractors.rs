//! Wrong options: nodes of the answer's kind and type that the path, walked again, does not lead to. Those that stand near
//! the answer come first: an option from nowhere is no option.

use pathloom_compose::draw::Draw;
use pathloom_compose::options::others;
use pathloom_compose::rematch::Pattern;
use pathloom_model::{Key, Knowledge, Match};
use std::collections::BTreeSet;

const WANTED: usize = 3;

/// Three nodes, or fewer where there are no more.
pub fn distractors(knowledge: &Knowledge, matched: &Match, draw: &mut Draw) -> Vec<Key> {
    let Some(answer) = matched.chain.last() else { return vec![] };
    let (right, bound) = (rights(knowledge, matched), matched.all_nodes());
    others(knowledge, matched, answer, draw, |key| bound.contains(key) || right(key), WANTED)
}

/// Whether a node would be right too: the path leads to it; or, without a path, it hangs on the same evidence.
fn rights<'a>(knowledge: &'a Knowledge, matched: &Match) -> impl Fn(&Key) -> bool + 'a {
    let pattern = Pattern::of_match(matched);
    let start = matched.chain.first().filter(|_| pattern.has_chain());
    let ends = start.map(|start| pattern.chain_ends(knowledge, &BTreeSet::from([start.clone()])));
    move |key| match &ends {
        Some(ends) => ends.contains(key),
        None => pattern.is_held(knowledge, key),
    }
}
