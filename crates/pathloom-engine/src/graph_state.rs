//! The graph in memory: topology for matching, content for composing, titles of templates and counts already made.

use crate::error;
use crate::session::guard;
use crate::structure::Structure;
use crate::view::templates::Part;
use pathloom_graph::{Bands, Graph, NodeId};
use pathloom_ipc::AppError;
use pathloom_ipc::templates::{CountView, SchemaView};
use pathloom_model::{Key, Kind, Knowledge, Node, NodeData};
use pathloom_store::Project;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock};

pub struct GraphState {
    pub version: u64,
    pub graph: Graph,
    pub knowledge: Arc<Knowledge>,
    /// What a template asks for, as a hash → count on this graph.
    pub counts: Mutex<BTreeMap<String, CountView>>,
    /// The same hash → why one of the user's own matches nothing.
    pub reasons: Mutex<BTreeMap<String, String>>,
    pub schema: OnceLock<SchemaView>,
    /// The part of the graph that was drawn last.
    pub part: Mutex<Option<Arc<Part>>>,
    pub bands: OnceLock<Bands>,
    structure: OnceLock<Structure>,
}

/// Counts kept; an editor makes a new pattern with every change.
const COUNTS: usize = 10_000;

impl GraphState {
    pub fn load(project: &Project, version: u64) -> Result<GraphState, AppError> {
        let (nodes, relations) = project.graph().map_err(error::store)?;
        let mut graph = Graph::from_model(&nodes, &relations);
        let knowledge = Arc::new(Knowledge::new(nodes, relations));
        graph.set_contents(knowledge.clone());
        Ok(GraphState {
            version,
            graph,
            knowledge,
            counts: Mutex::default(),
            reasons: Mutex::default(),
            schema: OnceLock::new(),
            part: Mutex::default(),
            bands: OnceLock::new(),
            structure: OnceLock::new(),
        })
    }

    pub fn keep_count(&self, content: String, count: CountView) {
        let mut counts = guard(&self.counts);
        if counts.len() >= COUNTS {
            counts.clear();
        }
        counts.insert(content, count);
    }

    pub fn structure(&self) -> &Structure {
        self.structure.get_or_init(|| Structure::of(self))
    }

    /// Distinct neighbours, both directions.
    pub fn degree(&self, key: &Key) -> u32 {
        self.graph.id(key).map_or(0, |node| self.graph.degree(node))
    }

    /// The best-connected nodes of a kind, best first; ties by key.
    pub fn hubs(&self, kind: Kind, most: usize) -> Vec<Key> {
        self.by_degree(kind).take(most).collect()
    }

    /// Entities by degree: head (the top 2 %), torso (the next 18 %), tail.
    pub fn bands(&self) -> [Vec<Key>; 3] {
        let keys: Vec<Key> = self.by_degree(Kind::Entity).collect();
        let (head, torso) = (keys.len().div_ceil(50), keys.len().div_ceil(5));
        [keys[..head].to_vec(), keys[head..torso.max(head)].to_vec(), keys[torso.max(head)..].to_vec()]
    }

    fn by_degree(&self, kind: Kind) -> impl Iterator<Item = Key> {
        let mut nodes: Vec<NodeId> = self.graph.ids(kind).collect();
        nodes.sort_by_key(|&node| (std::cmp::Reverse(self.graph.degree(node)), node));
        nodes.into_iter().map(|node| self.graph.key(node))
    }

    /// A document's file name; the key when it is not here any more.
    pub fn document_name(&self, key: &Key) -> String {
        self.knowledge.name(key).to_owned()
    }

    /// Entity type, class, size: one or two words beside the name.
    pub fn detail(&self, node: &Node) -> String {
        match &node.data {
            NodeData::Entity { entity_type, .. } if entity_type != "Thing" => entity_type.clone(),
            NodeData::Image(figure) => figure.class.name().replace('_', " "),
            NodeData::Table(table) => format!("{} × {}", table.rows(), table.cols()),
            _ => String::new(),
        }
    }
}
