//! Stage Resolve: the extractions of all documents → one graph, in one transaction. What a change since the last build
//! cannot touch is neither read nor written again; the graph is the one that a build from nothing gives.

use super::resolve_plan::{self, Part, Plan, pack, told};
use crate::job::Job;
use crate::merging::find::{Decisions, Merging, find, left_out};
use crate::merging::together::Together;
use crate::stage::extract;
use crate::{Session, embedding, error};
use pathloom_extract::{Extraction, Kinship, LedgerEntry, Names, Resolver, Share, Sink, TripleList};
use pathloom_ipc::AppError;
use pathloom_ipc::event::Changed;
use pathloom_model::{Key, Kind, Node, Relation, Sample};
use pathloom_store::table::documents::DocumentRow;
use pathloom_store::table::graph_writer::{GraphChange, GraphWriter};
use pathloom_store::table::shares::ShareRow;
use pathloom_store::{Project, StoreError};
use rayon::prelude::*;
use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread::Scope;

/// Returns a sentence about the result; `None` where an edit took away what was to be read: then it is to be extracted
/// again first.
pub fn run(session: &Session, job: &mut Job) -> Result<Option<String>, AppError> {
    let documents = session.project.documents().map_err(error::store)?;
    job.begin(STAGE, 0, "nodes");
    let (mut parts, names) = parts(session, job, &documents)?;
    let kinship = Kinship::of(&session.ontology()?);
    let decisions: Decisions = session.project.merge_decisions().map_err(error::store)?;
    let document = |place: u32| {
        let part = parts.get(place as usize).filter(|part| part.list.is_none())?;
        session.project.extraction(part.id, extract::VERSION).ok().flatten()
    };
    let Merging { identities, first, mut build, places } =
        find(&names, &decisions, &Together::new(&document), &kinship, &embedding::stored(session, &names)?);
    let mut resolver = Resolver::of(identities, &names, &first);
    drop(names);
    let Some(plan) = resolve_plan::make(&session.project, &mut resolver, &parts)? else { return Ok(None) };
    let Some((change, ledger)) = write(&session.project, resolver, &plan, &mut parts)? else { return Ok(None) };
    session.graph_changed(&change);
    build.left_out = left_out(&ledger);
    session.project.put_merges(&build, |one, other| places.is_one(&first, one, other)).map_err(error::store)?;

    // What waits to be extracted is not in this graph, and not ready.
    let nodes = session.project.nodes_by_document().map_err(error::store)?;
    let counts = parts.iter().map(|part| (part.id, nodes.get(&part.key).copied().unwrap_or(1)));
    session.project.finish_documents(&counts.collect::<Vec<_>>()).map_err(error::store)?;
    let stale = mark_stale(&session.project, &change)?;

    let (kinds, relations) = session.project.graph_counts().map_err(error::store)?;
    let total: u64 = kinds.iter().sum();
    job.update_stage(STAGE, |stage| (stage.done, stage.total) = (total, total));
    job.end_stage(STAGE);
    job.changed(Changed { sources: true, graph: true, samples: stale > 0, runs: false });
    let entities = kinds[Kind::Entity.index()];
    let mut summary = format!("{total} nodes, {entities} of them entities, and {relations} relations.");
    if stale > 0 {
        summary.push_str(&format!(" {stale} samples need a re-check because what they cite changed."));
    }
    Ok(Some(summary))
}

const STAGE: &str = "Resolve";

/// Every document that is extracted, in import order, and its names.
fn parts(session: &Session, job: &mut Job, documents: &[DocumentRow]) -> Result<(Vec<Part>, Vec<Names>), AppError> {
    let project = &session.project;
    let under = extract::Under::of(session)?;
    let found: Vec<Option<(String, Names)>> = documents
        .par_iter()
        .map(|row| if row.is_list() { Ok(None) } else { project.names(row.id, extract::VERSION) })
        .collect::<Result<_, _>>()
        .map_err(error::store)?;
    let (mut parts, mut all) = (Vec::new(), Vec::new());
    for (row, found) in documents.iter().zip(found) {
        let id = row.id;
        if let Some((content, names)) = found {
            parts.push(Part { id, key: names.document.clone(), content, list: None });
            all.push(names);
        } else if row.is_list()
            && let Some(mut list) = listed(session, job, row)?
        {
            under.check_list(session, id, &list)?;
            let names = Names { document: list.document.clone(), names: std::mem::take(&mut list.names) };
            let content = row.blob.clone().unwrap_or_default();
            parts.push(Part { id, key: names.document.clone(), content, list: Some(list) });
            all.push(names);
        }
    }
    Ok((parts, all))
}

/// The graph into the store; `None` where an extraction went meanwhile, and nothing is written then. Gives what was merged
/// or left out, too.
fn write(
    project: &Project,
    mut resolver: Resolver,
    plan: &Plan,
    parts: &mut [Part],
) -> Result<Option<(GraphChange, Vec<LedgerEntry>)>, AppError> {
    if let Some(groups) = &plan.groups {
        resolver.only(groups.clone());
    }
    let wanted = |place: &usize| plan.is_new(*place) || plan.touched.contains(place);
    let to_read = (0..parts.len()).filter(wanted).filter(|&place| parts[place].list.is_none());
    let to_read: Vec<u64> = to_read.map(|place| parts[place].id).collect();
    let (mut ledger, mut dropped) = (Vec::new(), Vec::new());
    let written = std::thread::scope(|scope| {
        let extractions = read_ahead(scope, project, to_read);
        let next = || extractions.recv().unwrap_or_else(|_| Err(StoreError::Damaged(GONE.into())));
        project.put_graph(|graph| {
            plan.keep(graph)?;
            for (place, part) in parts.iter_mut().enumerate() {
                if !wanted(&place) {
                    resolver.pass();
                    dropped.extend(plan.dropped_before(part.id)?);
                    continue;
                }
                let (list, is_new) = (part.list.take(), plan.is_new(place));
                let share = match list {
                    Some(list) if is_new => resolver.take_list(list, &mut Writing(graph))?,
                    Some(list) => resolver.take_lines(list),
                    None if is_new => resolver.take(next()?, &mut Writing(graph))?,
                    None => resolver.take_claims(next()?),
                };
                if is_new {
                    put_share(graph, part.id, &plan.stamps[place], &share)?;
                }
                dropped.extend(share.dropped);
            }
            plan.gone.iter().try_for_each(|&id| graph.forget_share(id))?;
            ledger = resolver.finish(&mut Writing(graph))?;
            Ok(())
        })
    });
    match written {
        Ok(change) => {
            ledger.extend(dropped);
            Ok(Some((change, ledger)))
        }
        Err(StoreError::Damaged(what)) if what == GONE => Ok(None),
        Err(problem) => Err(error::store(problem)),
    }
}

fn put_share(graph: &mut GraphWriter<'_>, document: u64, stamp: &str, share: &Share) -> Result<(), StoreError> {
    let (facts, dropped) = (pack(&share.facts), told(&share.dropped)?);
    graph.put_share(ShareRow { document, stamp, facts: &facts, dropped: &dropped })
}

/// What an edit does to an extraction that is being read.
const GONE: &str = "an extraction is gone";

/// Samples that cite what is not there any more. Nothing came or went: no sample becomes stale, or fresh again.
fn mark_stale(project: &Project, change: &GraphChange) -> Result<u64, AppError> {
    if !change.too_much && change.nodes.is_empty() && change.removed_nodes.is_empty() {
        return Ok(0);
    }
    let known: RefCell<HashMap<Key, bool>> = RefCell::default();
    let problem = RefCell::new(None);
    let is_there = |key: &Key| {
        *known.borrow_mut().entry(key.clone()).or_insert_with(|| {
            project.has_node(key).unwrap_or_else(|error| {
                problem.borrow_mut().get_or_insert(error);
                true
            })
        })
    };
    let cited = |sample: &Sample| -> Vec<Key> {
        let nodes = sample.nodes.iter().map(|node| &node.key);
        let operands = sample.answer.operands.iter().map(|operand| &operand.assertion);
        nodes.chain(operands).chain(sample.evidence.iter().map(|evidence| &evidence.node)).cloned().collect()
    };
    let stale = project.mark_stale(|sample| cited(sample).iter().all(is_there)).map_err(error::store)?;
    match problem.into_inner() {
        Some(problem) => Err(error::store(problem)),
        None => Ok(stale),
    }
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
            let found = project.extraction(id, extract::VERSION);
            if give.send(found.and_then(|found| found.ok_or_else(|| StoreError::Damaged(GONE.into())))).is_err() {
                return;
            }
        }
    });
    take
}

/// Into the store.
struct Writing<'w, 'a>(&'w mut GraphWriter<'a>);

impl Sink for Writing<'_, '_> {
    type Error = StoreError;

    fn node(&mut self, node: Node) -> Result<(), StoreError> {
        self.0.node(&node)
    }

    fn relation(&mut self, relation: Relation) -> Result<(), StoreError> {
        self.0.relation(&relation)
    }

    fn relation_of(&mut self, from: &Key, name: &str, to: &Key, assertion: &Key) -> Result<(), StoreError> {
        self.0.relation_of(from, name, to, assertion)
    }
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
