//! What a template is matched in: the whole graph, or a part drawn from it, which is kept until another is asked for.

use crate::graph_state::GraphState;
use crate::session::guard;
use crate::{Session, error};
use pathloom_graph::{Bands, Graph, draw_subgraph};
use pathloom_ipc::AppError;
use pathloom_ipc::templates::SubgraphView;
use pathloom_model::SubgraphSampling;
use std::sync::{Arc, OnceLock};

/// A part of the graph as a graph of its own.
pub(crate) struct Part {
    pub graph: Graph,
    pub view: SubgraphView,
    bands: OnceLock<Bands>,
}

#[derive(Clone)]
pub(crate) struct Ground {
    /// What the nodes are, in the whole.
    pub state: Arc<GraphState>,
    /// `None` for the whole.
    pub part: Option<Arc<Part>>,
}

impl Session {
    pub(crate) fn ground(&self, sampling: Option<SubgraphSampling>) -> Result<Ground, AppError> {
        let state = self.graph()?;
        let Some(sampling) = sampling.filter(|sampling| !sampling.is_whole()) else {
            return Ok(Ground { state, part: None });
        };
        if sampling.order == 0 {
            return Err(error::bad_request("A subgraph of no nodes holds no path.", "Ask for at least one node."));
        }
        let mut kept = guard(&state.part);
        let part = match kept.as_ref().filter(|part| part.view.sampling == sampling) {
            Some(part) => part.clone(),
            None => kept.insert(Arc::new(Part::draw(&state.graph, sampling))).clone(),
        };
        drop(kept);
        Ok(Ground { state, part: Some(part) })
    }

    /// A part of the graph as it is drawn; `None` for the whole.
    pub fn subgraph(&self, sampling: Option<SubgraphSampling>) -> Result<Option<SubgraphView>, AppError> {
        Ok(self.ground(sampling)?.view())
    }
}

impl Part {
    fn draw(graph: &Graph, sampling: SubgraphSampling) -> Part {
        let set = draw_subgraph(graph, &sampling);
        let graph = graph.induced(&set.nodes);
        let (nodes, relations) = (set.nodes.len() as u64, graph.relation_count() as u64);
        let view = SubgraphView { sampling, nodes, relations, why_fewer: set.why_fewer };
        Part { graph, view, bands: OnceLock::new() }
    }
}

impl Ground {
    pub fn graph(&self) -> &Graph {
        self.part.as_ref().map_or(&self.state.graph, |part| &part.graph)
    }

    pub fn bands(&self) -> &Bands {
        let bands = self.part.as_ref().map_or(&self.state.bands, |part| &part.bands);
        bands.get_or_init(|| Bands::of(self.graph()))
    }

    pub fn view(&self) -> Option<SubgraphView> {
        self.part.as_ref().map(|part| part.view.clone())
    }

    /// Why the part is smaller than asked for, to be said where nothing is found in it.
    pub fn why_fewer(&self) -> Option<&str> {
        self.part.as_ref()?.view.why_fewer.as_deref()
    }
}
