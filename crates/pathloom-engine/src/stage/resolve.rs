//! Stage Resolve: the extractions of all documents → one graph. Replaces the stored graph in one transaction.

use crate::job::Job;
use crate::stage::extract;
use crate::{Session, error};
use pathloom_extract::Extraction;
use pathloom_ipc::AppError;
use pathloom_ipc::event::Changed;
use pathloom_model::{Key, Kind};
use std::collections::{BTreeMap, BTreeSet};

/// Returns a sentence about the result.
pub fn run(session: &Session, job: &mut Job) -> Result<String, AppError> {
    let documents = session.project.documents().map_err(error::store)?;
    job.begin("Resolve", 0, "nodes");
    let mut extractions: Vec<Extraction> = Vec::new();
    for document in &documents {
        extractions.extend(session.project.extraction(document.id, extract::VERSION).map_err(error::store)?);
    }
    let resolved = pathloom_extract::resolve(extractions);
    session.project.replace_graph(&resolved.nodes, &resolved.relations).map_err(error::store)?;

    let mut nodes: BTreeMap<&Key, u64> = BTreeMap::new();
    for node in &resolved.nodes {
        *nodes.entry(node.document.as_ref().unwrap_or(&node.key)).or_default() += 1;
    }
    let counts = documents.iter().filter_map(|row| {
        let key = row.key.as_ref()?;
        Some((row.id, nodes.get(key).copied().unwrap_or(0)))
    });
    session.project.finish_documents(&counts.collect::<Vec<_>>()).map_err(error::store)?;

    let keys: BTreeSet<&Key> = resolved.nodes.iter().map(|node| &node.key).collect();
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

    let total = resolved.nodes.len() as u64;
    job.update(|stage| (stage.done, stage.total) = (total, total));
    job.end();
    job.changed(Changed { sources: true, graph: true, samples: stale > 0, runs: false });
    let entities = resolved.nodes.iter().filter(|node| node.kind() == Kind::Entity).count();
    let mut summary =
        format!("{total} nodes, {entities} of them entities, and {} relations.", resolved.relations.len());
    if stale > 0 {
        summary.push_str(&format!(" {stale} samples need a re-check because what they cite changed."));
    }
    Ok(summary)
}
