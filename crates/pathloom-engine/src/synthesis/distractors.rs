//! Wrong options: nodes of the answer's kind and type that the path, walked again, does not lead to. Those that stand near
//! the answer come first: an option from nowhere is no option.

use pathloom_compose::answer::names;
use pathloom_compose::draw::Draw;
use pathloom_compose::plain_name;
use pathloom_compose::rematch::Pattern;
use pathloom_model::{Key, Knowledge, Match, Node, NodeData};
use std::collections::BTreeSet;

const WANTED: usize = 3;
/// Nodes beside the evidence, and nodes anywhere, that are looked at.
const NEAR: usize = 2_000;
const ANYWHERE: usize = 4_000;

/// Three nodes, or fewer where there are no more.
pub fn distractors(knowledge: &Knowledge, matched: &Match, draw: &mut Draw) -> Vec<Key> {
    let Some(answer) = matched.chain.last() else { return vec![] };
    let Some(node) = knowledge.node(answer) else { return vec![] };
    let right = rights(knowledge, matched);
    let mut taken: Vec<String> = names(knowledge, answer).iter().map(|name| plain_name(name)).collect();
    let mut found: Vec<Key> = Vec::new();
    for mut some in [near(knowledge, matched), anywhere(knowledge, draw)] {
        some.sort();
        some.dedup();
        draw.shuffle(&mut some);
        for key in some {
            if found.len() == WANTED {
                return found;
            }
            let alike = knowledge.node(&key).is_some_and(|other| alike(node, other));
            let wrong = !matched.all_nodes().contains(&key) && !right(&key) && !found.contains(&key);
            if alike && wrong && is_another(knowledge, &key, &mut taken) {
                found.push(key);
            }
        }
    }
    found
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

fn alike(one: &Node, other: &Node) -> bool {
    match (&one.data, &other.data) {
        (NodeData::Entity { entity_type: a, .. }, NodeData::Entity { entity_type: b, .. }) => a == b,
        _ => false,
    }
}

/// No name of it is one of the answer's or of an earlier option, or holds one of them, or stands in one.
fn is_another(knowledge: &Knowledge, key: &Key, taken: &mut Vec<String>) -> bool {
    let own: Vec<String> = names(knowledge, key).iter().map(|name| plain_name(name)).collect();
    let same = |name: &String| taken.iter().any(|other| other.contains(name.as_str()) || name.contains(other.as_str()));
    let another = own.iter().all(|name| !name.is_empty() && !same(name));
    if another {
        taken.extend(own);
    }
    another
}

/// Nodes that hang on the same evidence, or on the same node of the path.
fn near(knowledge: &Knowledge, matched: &Match) -> Vec<Key> {
    let mut found = Vec::new();
    for key in matched.all_nodes() {
        let to = knowledge.relations_to(&key).map(|relation| &relation.from);
        let from = knowledge.relations_from(&key).map(|relation| &relation.to);
        found.extend(to.chain(from).take(NEAR).cloned());
    }
    found
}

/// Some nodes of the whole graph, all of them where it is small.
fn anywhere(knowledge: &Knowledge, draw: &mut Draw) -> Vec<Key> {
    let nodes = knowledge.nodes();
    let count = nodes.size_hint().0;
    if count <= ANYWHERE {
        return knowledge.nodes().map(|node| node.key.clone()).collect();
    }
    let places = (0..ANYWHERE).map(|_| draw.below(count));
    places.filter_map(|place| knowledge.nodes().nth(place)).map(|node| node.key.clone()).collect()
}
