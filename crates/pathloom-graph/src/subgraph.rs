//! Subgraph pre-sampling: which nodes a draw is limited to. Each method is seeded, gives a node set and says why it is
//! smaller than asked. [`Graph::induced`] makes a graph of it, in which templates are matched.

use crate::graph::{Graph, NodeId};
use crate::mask::Mask;
use crate::random::Random;
use pathloom_model::{SubgraphMethod, SubgraphSampling};
use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap, VecDeque};

/// What a method chose.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NodeSet {
    /// Sorted, each once.
    pub nodes: Vec<NodeId>,
    /// The directed path that [`SubgraphMethod::Acs`] grew from, in its order; empty for the others.
    pub backbone: Vec<NodeId>,
    /// A sentence, where there are fewer nodes than asked for.
    pub why_fewer: Option<String>,
}

/// Draws a node set. The work goes with the order and with the degrees met, not with the size of the graph, but for
/// `degree`, which looks at every degree once.
///
/// - `whole`: all nodes, whatever the order.
/// - `random`: nodes by equal chances, by Floyd's method (Bentley and Floyd, "A sample of brilliance", Communications of
///   the ACM 30, 1987).
/// - `bfs`: from a random node outwards over relations of both directions, three new neighbours of each node at a time:
///   snowball sampling with a limited name (Goodman, "Snowball sampling", Annals of Mathematical Statistics 32, 1961;
///   three as in MMKG-RDS, arXiv 2602.23632). Only what is connected with the start: never filled up from elsewhere.
/// - `acs`, augmented chain sampling (MMKG-RDS, arXiv 2602.23632): a shortest directed path of at least two hops between
///   two random nodes, then up to two neighbours of each of its nodes at a time, and so on outwards. Of the pairs drawn,
///   the first that such a path joins; where none is joined, no node.
/// - `degree`: the nodes with the most neighbours, equal ones in key order.
pub fn draw_subgraph(graph: &Graph, asked: &SubgraphSampling) -> NodeSet {
    let all = graph.node_count();
    let order = usize::try_from(asked.order).unwrap_or(usize::MAX).min(all);
    let mut random = Random::stream(asked.seed, asked.method as u64);
    let mut set = match asked.method {
        SubgraphMethod::Whole => NodeSet { nodes: (0..all as NodeId).collect(), ..NodeSet::default() },
        SubgraphMethod::Random => NodeSet { nodes: equal_chances(all, order, &mut random), ..NodeSet::default() },
        SubgraphMethod::Bfs => around_one(graph, order, asked.order, &mut random),
        SubgraphMethod::Acs => around_chain(graph, order, asked.order, &mut random),
        SubgraphMethod::Degree => NodeSet { nodes: most_connected(graph, order), ..NodeSet::default() },
    };
    set.nodes.sort_unstable();
    if asked.method != SubgraphMethod::Whole && asked.order > all as u64 {
        let reason = format!("the graph has only {all} nodes");
        set.why_fewer = Some(set.why_fewer.unwrap_or_else(|| sentence(all, asked.order, &reason)));
    }
    set
}

/// New neighbours of a node that a growing set takes before the next node has its turn.
const BFS_FAN: usize = 3;
const ACS_FAN: usize = 2;
/// Pairs of nodes of which the first with a directed path is taken.
const PAIRS: usize = 64;
/// Nodes seen at most in search of one path: enough to join two nodes among ten millions.
const MOST_SEEN: usize = 200_000;

fn sentence(got: usize, asked: u64, reason: &str) -> String {
    let nodes = if asked == 1 { "node" } else { "nodes" };
    format!("{got} of {asked} {nodes}: {reason}.")
}

fn equal_chances(all: usize, order: usize, random: &mut Random) -> Vec<NodeId> {
    let mut taken = Mask::empty(all);
    let mut nodes = Vec::with_capacity(order);
    for last in all - order..all {
        let drawn = random.below(last as u64 + 1) as NodeId;
        let node = if taken.add(drawn) { drawn } else { last as NodeId };
        taken.add(node);
        nodes.push(node);
    }
    nodes
}

fn around_one(graph: &Graph, order: usize, asked: u64, random: &mut Random) -> NodeSet {
    if order == 0 {
        return NodeSet::default();
    }
    let start = random.below(graph.node_count() as u64) as NodeId;
    let nodes = grow(graph, &[start], BFS_FAN, order, random);
    let short = nodes.len() < order;
    let reason = format!("no more is connected with {}, where it began", told(graph, start));
    let why_fewer = short.then(|| sentence(nodes.len(), asked, &reason));
    NodeSet { nodes, backbone: Vec::new(), why_fewer }
}

fn around_chain(graph: &Graph, order: usize, asked: u64, random: &mut Random) -> NodeSet {
    let all = graph.node_count() as u64;
    for _ in 0..PAIRS {
        let [start, end] = [0, 1].map(|_| random.below(all) as NodeId);
        if start == end || graph.rows_out(start).any(|row| row.binary_search(&end).is_ok()) {
            continue;
        }
        let Some(backbone) = directed_path(graph, start, end).filter(|path| path.len() <= order) else {
            continue;
        };
        let nodes = grow(graph, &backbone, ACS_FAN, order, random);
        let short = nodes.len() < order;
        let reason = format!("no more is connected with the path from {} to {}", told(graph, start), told(graph, end));
        let why_fewer = short.then(|| sentence(nodes.len(), asked, &reason));
        return NodeSet { nodes, backbone, why_fewer };
    }
    let reason = format!(
        "none of {PAIRS} pairs of nodes drawn is joined by a directed path of at least two hops and at most {order} \
         nodes; bfs needs no such path"
    );
    NodeSet { why_fewer: Some(sentence(0, asked, &reason)), ..NodeSet::default() }
}

fn told(graph: &Graph, node: NodeId) -> String {
    match graph.name(node) {
        "" => graph.key(node).to_string(),
        name => format!("\"{name}\""),
    }
}

/// From these nodes outwards, `fan` new neighbours of each at a time, in random order, until there are `order`.
fn grow(graph: &Graph, from: &[NodeId], fan: usize, order: usize, random: &mut Random) -> Vec<NodeId> {
    let mut taken = Mask::of(graph.node_count(), from);
    let mut nodes = from.to_vec();
    let mut waiting: VecDeque<(NodeId, Option<Vec<NodeId>>)> = from.iter().map(|&node| (node, None)).collect();
    while nodes.len() < order {
        let Some((node, left)) = waiting.pop_front() else {
            break;
        };
        let mut left = left.unwrap_or_else(|| graph.rows_both(node).flatten().copied().collect());
        let mut new = 0;
        while new < fan && nodes.len() < order && !left.is_empty() {
            let next = left.swap_remove(random.below(left.len() as u64) as usize);
            if taken.add(next) {
                nodes.push(next);
                waiting.push_back((next, None));
                new += 1;
            }
        }
        if !left.is_empty() {
            waiting.push_back((node, Some(left)));
        }
    }
    nodes
}

/// A shortest path along the arrows, searched from both ends, from the one with less to look at. `None` also where the
/// search grows past [`MOST_SEEN`].
fn directed_path(graph: &Graph, start: NodeId, end: NodeId) -> Option<Vec<NodeId>> {
    let mut sides = [Side::of(start), Side::of(end)];
    loop {
        let [onward, back] = &mut sides;
        if onward.edge.is_empty() || back.edge.is_empty() || onward.before.len() + back.before.len() > MOST_SEEN {
            return None;
        }
        let met = if onward.edge.len() <= back.edge.len() {
            onward.step(|node, each| graph.rows_out(node).flatten().copied().for_each(each), back)
        } else {
            back.step(|node, each| graph.rows_in(node).flatten().copied().for_each(each), onward)
        };
        if let Some(met) = met {
            let mut path: Vec<NodeId> = sides[0].way_back(met);
            path.reverse();
            path.extend(&sides[1].way_back(met)[1..]);
            return Some(path);
        }
    }
}

/// One end of a search: how each node was come to, and those come to last.
struct Side {
    before: HashMap<NodeId, NodeId>,
    edge: Vec<NodeId>,
}

impl Side {
    fn of(start: NodeId) -> Side {
        Side { before: HashMap::from([(start, start)]), edge: vec![start] }
    }

    /// One hop further; the first node in the other side's sight, if one is.
    fn step(&mut self, row: impl Fn(NodeId, &mut dyn FnMut(NodeId)), other: &Side) -> Option<NodeId> {
        let mut met = None;
        let mut next = Vec::new();
        for node in std::mem::take(&mut self.edge) {
            row(node, &mut |to| {
                self.before.entry(to).or_insert_with(|| {
                    next.push(to);
                    met = met.or_else(|| other.before.contains_key(&to).then_some(to));
                    node
                });
            });
            if met.is_some() {
                break;
            }
        }
        self.edge = next;
        met
    }

    /// From a node back to where this side began.
    fn way_back(&self, node: NodeId) -> Vec<NodeId> {
        let mut way = vec![node];
        let mut at = node;
        while let Some(&before) = self.before.get(&at).filter(|&&before| before != at) {
            way.push(before);
            at = before;
        }
        way
    }
}

fn most_connected(graph: &Graph, order: usize) -> Vec<NodeId> {
    // The least of the best stands on top.
    let mut best: BinaryHeap<Reverse<(u32, Reverse<NodeId>)>> = BinaryHeap::with_capacity(order + 1);
    for node in 0..graph.node_count() as NodeId {
        let rank = Reverse((graph.degree(node), Reverse(node)));
        if best.len() < order {
            best.push(rank);
        } else if let Some(mut least) = best.peek_mut().filter(|least| rank < **least) {
            *least = rank;
        }
    }
    best.into_iter().map(|Reverse((_, Reverse(node)))| node).collect()
}
