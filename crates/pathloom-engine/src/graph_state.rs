//! The graph in memory: topology and names for matching, counts already made; content for composing once it is asked for.

use crate::error;
use crate::lazy_knowledge::LazyKnowledge;
use crate::session::guard;
use crate::structure::Structure;
use crate::view::templates::Part;
use pathloom_graph::{Bands, Delta, Fields, Graph, GraphBuilder, NodeId, SNAPSHOT_FORMAT, fields_of};
use pathloom_ipc::AppError;
use pathloom_ipc::templates::{CountView, SchemaView};
use pathloom_model::{Key, Kind, Knowledge};
use pathloom_store::table::graph_rows::GraphRows;
use pathloom_store::table::graph_writer::{Ends, GraphChange};
use pathloom_store::{Project, StoreError};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock};

pub struct GraphState {
    pub version: u64,
    pub graph: Graph,
    knowledge: Arc<LazyKnowledge>,
    project: Arc<Project>,
    is_cached: AtomicBool,
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
    /// From the cache of this version where there is one, else from the rows, which are what counts.
    pub fn load(project: &Arc<Project>, version: u64) -> Result<GraphState, AppError> {
        if let Some(graph) = from_cache(project, version) {
            let state = GraphState::new(project, version, graph);
            state.is_cached.store(true, Ordering::Relaxed);
            return Ok(state);
        }
        let (version, graph) = from_rows(project)?;
        Ok(GraphState::new(project, version, graph))
    }

    /// The graph after a change, made from this one.
    pub fn changed(&self, change: &GraphChange) -> GraphState {
        let delta = Delta {
            nodes: change.nodes.iter().map(|node| (&node.key, fields_of(node))).collect(),
            removed: change.removed_nodes.iter().collect(),
            relations: ends(&change.relations),
            removed_relations: ends(&change.removed_relations),
        };
        GraphState::new(&self.project, change.version, self.graph.updated(&delta))
    }

    /// Leaves the graph where it opens fastest. Costs some time, and the file can be made again at any time.
    pub fn keep_cache(&self) -> Result<(), StoreError> {
        if self.is_cached.load(Ordering::Relaxed) || self.project.read_only() {
            return Ok(());
        }
        self.project.write_cache(&stamp(self.version), |mut out| self.graph.write_snapshot(&mut out))?;
        self.is_cached.store(true, Ordering::Relaxed);
        Ok(())
    }

    fn new(project: &Arc<Project>, version: u64, mut graph: Graph) -> GraphState {
        let knowledge = Arc::new(LazyKnowledge::new(project.clone()));
        graph.set_contents(knowledge.clone());
        GraphState {
            version,
            graph,
            is_cached: AtomicBool::new(false),
            knowledge,
            project: project.clone(),
            counts: Mutex::default(),
            reasons: Mutex::default(),
            schema: OnceLock::new(),
            part: Mutex::default(),
            bands: OnceLock::new(),
            structure: OnceLock::new(),
        }
    }

    /// Everything that is known of the nodes, read when it is first asked for.
    pub fn knowledge(&self) -> Result<&Knowledge, AppError> {
        self.knowledge.get().map_err(error::store)
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

    /// A node's name, or its key when it is not here.
    pub fn name<'a>(&'a self, key: &'a Key) -> &'a str {
        self.graph.id(key).map_or(key.as_str(), |node| self.graph.name(node))
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

    /// Entity type, class, size: one or two words beside the name.
    pub fn detail(&self, node: NodeId) -> String {
        let graph = &self.graph;
        match (graph.entity_type(node), graph.class(node), graph.table_rows(node), graph.table_columns(node)) {
            (Some(entity_type), ..) if entity_type != "Thing" => entity_type.to_owned(),
            (_, Some(class), ..) => class.replace('_', " "),
            (_, _, Some(rows), Some(columns)) => format!("{rows} × {columns}"),
            _ => String::new(),
        }
    }
}

fn ends(relations: &[Ends]) -> Vec<(&Key, &str, &Key)> {
    relations.iter().map(|it| (&it.from, it.name.as_str(), &it.to)).collect()
}

fn stamp(version: u64) -> String {
    format!("{SNAPSHOT_FORMAT}-{version}")
}

pub(crate) fn from_cache(project: &Project, version: u64) -> Option<Graph> {
    project.read_cache(&stamp(version), |mut file, bytes| Graph::read_snapshot(&mut file, bytes))
}

/// The graph's version, and the graph.
pub(crate) fn from_rows(project: &Project) -> Result<(u64, Graph), AppError> {
    project.graph_rows(|rows| Ok((rows.version()?, built(rows)?))).map_err(error::store)
}

/// The graph of the project's rows.
fn built(rows: &GraphRows<'_>) -> Result<Graph, StoreError> {
    let words = rows.words()?;
    let word = |id: u32| Some(&*words[words.binary_search_by_key(&id, |(id, _)| *id).ok()?].1);
    let mut builder = GraphBuilder::new();
    // Numbers of nodes rise; those of a stranger's project may have any gaps.
    let mut ids: Vec<u32> = Vec::new();
    let mut document: (Option<u32>, Option<Key>) = (None, None);
    rows.nodes(|row| {
        if document.0 != row.document {
            document = (row.document, row.document.and_then(word).and_then(Key::parse));
        }
        let fields = Fields {
            name: row.name,
            label: row.label.and_then(word),
            document: document.1.as_ref(),
            page: row.page,
            rows: row.rows,
            columns: row.columns,
        };
        builder.add_node_bits(row.bits, row.kind, fields);
        ids.push(row.id);
    })?;
    let handle = Handles::of(ids);
    // Words are not only names of relations; relations of a head are sorted by name.
    let mut names: Vec<Option<u32>> = vec![None; words.len()];
    rows.relations(|[head, name, tail]| {
        let Ok(place) = words.binary_search_by_key(&name, |(id, _)| *id) else { return };
        let name = *names[place].get_or_insert_with(|| builder.relation_name(&words[place].1));
        if let (Some(head), Some(tail)) = (handle.of_id(head), handle.of_id(tail)) {
            builder.relate(head, name, tail);
        }
    })?;
    Ok(builder.finish().0)
}

/// From the numbers of nodes in the project, which rise, to handles.
struct Handles {
    ids: Vec<u32>,
    /// Per number, where there are not many more numbers than nodes.
    direct: Vec<u32>,
}

const NONE: u32 = u32::MAX;

impl Handles {
    fn of(ids: Vec<u32>) -> Handles {
        let last = ids.last().map_or(0, |&last| last as usize);
        let mut direct = Vec::new();
        if last < ids.len() * 8 + 1024 {
            direct.resize(last + 1, NONE);
            ids.iter().enumerate().for_each(|(handle, &id)| direct[id as usize] = handle as u32);
        }
        Handles { ids, direct }
    }

    fn of_id(&self, id: u32) -> Option<u32> {
        if self.direct.is_empty() {
            return self.ids.binary_search(&id).ok().map(|handle| handle as u32);
        }
        self.direct.get(id as usize).copied().filter(|&handle| handle != NONE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Session, Unheard};
    use pathloom_graph::synthetic::measured_template;
    use pathloom_graph::{Request, compile, presets};
    use pathloom_ipc::sources::ImportRequest;
    use pathloom_model::{Direction, Strategy};

    /// Nodes, relations and matches of a graph.
    fn told(graph: &Graph) -> String {
        let mut told = format!("{:?}\n", graph.relation_kinds());
        for node in 0..graph.node_count() as NodeId {
            told += &format!("{} {} {:?}\n", graph.key(node), graph.name(node), graph.neighbours(node));
        }
        let own = measured_template(Direction::Any).expect("a template");
        for template in presets().iter().chain([&own]) {
            let plan = compile(graph, template).expect("compiles");
            told += &format!("{:?}\n", plan.sample(&Request::new(20, Strategy::Uniform, 1)).matches);
        }
        told
    }

    #[test]
    fn the_graph_follows_an_import_and_opens_as_it_was() {
        let place = tempfile::tempdir().expect("a temporary folder");
        let session = Session::create(&place.path().join("p.pathloom"), Arc::new(Unheard), || 0).expect("creates");
        let import = |name: &str, text: &str| {
            let path = place.path().join(name);
            std::fs::write(&path, text).expect("writes");
            let paths = vec![path.to_string_lossy().into_owned()];
            let request = ImportRequest { paths, triples: name.ends_with("csv"), password: None, convert: false };
            session.import_here(&request).expect("imports");
            session.graph().expect("a graph")
        };
        let first = import("a.csv", "head,relation,tail\nA,owns,B\nB,owns,C\nC,makes,D\nB,owns,C\n");
        import("b.md", "# Plants\n\nNorrheat AB operates Arvika Works. Norrheat AB is led by Ingrid Solberg.\n");
        import("b.md", "# Plants\n\nNorrheat AB operates Falun Works. Norrheat AB is led by Ingrid Solberg.\n");
        let last = import("c.csv", "head,relation,tail\nD,supplies,A\nA,owns,B\n");
        assert!(last.version > first.version + 1, "each import was a change");
        let expected = told(&from_rows(&session.project).expect("reads").1);
        assert_eq!(told(&last.graph), expected, "it is the graph of all rows");
        let cached = from_cache(&session.project, last.version).expect("a cache was left");
        assert_eq!(told(&cached), expected, "and opens as that");
    }
}
