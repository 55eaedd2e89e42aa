//! Stage Resolve: the extractions of all documents → one graph. Replaces the stored graph in one transaction.

use crate::job::Job;
use crate::stage::extract;
use crate::{Session, error};
use pathloom_extract::{Names, Resolved, Resolver};
use pathloom_ipc::AppError;
use pathloom_ipc::event::Changed;
use pathloom_model::{Key, Kind};
use pathloom_store::StoreError;
use pathloom_store::table::graph::GraphWriter;
use std::collections::{BTreeMap, HashSet};

/// Returns a sentence about the result.
pub fn run(session: &Session, job: &mut Job) -> Result<String, AppError> {
    let documents = session.project.documents().map_err(error::store)?;
    job.begin("Resolve", 0, "nodes");
    let mut read = Vec::new();
    let mut names: Vec<Names> = Vec::new();
    for document in &documents {
        if let Some(found) = session.project.extraction(document.id, extract::VERSION).map_err(error::store)? {
            read.push(document.id);
            names.push(found);
        }
    }
    let mut resolver = Resolver::new(&names);
    drop(names);
    let mut tally = Tally::default();
    session
        .project
        .replace_graph(|graph| {
            for &id in &read {
                let extraction = session.project.extraction(id, extract::VERSION)?;
                let extraction = extraction.ok_or_else(|| StoreError::Damaged("an extraction is gone".into()))?;
                tally.put(resolver.take(extraction), graph)?;
            }
            tally.put(resolver.finish(), graph)
        })
        .map_err(error::store)?;
    let Tally { keys, nodes, entities, relations } = tally;

    let counts = documents.iter().filter_map(|row| {
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

/// What a graph holds, counted while it is written.
#[derive(Default)]
struct Tally {
    keys: HashSet<Key>,
    /// Document → its nodes.
    nodes: BTreeMap<Key, u64>,
    entities: u64,
    relations: u64,
}

impl Tally {
    fn put(&mut self, part: Resolved, graph: &mut GraphWriter) -> Result<(), StoreError> {
        for node in part.nodes {
            graph.node(&node)?;
            *self.nodes.entry(node.document.as_ref().unwrap_or(&node.key).clone()).or_default() += 1;
            self.entities += u64::from(node.kind() == Kind::Entity);
            self.keys.insert(node.key);
        }
        for relation in &part.relations {
            graph.relation(relation)?;
            self.relations += 1;
        }
        Ok(())
    }
}
