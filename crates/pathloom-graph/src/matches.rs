//! From a match in numbers to a match as the model has it: bindings, chain, numbered hops, fingerprint.

use crate::draw::Raw;
use crate::graph::{KEY_LENGTH, NodeId};
use crate::plan::Plan;
use pathloom_model::path::{Match, PathHop};
use pathloom_model::{Binding, Key, Template};

/// What each branch took: paths of nodes from (not including) its near end to its far end.
#[derive(Debug, Default)]
pub(crate) struct Parts {
    pub slots: Vec<Vec<NodeId>>,
    pub paths: Vec<Vec<Vec<NodeId>>>,
}

pub(crate) fn parts(plan: &Plan, raw: &[u32]) -> Parts {
    let mut parts = Parts { slots: vec![Vec::new(); plan.slots.len()], paths: vec![Vec::new(); plan.branches.len()] };
    let mut rest = raw.iter().copied();
    let root = rest.next().unwrap_or_default();
    read_slot(plan, plan.root, root, &mut rest, &mut parts);
    parts
}

fn read_slot(plan: &Plan, slot: usize, node: NodeId, rest: &mut impl Iterator<Item = u32>, parts: &mut Parts) {
    parts.slots[slot].push(node);
    for &place in &plan.slots[slot].branches {
        let branch = &plan.branches[place];
        let instances = if branch.is_group() { rest.next().unwrap_or_default() } else { 1 };
        for _ in 0..instances {
            let hops = rest.next().unwrap_or_default() as usize;
            let stops = if branch.closing { hops.saturating_sub(1) } else { hops };
            let path: Vec<NodeId> = rest.by_ref().take(stops).collect();
            if branch.closing {
                parts.paths[place].push(path);
            } else if let Some(&end) = path.last() {
                parts.paths[place].push(path);
                read_slot(plan, branch.to, end, rest, parts);
            }
        }
    }
}

/// The nodes of a match that its weight is the product of: its answer, and what stands on branches to one node.
pub(crate) fn weighted_nodes(plan: &Plan, raw: &[u32], each: &mut impl FnMut(NodeId)) {
    let (&root, mut rest) = raw.split_first().unwrap_or((&0, &[]));
    each(root);
    weighted_beyond(plan, plan.root, &mut rest, each);
}

fn weighted_beyond(plan: &Plan, slot: usize, rest: &mut &[u32], each: &mut impl FnMut(NodeId)) {
    for &place in &plan.slots[slot].branches {
        let branch = &plan.branches[place];
        if branch.is_group() {
            for _ in 0..number(rest) {
                let hops = number(rest);
                *rest = rest.split_at(hops.min(rest.len())).1;
            }
            continue;
        }
        let hops = number(rest);
        let stops = if branch.closing { hops.saturating_sub(1) } else { hops };
        let (path, left) = rest.split_at(stops.min(rest.len()));
        path.iter().for_each(|&node| each(node));
        *rest = left;
        if !branch.closing && stops > 0 {
            weighted_beyond(plan, branch.to, rest, each);
        }
    }
}

fn number(rest: &mut &[u32]) -> usize {
    let (&first, left) = rest.split_first().unwrap_or((&0, &[]));
    *rest = left;
    first as usize
}

impl Plan<'_> {
    /// The match that these numbers stand for.
    pub(crate) fn to_match(&self, raw: &Raw) -> Match {
        let parts = parts(self, raw);
        let keys = |nodes: &Vec<NodeId>| nodes.iter().map(|&node| self.graph.key(node)).collect::<Vec<Key>>();
        let binding = |(slot, nodes): (&pathloom_model::Slot, &Vec<NodeId>)| Binding {
            slot: slot.id.clone(),
            nodes: keys(nodes),
        };
        let chain = self.chain(&parts);
        Match {
            bindings: self.template.slot.iter().zip(&parts.slots).map(binding).collect(),
            hops: self.hops(&parts, &chain),
            chain: keys(&chain),
            fingerprint: self.fingerprint(&parts),
        }
    }

    /// From start to answer; the answer alone where there is no start.
    fn chain(&self, parts: &Parts) -> Vec<NodeId> {
        let mut chain = parts.slots[self.root].clone();
        let Some(start) = self.start.filter(|&start| !parts.slots[start].is_empty()) else {
            return chain;
        };
        let stops = self.branches_to(start).into_iter().flat_map(|branch| parts.paths[branch].iter().flatten());
        chain.extend(stops);
        chain.reverse();
        chain
    }

    fn hops(&self, parts: &Parts, chain: &[NodeId]) -> Vec<PathHop> {
        let mut pairs: Vec<(NodeId, NodeId)> = chain.windows(2).map(|pair| (pair[0], pair[1])).collect();
        let on_chain = pairs.len();
        let chained = self.start.map(|start| self.branches_to(start)).unwrap_or_default();
        for slot in &self.slots {
            if let Some(branch) = slot.parent.filter(|branch| !chained.contains(branch)) {
                self.add_pairs(parts, branch, &mut pairs);
            }
        }
        for (place, branch) in self.branches.iter().enumerate() {
            if branch.closing {
                self.add_pairs(parts, place, &mut pairs);
            }
        }
        let hop = |(place, (from, to)): (usize, (NodeId, NodeId))| PathHop {
            number: place as u32 + 1,
            from: self.graph.key(from),
            to: self.graph.key(to),
            relations: self.graph.relations_between(from, to),
            on_chain: place < on_chain,
        };
        pairs.into_iter().enumerate().map(hop).collect()
    }

    /// Hops of one branch, from the answer's side outwards.
    fn add_pairs(&self, parts: &Parts, place: usize, pairs: &mut Vec<(NodeId, NodeId)>) {
        let branch = &self.branches[place];
        let Some(&near) = parts.slots[branch.from].first() else {
            return;
        };
        for path in &parts.paths[place] {
            let mut at = near;
            for &stop in path {
                pairs.push((at, stop));
                at = stop;
            }
            if let Some(&far) = parts.slots[branch.to].first().filter(|_| branch.closing) {
                pairs.push((at, far));
            }
        }
    }

    /// As `pathloom_model::path::fingerprint` over the places in this order: per slot its nodes, then per link what
    /// stands between, each group closed by the answer once more. No node stands twice in a match, so the repeated
    /// answer separates, and two different matches never give the same list.
    pub(crate) fn fingerprint(&self, parts: &Parts) -> String {
        let answer = parts.slots[self.root][0];
        let mut places = Vec::new();
        for nodes in &parts.slots {
            places.extend(nodes);
            places.push(answer);
        }
        let mut by_link: Vec<usize> = (0..self.branches.len()).collect();
        by_link.sort_by_key(|&branch| self.branches[branch].link);
        for place in by_link {
            let ends = usize::from(!self.branches[place].closing);
            for path in &parts.paths[place] {
                places.extend(&path[..path.len() - ends]);
                places.push(answer);
            }
        }
        let mut hasher = self.opened.clone();
        for node in places {
            let mut text = [0; KEY_LENGTH];
            self.graph.write_key(node, &mut text);
            add_part(&mut hasher, &text);
        }
        hasher.finalize().to_hex()[..32].to_owned()
    }
}

/// A hash that has read the template already: what every fingerprint of it opens with.
pub(crate) fn opened(template: &Template) -> blake3::Hasher {
    let content = (&template.slot, &template.link, &template.constraints);
    let mut hasher = blake3::Hasher::new();
    add_part(&mut hasher, &serde_json::to_vec(&content).unwrap_or_default());
    hasher
}

/// As `pathloom_model::key::digest` takes its parts.
fn add_part(hasher: &mut blake3::Hasher, part: &[u8]) {
    hasher.update(&(part.len() as u64).to_le_bytes());
    hasher.update(part);
}
