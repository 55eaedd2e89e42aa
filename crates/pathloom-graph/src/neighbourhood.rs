//! The part of the graph that a picture shows: around one node, the most connected, or given nodes.

use crate::graph::{Graph, NodeId};
use pathloom_model::{Key, Kind};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// Nodes in order of relevance, relations among them by place in `nodes`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Subgraph {
    pub nodes: Vec<SubNode>,
    pub relations: Vec<SubRelation>,
    /// Nodes that belong here and were held back by the limit.
    pub hidden: u64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubNode {
    pub key: Key,
    pub kind: Kind,
    pub name: String,
    /// In the whole graph.
    pub degree: u32,
    /// From the centre; 0 where there is none.
    pub hops: u32,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubRelation {
    pub from: u32,
    pub to: u32,
    pub name: String,
}

/// Nodes looked at at most around a centre.
const MOST_SEEN: usize = 200_000;

/// The centre and what is at most `hops` away, nearest first, then entities and objects before texts, then the most
/// connected; at most `limit` nodes. `None` when the centre is no node.
pub fn neighbourhood(graph: &Graph, center: &Key, hops: u32, limit: usize) -> Option<Subgraph> {
    let center = graph.id(center)?;
    let mut distances = BTreeMap::from([(center, 0)]);
    let mut edge = vec![center];
    for distance in 1..=hops {
        let mut next = Vec::new();
        for near in edge {
            for node in graph.neighbours(near) {
                if distances.len() < MOST_SEEN && !distances.contains_key(&node) {
                    distances.insert(node, distance);
                    next.push(node);
                }
            }
        }
        edge = next;
    }
    let mut found: Vec<(NodeId, u32)> = distances.into_iter().collect();
    found.sort_by_key(|&(node, hops)| (hops, relevance(graph.kind(node)), Reverse(graph.degree(node)), node));
    let hidden = found.len().saturating_sub(limit) as u64;
    found.truncate(limit);
    Some(Subgraph { hidden, ..induced(graph, &found) })
}

/// The most connected nodes of the kinds (all of them for none).
pub fn overview(graph: &Graph, kinds: &[Kind], limit: usize) -> Subgraph {
    let wanted = Kind::ALL.into_iter().filter(|kind| kinds.is_empty() || kinds.contains(kind));
    let mut nodes: Vec<NodeId> = wanted.flat_map(|kind| graph.ids(kind)).collect();
    let hidden = nodes.len().saturating_sub(limit) as u64;
    let order = |&node: &NodeId| (Reverse(graph.degree(node)), node);
    if nodes.len() > limit && limit > 0 {
        nodes.select_nth_unstable_by_key(limit - 1, order);
    }
    nodes.truncate(limit);
    nodes.sort_by_key(order);
    let nodes: Vec<(NodeId, u32)> = nodes.into_iter().map(|node| (node, 0)).collect();
    Subgraph { hidden, ..induced(graph, &nodes) }
}

/// These nodes and every relation among them. Unknown keys are left out.
pub fn among(graph: &Graph, keys: &[Key]) -> Subgraph {
    let ids: BTreeSet<NodeId> = keys.iter().filter_map(|key| graph.id(key)).collect();
    induced(graph, &ids.into_iter().map(|node| (node, 0)).collect::<Vec<_>>())
}

fn induced(graph: &Graph, found: &[(NodeId, u32)]) -> Subgraph {
    let places: BTreeMap<NodeId, u32> = found.iter().zip(0..).map(|(&(node, _), place)| (node, place)).collect();
    let node = |&(node, hops): &(NodeId, u32)| SubNode {
        key: graph.key(node),
        kind: graph.kind(node),
        name: graph.name(node).to_owned(),
        degree: graph.degree(node),
        hops,
    };
    let mut relations = Vec::new();
    for (&from, &place) in &places {
        for to in graph.neighbours(from) {
            let Some(&other) = places.get(&to) else {
                continue;
            };
            let forward = graph.relations_between(from, to).into_iter().filter(|relation| relation.forward);
            relations.extend(forward.map(|relation| SubRelation { from: place, to: other, name: relation.name }));
        }
    }
    relations.sort_by(|a, b| (a.from, a.to, &a.name).cmp(&(b.from, b.to, &b.name)));
    Subgraph { nodes: found.iter().map(node).collect(), relations, hidden: 0 }
}

fn relevance(kind: Kind) -> u8 {
    match kind {
        Kind::Entity => 0,
        Kind::Table | Kind::Image | Kind::Formula => 1,
        Kind::Assertion => 2,
        Kind::Chunk | Kind::Document => 3,
    }
}
