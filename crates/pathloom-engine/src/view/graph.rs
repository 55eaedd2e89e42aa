//! Graph: counts, neighbourhoods and paths laid out for drawing, search.

use crate::graph_state::GraphState;
use crate::{Session, error};
use pathloom_graph::{SubRelation, Subgraph};
use pathloom_ipc::AppError;
use pathloom_ipc::graph::{
    AmongRequest, FindPathRequest, GraphOverview, GraphPicture, Layout, NeighbourhoodRequest, NodeBrief, PictureEdge,
    PictureNode,
};
use pathloom_ipc::search::{NodeHit, SampleHit, SearchRequest, SearchView};
use pathloom_model::{Key, Kind};
use pathloom_store::table::samples::Query;

/// Seed of every layout: the same neighbourhood looks the same each time.
const LAYOUT_SEED: u64 = 7;
/// Units across a picture.
const SPREAD: f32 = 1000.0;
const MOST_DRAWN: u32 = 5_000;
const MOST_HITS: u32 = 200;

impl Session {
    pub fn graph_overview(&self) -> Result<GraphOverview, AppError> {
        let state = self.graph()?;
        let (kinds, relations) = self.project.graph_counts().map_err(error::store)?;
        let structure = state.structure();
        Ok(GraphOverview {
            nodes: kinds.iter().sum(),
            relations,
            by_kind: Kind::ALL.into_iter().map(|kind| (kind, kinds[kind.index()])).collect(),
            hubs: structure.starts.iter().filter_map(|key| brief(&state, key)).collect(),
            components: structure.components.count,
            largest_component: structure.components.largest,
            communities: structure.communities,
        })
    }

    pub fn neighbourhood(&self, request: &NeighbourhoodRequest) -> Result<GraphPicture, AppError> {
        let state = self.graph()?;
        let limit = request.limit.clamp(1, MOST_DRAWN) as usize;
        let center = request.center.clone().or_else(|| state.hubs(Kind::Entity, 1).pop());
        let Some(center) = center else { return Ok(GraphPicture::default()) };
        // Hidden kinds do not use up the limit.
        let seen = if request.hidden.is_empty() { limit } else { limit.saturating_mul(4) };
        let found = pathloom_graph::neighbourhood(&state.graph, &center, request.hops.clamp(1, 3), seen)
            .ok_or_else(|| error::not_found("This node"))?;
        let found = without(found, &request.hidden, &center, limit);
        Ok(picture(&found, request.center.as_ref(), request.layout))
    }

    /// The shortest paths between two nodes, drawn by layers.
    pub fn find_path(&self, request: &FindPathRequest) -> Result<GraphPicture, AppError> {
        const PATHS: usize = 5;
        const HOPS: usize = 8;
        let state = self.graph()?;
        let paths = pathloom_graph::shortest_paths(&state.graph, &request.from, &request.to, PATHS, HOPS, &[]);
        if paths.is_empty() {
            return Err(error::bad_request(
                "There is no path between these two nodes.",
                "Choose two nodes that share documents or relations.",
            ));
        }
        let keys: Vec<Key> = paths.into_iter().flatten().collect();
        let mut found = pathloom_graph::among(&state.graph, &keys);
        for node in &mut found.nodes {
            node.hops = keys.iter().position(|key| *key == node.key).map_or(0, |place| place.min(HOPS) as u32);
        }
        Ok(picture(&found, Some(&request.from), Layout::Force))
    }

    /// Some nodes with the relations between them; those that are no longer there are left out.
    pub fn among(&self, request: &AmongRequest) -> Result<GraphPicture, AppError> {
        const NODES: usize = 200;
        let state = self.graph()?;
        let known = request.nodes.iter().filter(|key| state.knowledge.node(key).is_some());
        let keys: Vec<Key> = known.take(NODES).cloned().collect();
        if keys.is_empty() {
            return Err(error::not_found("This path"));
        }
        let mut found = pathloom_graph::among(&state.graph, &keys);
        for node in &mut found.nodes {
            node.hops = keys.iter().position(|key| *key == node.key).unwrap_or(0) as u32;
        }
        Ok(picture(&found, keys.first(), Layout::Force))
    }

    pub fn search(&self, request: &SearchRequest) -> Result<SearchView, AppError> {
        let limit = request.limit.min(MOST_HITS);
        let hits = self.project.search_nodes(&request.text, &request.kinds, limit).map_err(error::store)?;
        let state = self.graph()?;
        let nodes = hits.into_iter().map(|hit| {
            let node = state.knowledge.node(&hit.key);
            let detail = node.map(|node| state.detail(node)).filter(|detail| !detail.is_empty());
            let document = || node.and_then(|node| node.document.as_ref()).map(|key| state.document_name(key));
            NodeHit {
                key: hit.key.clone(),
                kind: hit.kind,
                name: hit.name,
                detail: detail.or_else(document).unwrap_or_default(),
            }
        });
        let nodes = nodes.collect();
        let mut samples = Vec::new();
        if request.samples && !request.text.trim().is_empty() {
            let query = Query { text: request.text.clone(), limit: u64::from(limit), ..Query::default() };
            let (rows, _) = self.project.samples(&query).map_err(error::store)?;
            samples =
                rows.into_iter().map(|row| SampleHit { id: row.sample.id, question: row.sample.question }).collect();
        }
        Ok(SearchView { nodes, samples })
    }
}

fn brief(state: &GraphState, key: &Key) -> Option<NodeBrief> {
    let node = state.knowledge.node(key)?;
    Some(NodeBrief {
        key: key.clone(),
        kind: node.kind(),
        name: node.name.clone(),
        detail: state.detail(node),
        degree: u64::from(state.degree(key)),
    })
}

fn picture(found: &Subgraph, center: Option<&Key>, layout: Layout) -> GraphPicture {
    let positions = match layout {
        Layout::Force => pathloom_graph::layout(found, LAYOUT_SEED),
        Layout::Radial => pathloom_graph::layout_rings(found),
        Layout::Layers => pathloom_graph::layout_layers(found),
    };
    let positions = spread(positions);
    let nodes = found.nodes.iter().zip(&positions).map(|(node, &[x, y])| PictureNode {
        key: node.key.clone(),
        kind: node.kind,
        name: node.name.clone(),
        x,
        y,
        degree: node.degree,
        distance: node.hops,
    });
    let edges = found.relations.iter().map(|edge| PictureEdge {
        from: edge.from,
        to: edge.to,
        name: crate::words::relation(&edge.name, true),
    });
    GraphPicture { center: center.cloned(), nodes: nodes.collect(), edges: edges.collect(), hidden: found.hidden }
}

/// Centred and [`SPREAD`] wide or high, whatever the layout's own unit.
fn spread(mut positions: Vec<[f32; 2]>) -> Vec<[f32; 2]> {
    for axis in 0..2 {
        let low = positions.iter().map(|point| point[axis]).fold(f32::INFINITY, f32::min);
        let high = positions.iter().map(|point| point[axis]).fold(f32::NEG_INFINITY, f32::max);
        positions.iter_mut().for_each(|point| point[axis] -= (low + high) / 2.0);
    }
    let reach = positions.iter().flatten().fold(0.0f32, |reach, value| reach.max(value.abs()));
    if reach > 0.0 {
        positions.iter_mut().flatten().for_each(|value| *value *= SPREAD / 2.0 / reach);
    }
    positions
}

/// Without some kinds (the centre stays), cut to a limit.
fn without(found: Subgraph, kinds: &[Kind], center: &Key, limit: usize) -> Subgraph {
    if kinds.is_empty() {
        return found;
    }
    let mut places = vec![None; found.nodes.len()];
    let mut nodes = Vec::new();
    let mut hidden = found.hidden;
    for (place, node) in found.nodes.into_iter().enumerate() {
        let wanted = node.key == *center || !kinds.contains(&node.kind);
        if wanted && nodes.len() < limit {
            places[place] = Some(nodes.len() as u32);
            nodes.push(node);
        } else {
            hidden += u64::from(wanted);
        }
    }
    let place = |old: u32| places.get(old as usize).copied().flatten();
    let relations = found.relations.into_iter().filter_map(|relation| {
        Some(SubRelation { from: place(relation.from)?, to: place(relation.to)?, name: relation.name })
    });
    Subgraph { relations: relations.collect(), nodes, hidden }
}
