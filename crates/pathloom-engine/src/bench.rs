//! Measurements of the core alone, for `pathloom bench`.

use crate::job::Sink;
use crate::view::templates::invalid;
use crate::{Session, demo, error};
use pathloom_extract::Extraction;
use pathloom_graph::synthetic::{measured_template, synthetic};
use pathloom_graph::{ONE_SECOND, Request, compile};
use pathloom_ingest::{ChunkSettings, Source};
use pathloom_ipc::AppError;
use pathloom_model::{Direction, Node, Parsed, Relation, Strategy};
use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

/// Reads a document and keeps nothing: (pages, blocks).
pub fn read_only(name: &str, bytes: &[u8]) -> Result<(usize, usize), AppError> {
    let source = Source { name, bytes, password: None };
    let parsed = pathloom_ingest::read(&source).map_err(|problem| error::reading(name, &problem))?;
    Ok((parsed.meta.pages.len().max(1), parsed.blocks.len()))
}

/// A document read to the end, and the graph that the built-in engine makes of it alone.
pub struct Reading {
    pub parsed: Parsed,
    pub nodes: Vec<Node>,
    pub relations: Vec<Relation>,
    /// Processor time of reading, without the graph; `None` where the system does not tell.
    pub cpu_seconds: Option<f64>,
}

/// Reads a document and keeps nothing.
pub fn read_whole(name: &str, bytes: &[u8]) -> Result<Reading, AppError> {
    let source = Source { name, bytes, password: None };
    let before = cpu_seconds();
    let parsed = pathloom_ingest::read(&source).map_err(|problem| error::reading(name, &problem))?;
    let cpu_seconds = cpu_seconds().zip(before).map(|(after, before)| after - before);
    let chunks = pathloom_ingest::chunks(&parsed, &ChunkSettings::default(), &[]);
    let Extraction { nodes, mut relations, parts, .. } = pathloom_extract::extract(&parsed, &chunks);
    relations.extend(parts);
    Ok(Reading { parsed, nodes, relations, cpu_seconds })
}

/// Processor time of this thread so far.
fn cpu_seconds() -> Option<f64> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    Some(text.split_whitespace().next()?.parse::<u64>().ok()? as f64 / 1e9)
}

/// The demo in an empty folder: documents read and built into a graph, samples of every preset, the project opened
/// again with its graph. Wall times in milliseconds.
pub fn runs(folder: &Path, sink: Arc<dyn Sink>) -> Result<serde_json::Value, AppError> {
    let (read_ms, session) = timed(|| demo::read(folder, sink.clone(), || 0));
    let session = session?;
    let (generate_ms, run) = timed(|| demo::generate(&session, SAMPLES_PER_TEMPLATE));
    let samples = run?.samples;
    drop(session);
    let (open_ms, nodes) = timed(|| {
        let session = Session::open(folder, sink, || 0)?;
        session.graph().map(|state| state.graph.node_count())
    });
    Ok(serde_json::json!({
        "read_and_build_ms": read_ms, "generate_and_check_ms": generate_ms, "samples": samples,
        "ms_for_200_samples": generate_ms * 200.0 / samples as f64, "open_ms": open_ms, "nodes": nodes?,
        "peak_rss_bytes": peak_memory(),
    }))
}

/// Enough for some 200 samples of the demo.
const SAMPLES_PER_TEMPLATE: u32 = 12;

/// Counts and draws on a synthetic graph, with a cold plan. Times in milliseconds, memory in bytes.
pub fn sample(nodes: usize, direction: &str, hubs: bool) -> Result<serde_json::Value, AppError> {
    let direction = match direction {
        "in" => Direction::In,
        "any" => Direction::Any,
        other => return Err(error::bad_request(format!("There is no direction \"{other}\"."), "Use in or any.")),
    };
    let rows = synthetic(nodes, 1, hubs);
    let (build_ms, graph) = timed(|| rows.build());
    let template = measured_template(direction).map_err(invalid)?;
    let never = AtomicBool::new(false);
    let (count_ms, count) = timed(|| Ok::<_, AppError>(compile(&graph, &template).map_err(invalid)?.count_quick()));
    let count = count?;
    let plan = compile(&graph, &template).map_err(invalid)?;
    let (exact_ms, exact) = timed(|| plan.count(ONE_SECOND * 4, &never));
    let draw = |strategy| {
        let request = Request::new(ASKED, strategy, 7);
        let (ms, drawn) = timed(|| plan.draw(&request).map(|found| found.fingerprint).collect::<HashSet<_>>().len());
        (drawn, drawn as f64 / ms * 1000.0)
    };
    let (unique, uniform) = draw(Strategy::Uniform);
    let ((_, long_tail), (_, diverse)) = (draw(Strategy::LongTail), draw(Strategy::Diverse));
    Ok(serde_json::json!({
        "nodes": graph.node_count(), "edges": graph.relation_count(), "build_ms": build_ms,
        "graph_bytes": graph.topology_bytes(), "count": exact.as_ref().map_or(count.count, |count| count.count),
        "exact": exact.as_ref().is_ok_and(|count| count.exact), "walks": count.walks.to_string(),
        "count_ms": count_ms, "exact_count_ms": exact_ms,
        "samples_per_s": { "uniform": uniform, "long_tail": long_tail, "diverse": diverse },
        "unique": unique, "peak_rss_bytes": peak_memory(),
    }))
}

const ASKED: u64 = 100_000;

#[expect(clippy::disallowed_methods, reason = "a benchmark reads the clock")]
fn timed<T>(work: impl FnOnce() -> T) -> (f64, T) {
    let started = Instant::now();
    let value = work();
    (started.elapsed().as_secs_f64() * 1000.0, value)
}

/// High-water mark of this process; missing where the system does not tell.
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse::<u64>().ok().map(|kilobytes| kilobytes * 1024)
}
