//! Stage Resolve: the extractions of all documents → one graph. Replaces the stored graph in one transaction.

use crate::job::Job;
use crate::merging::find::{Merging, find, left_out};
use crate::merging::together::Together;
use crate::stage::extract;
use crate::{Session, error};
use pathloom_extract::{Extraction, Kinship, Names, Resolver, Sink, TripleList};
use pathloom_ipc::AppError;
use pathloom_ipc::event::Changed;
use pathloom_model::{Format, Key, Kind, Node, Relation};
use pathloom_store::table::documents::DocumentRow;
use pathloom_store::table::graph_writer::GraphWriter;
use pathloom_store::{Project, StoreError};
use rayon::prelude::*;
use std::collections::{BTreeMap, HashSet};
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread::Scope;

/// Returns a sentence about the result.
pub fn run(session: &Session, job: &mut Job) -> Result<String, AppError> {
    let documents = session.project.documents().map_err(error::store)?;
    job.begin("Resolve", 0, "nodes");
    let mut read = Vec::new();
    let mut extracted = HashSet::new();
    let mut names: Vec<Names> = Vec::new();
    let found: Vec<Option<Names>> =
        documents.par_iter().map(|document| names_of(session, document)).collect::<Result<_, _>>()?;
    for (document, found) in documents.iter().zip(found) {
        let part = if is_list(document) {
            listed(session, job, document)?.map(|mut list| {
                let found = Names { document: list.document.clone(), names: std::mem::take(&mut list.names) };
                (found, Some(list))
            })
        } else {
            found.map(|found| (found, None))
        };
        if let Some((found, list)) = part {
            read.push((document.id, list));
            extracted.insert(document.id);
            names.push(found);
        }
    }
    let kinship = Kinship::of(&session.ontology()?);
    let decisions = session.project.merge_decisions().map_err(error::store)?;
    let document = |place: u32| {
        let (id, list) = read.get(place as usize)?;
        list.is_none().then(|| session.project.extraction(*id, extract::VERSION).ok().flatten()).flatten()
    };
    let Merging { identities, first, mut build, places } =
        find(&names, &decisions, &Together::new(&document), &kinship);
    let mut resolver = Resolver::of(identities, &names, &first);
    drop(names);
    let mut tally = Tally::default();
    let mut ledger = Vec::new();
    let project = &*session.project;
    let ids: Vec<u64> = read.iter().filter(|(_, list)| list.is_none()).map(|(id, _)| *id).collect();
    let change = std::thread::scope(|scope| {
        let extractions = read_ahead(scope, project, ids);
        project.put_graph(|graph| {
            let mut writing = Writing { graph, tally: &mut tally };
            for (_, list) in read {
                match list {
                    Some(list) => resolver.take_list(list, &mut writing)?,
                    None => resolver.take(extractions.recv().unwrap_or_else(|_| Err(gone()))?, &mut writing)?,
                }
            }
            ledger = resolver.finish(&mut writing)?;
            Ok(())
        })
    })
    .map_err(error::store)?;
    session.graph_changed(&change);
    build.left_out = left_out(&ledger);
    session.project.put_merges(&build, |one, other| places.is_one(&first, one, other)).map_err(error::store)?;
    let Tally { keys, nodes, entities, relations } = tally;

    // What waits to be extracted is not in this graph, and not ready.
    let counts = documents.iter().filter(|row| extracted.contains(&row.id)).filter_map(|row| {
        let key = row.key.as_ref()?;
        Some((row.id, nodes.get(key).copied().unwrap_or(0)))
    });
    session.project.finish_documents(&counts.collect::<Vec<_>>()).map_err(error::store)?;

    let stale = session
        .project
        .mark_stale(|sample| {
            let nodes = sample.nodes.iter().map(|node| &node.key);
            let operands = sample.answer.operands.iter().map(|operand| &operand.assertion);
            nodes
                .chain(operands)
                .chain(sample.evidence.iter().map(|evidence| &evidence.node))
                .all(|key| keys.contains(key))
        })
        .map_err(error::store)?;

    let total = keys.len() as u64;
    job.update(|stage| (stage.done, stage.total) = (total, total));
    job.end();
    job.changed(Changed { sources: true, graph: true, samples: stale > 0, runs: false });
    let mut summary = format!("{total} nodes, {entities} of them entities, and {relations} relations.");
    if stale > 0 {
        summary.push_str(&format!(" {stale} samples need a re-check because what they cite changed."));
    }
    Ok(summary)
}

/// None for a list of triples, and for what has not been read.
fn names_of(session: &Session, document: &DocumentRow) -> Result<Option<Names>, AppError> {
    if is_list(document) {
        return Ok(None);
    }
    session.project.extraction(document.id, extract::VERSION).map_err(error::store)
}

/// Extractions that wait to be resolved, at most.
const AHEAD: usize = 4;

/// The extractions in this order, the next ones read while one is resolved. Ends when nobody listens any more.
fn read_ahead<'scope>(
    scope: &'scope Scope<'scope, '_>,
    project: &'scope Project,
    ids: Vec<u64>,
) -> Receiver<Result<Extraction, StoreError>> {
    let (give, take) = sync_channel(AHEAD);
    scope.spawn(move || {
        for id in ids {
            let found = project.extraction(id, extract::VERSION).and_then(|found| found.ok_or_else(gone));
            if give.send(found).is_err() {
                return;
            }
        }
    });
    take
}

fn gone() -> StoreError {
    StoreError::Damaged("an extraction is gone".into())
}

/// What a graph holds, counted while it is written.
#[derive(Default)]
struct Tally {
    keys: HashSet<Key>,
    /// Document → its nodes.
    nodes: BTreeMap<Key, u64>,
    entities: u64,
    relations: u64,
}

/// Into the store, and counted.
struct Writing<'w, 'a> {
    graph: &'w mut GraphWriter<'a>,
    tally: &'w mut Tally,
}

impl Sink for Writing<'_, '_> {
    type Error = StoreError;

    fn node(&mut self, node: Node) -> Result<(), StoreError> {
        self.graph.node(&node)?;
        *self.tally.nodes.entry(node.document.as_ref().unwrap_or(&node.key).clone()).or_default() += 1;
        self.tally.entities += u64::from(node.kind() == Kind::Entity);
        self.tally.keys.insert(node.key);
        Ok(())
    }

    fn relation(&mut self, relation: Relation) -> Result<(), StoreError> {
        self.tally.relations += 1;
        self.graph.relation(&relation)
    }

    fn relation_of(&mut self, from: &Key, name: &str, to: &Key, assertion: &Key) -> Result<(), StoreError> {
        self.tally.relations += 1;
        self.graph.relation_of(from, name, to, assertion)
    }
}

fn is_list(document: &DocumentRow) -> bool {
    document.meta.as_ref().is_some_and(|meta| meta.format == Format::Triples)
}

/// `None` where it has not been read, or cannot be read now, which is told.
fn listed(session: &Session, job: &mut Job, document: &DocumentRow) -> Result<Option<TripleList>, AppError> {
    if !session.project.is_extracted(document.id, extract::VERSION).map_err(error::store)? {
        return Ok(None);
    }
    match extract::list(session, document) {
        Ok(list) => Ok(Some(list)),
        Err(problem) => {
            job.update(|stage| stage.failed += 1);
            job.fail("Could not be built", document.name.clone(), problem.to_string());
            Ok(None)
        }
    }
}
