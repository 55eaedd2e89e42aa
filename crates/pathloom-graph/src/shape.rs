//! Where things stand in the numbers of a match. Matches that took as many hops and instances have the same shape, so
//! it is read once and then only recognised.

use crate::draw::Raw;
use crate::graph::NodeId;
use crate::hop_names::{HopName, LOOK_UP};
use crate::plan::Plan;
use pathloom_model::fingerprint::Fingerprinter;

/// Places in the numbers of a match.
#[derive(Clone, Debug, Default)]
pub(crate) struct Shape {
    /// Counts of hops and instances: place and number.
    counts: Vec<(usize, u32)>,
    length: usize,
    /// Per slot its nodes.
    slots: Vec<Vec<usize>>,
    /// Per branch the paths it took, from (not including) its near end to its far end.
    paths: Vec<Vec<Vec<usize>>>,
    /// Every node once.
    pub nodes: Vec<usize>,
    /// From start to answer; the answer alone where there is no start.
    pub chain: Vec<usize>,
    /// The hops, those of the chain first.
    pub pairs: Vec<[usize; 2]>,
    pub on_chain: usize,
    /// Beside each of `pairs`, where its relation was noted when it was drawn.
    pub named: Vec<NamedHop>,
    /// What a fingerprint is made of: places in `nodes`, and the end of each group of them.
    pub hashed: Vec<Option<usize>>,
}

/// The shapes met so far: as many as the template has trees at most.
#[derive(Clone, Debug, Default)]
pub(crate) struct Shapes {
    known: Vec<Shape>,
    last: usize,
}

impl Shapes {
    /// The place of a match's shape among those known.
    #[inline]
    pub fn place(&mut self, plan: &Plan, raw: &[u32]) -> usize {
        if self.known.get(self.last).is_none_or(|shape| !shape.fits(raw)) {
            let known = self.known.iter().position(|shape| shape.fits(raw));
            self.last = known.unwrap_or_else(|| {
                self.known.push(Shape::of(plan, raw));
                self.known.len() - 1
            });
        }
        self.last
    }

    pub fn get(&self, place: usize) -> &Shape {
        &self.known[place]
    }
}

/// A hop as it was drawn: the place of the node that it led to, and whether the pair runs the other way.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NamedHop {
    pub place: usize,
    is_reversed: bool,
}

impl NamedHop {
    /// The name of the hop as the pair sees it.
    #[inline]
    pub fn seen(&self, name: HopName) -> HopName {
        if name == LOOK_UP || !self.is_reversed { name } else { ((name - 1) ^ 1) + 1 }
    }
}

/// A match with its shape.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Parts<'a> {
    pub shape: &'a Shape,
    pub raw: &'a [u32],
}

impl<'a> Parts<'a> {
    pub fn slot(self, slot: usize) -> impl Iterator<Item = NodeId> + 'a {
        self.shape.slots[slot].iter().map(move |&place| self.raw[place])
    }
}

impl Shape {
    pub fn of(plan: &Plan, raw: &[u32]) -> Shape {
        let mut shape = Shape {
            length: raw.len(),
            slots: vec![Vec::new(); plan.slots.len()],
            paths: vec![Vec::new(); plan.branches.len()],
            ..Shape::default()
        };
        shape.read_slot(plan, plan.root, 0, raw, &mut 1);
        let counts = &shape.counts;
        let is_node = |place: &usize| counts.iter().all(|(count, _)| count != place);
        shape.nodes = (0..raw.len()).filter(is_node).collect();
        shape.chain = shape.chain(plan);
        shape.add_pairs(plan);
        shape.hashed = shape.hashed(plan);
        shape
    }

    #[inline]
    pub fn fits(&self, raw: &[u32]) -> bool {
        self.length == raw.len() && self.counts.iter().all(|&(place, count)| raw[place] == count)
    }

    fn read_slot(&mut self, plan: &Plan, slot: usize, node: usize, raw: &[u32], at: &mut usize) {
        self.slots[slot].push(node);
        for &place in &plan.slots[slot].branches {
            let branch = &plan.branches[place];
            let instances = if branch.is_group() { self.read_count(raw, at) } else { 1 };
            for _ in 0..instances {
                let hops = self.read_count(raw, at);
                let stops = if branch.closing { hops.saturating_sub(1) } else { hops };
                let path: Vec<usize> = (*at..*at + stops).collect();
                *at += stops;
                let end = path.last().copied().filter(|_| !branch.closing);
                if branch.closing || end.is_some() {
                    self.paths[place].push(path);
                }
                if let Some(end) = end {
                    self.read_slot(plan, branch.to, end, raw, at);
                }
            }
        }
    }

    fn read_count(&mut self, raw: &[u32], at: &mut usize) -> usize {
        let count = raw.get(*at).copied().unwrap_or_default();
        self.counts.push((*at, count));
        *at += 1;
        count as usize
    }

    fn chain(&self, plan: &Plan) -> Vec<usize> {
        let mut chain = self.slots[plan.root].clone();
        let Some(start) = plan.start.filter(|&start| !self.slots[start].is_empty()) else {
            return chain;
        };
        let stops = plan.branches_to(start).into_iter().flat_map(|branch| self.paths[branch].iter().flatten());
        chain.extend(stops);
        chain.reverse();
        chain
    }

    fn add_pairs(&mut self, plan: &Plan) {
        self.pairs = self.chain.windows(2).map(|pair| [pair[0], pair[1]]).collect();
        self.on_chain = self.pairs.len();
        self.named = self.chain.windows(2).map(|pair| NamedHop { place: pair[0], is_reversed: true }).collect();
        let chained = plan.start.map(|start| plan.branches_to(start)).unwrap_or_default();
        for slot in &plan.slots {
            if let Some(branch) = slot.parent.filter(|branch| !chained.contains(branch)) {
                self.add_pairs_of(plan, branch);
            }
        }
        for (place, branch) in plan.branches.iter().enumerate() {
            if branch.closing {
                self.add_pairs_of(plan, place);
            }
        }
    }

    /// Hops of one branch, from the answer's side outwards.
    fn add_pairs_of(&mut self, plan: &Plan, place: usize) {
        let branch = &plan.branches[place];
        let Some(&near) = self.slots[branch.from].first() else {
            return;
        };
        for path in &self.paths[place] {
            let mut at = near;
            for &stop in path {
                self.pairs.push([at, stop]);
                self.named.push(NamedHop { place: stop, is_reversed: false });
                at = stop;
            }
            if let Some(&far) = self.slots[branch.to].first().filter(|_| branch.closing) {
                self.pairs.push([at, far]);
                // The last hop of a closing link was checked, not drawn.
                self.named.push(NamedHop { place: usize::MAX, is_reversed: false });
            }
        }
    }

    /// Per slot its nodes, then per link what stands between, with an end after each.
    fn hashed(&self, plan: &Plan) -> Vec<Option<usize>> {
        let mut groups: Vec<&[usize]> = self.slots.iter().map(Vec::as_slice).collect();
        let mut by_link: Vec<usize> = (0..plan.branches.len()).collect();
        by_link.sort_by_key(|&branch| plan.branches[branch].link);
        for place in by_link {
            let ends = usize::from(!plan.branches[place].closing);
            groups.extend(self.paths[place].iter().map(|path| &path[..path.len() - ends]));
        }
        let among_nodes = |&place: &usize| self.nodes.iter().position(|&node| node == place);
        groups.into_iter().flat_map(|group| group.iter().map(among_nodes).chain([None])).collect()
    }

    /// `nodes` and `keys`: those of the match, as in [`Shape::nodes`].
    pub fn fingerprint(&self, plan: &Plan, fingerprinter: &mut Fingerprinter, nodes: &[NodeId], keys: &[u128]) -> u128 {
        let place = |place: &Option<usize>| place.map(|place| (plan.graph.kind(nodes[place]), keys[place]));
        fingerprinter.of(self.hashed.iter().map(place))
    }

    /// Per slot its nodes.
    pub fn slots(&self) -> &[Vec<usize>] {
        &self.slots
    }
}

/// The nodes of a match that its weight is the product of: its answer, and what stands on branches to one node.
pub(crate) fn weighted_nodes(plan: &Plan, raw: &Raw, each: &mut impl FnMut(NodeId)) {
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
