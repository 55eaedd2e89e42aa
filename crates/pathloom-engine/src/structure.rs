//! How the graph hangs together as a whole: components, communities, and where somebody new to it may begin.

use crate::graph_state::GraphState;
use pathloom_graph::Components;
use pathloom_model::{Key, Kind};

pub struct Structure {
    pub components: Components,
    /// Communities of at least two nodes; `None` in a graph too large to wait for them.
    pub communities: Option<u64>,
    /// Well-connected entities, the best of each community first.
    pub starts: Vec<Key>,
}

/// Entities to begin with.
const STARTS: usize = 8;
/// Nodes up to which communities are looked for: a screen waits for them.
const MOST_NODES: usize = 20_000;
/// The same graph has the same communities each time.
const SEED: u64 = 7;

impl Structure {
    pub fn of(state: &GraphState) -> Structure {
        let components = state.graph.components();
        if state.graph.node_count() > MOST_NODES {
            return Structure { components, communities: None, starts: state.hubs(Kind::Entity, STARTS) };
        }
        let groups = state.graph.communities(SEED);
        let mut of = vec![0; state.graph.node_count()];
        for (group, nodes) in groups.iter().enumerate() {
            nodes.iter().for_each(|&node| of[node as usize] = group);
        }
        let mut begun = vec![false; groups.len()];
        let (mut starts, mut others) = (Vec::new(), Vec::new());
        for key in state.hubs(Kind::Entity, usize::MAX) {
            let group = state.graph.id(&key).map(|node| of[node as usize]);
            let is_first =
                group.is_some_and(|group| !std::mem::replace(&mut begun[group], true) && groups[group].len() > 1);
            if is_first {
                starts.push(key)
            } else {
                others.push(key)
            }
            if starts.len() == STARTS {
                break;
            }
        }
        others.truncate(STARTS - starts.len());
        starts.extend(others);
        let communities = groups.iter().filter(|group| group.len() > 1).count() as u64;
        Structure { components, communities: Some(communities), starts }
    }
}
