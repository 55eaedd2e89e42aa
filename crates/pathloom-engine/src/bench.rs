//! Measurements of the core alone, for `pathloom bench`.

use crate::graph_state::{GraphState, from_cache, from_rows};
use crate::job::Sink;
use crate::view::templates::invalid;
use crate::{Session, demo, error};
use pathloom_extract::Extraction;
use pathloom_graph::synthetic::{Rows, measured_template, synthetic};
use pathloom_graph::{ONE_SECOND, Plan, Request, compile};
use pathloom_ingest::{ChunkSettings, Source};
use pathloom_ipc::AppError;
use pathloom_model::{
    ChunkData, Direction, Figure, Key, Kind, Node, NodeData, Parsed, Relation, Span, Strategy, TableData,
};
use pathloom_store::table::graph_writer::GraphWriter;
use pathloom_store::{Project, StoreError};
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
pub(crate) fn cpu_seconds() -> Option<f64> {
    // Giving way brings the figure up to date.
    std::thread::yield_now();
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

/// Builds, counts and draws on a synthetic graph: a cold plan for each figure, medians of five. Times in milliseconds,
/// memory in bytes. `samples_per_s` is drawing from a plan that has been counted, `draw_open_ms` what weights cost before
/// the first match, `samples_per_s_cold` all of it from the template on. What names the processor (`cpu`) is its time,
/// missing where the system does not tell.
pub fn sample(nodes: usize, direction: &str, hubs: bool) -> Result<serde_json::Value, AppError> {
    let direction = match direction {
        "in" => Direction::In,
        "any" => Direction::Any,
        other => return Err(error::bad_request(format!("There is no direction \"{other}\"."), "Use in or any.")),
    };
    let rows = synthetic(nodes, 1, hubs);
    let (build_ms, graph) = median(|| timed(|| rows.build()));
    let opened = open_times(rows)?;
    let template = measured_template(direction).map_err(invalid)?;
    compile(&graph, &template).map_err(invalid)?;
    let plan = || compile(&graph, &template).unwrap_or_else(|_| unreachable!("it compiled before"));
    let (count_ms, (count_cpu_ms, about)) = median(|| timed(|| on_processor(|| plan().count_quick())));
    let (walks_ms, (walks_cpu_ms, _)) = median(|| timed(|| on_processor(|| plan().walks())));
    let never = AtomicBool::new(false);
    let (exact_count_ms, count) = median(|| timed(|| plan().count(ONE_SECOND * 4, &never).unwrap_or(about)));
    let [uniform, long_tail, diverse] =
        [Strategy::Uniform, Strategy::LongTail, Strategy::Diverse].map(|strategy| rates(&plan, strategy));
    let by_strategy = |figure: fn(&Rates) -> Option<f64>| {
        serde_json::json!({
            "uniform": figure(&uniform), "long_tail": figure(&long_tail), "diverse": figure(&diverse)
        })
    };
    let walks = u64::try_from(count.walks).map_or_else(|_| serde_json::json!(count.walks as f64), Into::into);
    Ok(serde_json::json!({
        "nodes": graph.node_count(), "edges": graph.relation_count(), "build_ms": build_ms,
        "open_ms": opened.snapshot_ms, "open_rows_ms": opened.rows_ms,
        "store_ms": opened.store_ms, "database_bytes": opened.database_bytes,
        "graph_bytes": graph.topology_bytes(), "count": count.count, "exact": count.exact, "walks": walks,
        "count_ms": count_ms, "count_cpu_ms": count_cpu_ms, "exact_count_ms": exact_count_ms,
        "walks_ms": walks_ms, "walks_cpu_ms": walks_cpu_ms,
        "samples_per_s": by_strategy(|rates| Some(rates.drawn)),
        "samples_per_cpu_s": by_strategy(|rates| rates.drawn_cpu),
        "samples_per_s_cold": by_strategy(|rates| Some(rates.cold)),
        "draw_open_ms": by_strategy(|rates| Some(rates.open_ms)),
        "unique": uniform.unique, "peak_rss_bytes": peak_memory(),
    }))
}

struct Opened {
    snapshot_ms: f64,
    rows_ms: f64,
    store_ms: f64,
    database_bytes: u64,
}

/// The same graph as a project on this computer's disk, its nodes with names, opened as the program opens it: the
/// folder, then the graph. What the system keeps of the file in memory it keeps.
fn open_times(rows: Rows) -> Result<Opened, AppError> {
    let place = tempfile::tempdir().map_err(|problem| error::io(&std::env::temp_dir(), problem))?;
    let folder = place.path().join("bench.pathloom");
    let project = Project::create(&folder).map_err(error::store)?;
    let (store_ms, stored) = timed(|| project.put_graph(|graph| store_rows(&rows, graph)));
    stored.map_err(error::store)?;
    drop((rows, project));
    let database_bytes = std::fs::metadata(folder.join("project.db")).map_or(0, |meta| meta.len());
    let open = || Project::open(&folder).map_err(error::store);
    let rows = || open().and_then(|project| Ok(from_rows(&project)?.1.node_count()));
    let (rows_ms, by_rows) = median(|| timed(rows));
    let version = open()?.graph_version().map_err(error::store)?;
    GraphState::load(&Arc::new(open()?), version)?.keep_cache().map_err(error::store)?;
    let snapshot = || open().map(|project| from_cache(&project, version).map(|graph| graph.node_count()));
    let (snapshot_ms, by_snapshot) = median(|| timed(snapshot));
    if Some(by_rows?) != by_snapshot? {
        return Err(error::bad_request("The cache of the graph was not read.", "Report this."));
    }
    Ok(Opened { snapshot_ms, rows_ms, store_ms, database_bytes })
}

fn store_rows(rows: &Rows, graph: &mut GraphWriter) -> Result<(), StoreError> {
    let keys: Vec<Key> = rows.nodes.iter().map(|&(kind, bits)| Key::from_bits(kind, bits)).collect();
    let documents: Vec<&Key> = keys.iter().filter(|key| key.kind() == Kind::Document).collect();
    for (place, key) in keys.iter().enumerate() {
        let name = format!("{} {place}", key.kind());
        // Files are read one after the other.
        let document = documents.get(place * documents.len() / keys.len()).filter(|document| **document != key);
        let spans = document.map(|document| Span::in_text((*document).clone(), 0, name.len() as u32, &name));
        let data = content(key.kind(), &name);
        let document = document.map(|document| (*document).clone());
        graph.node(&Node { key: key.clone(), name, document, spans: spans.into_iter().collect(), data })?;
    }
    for &(from, name, to) in &rows.relations {
        let [from, to] = [from, to].map(|place| &keys[place as usize]);
        graph.relation_of(from, &rows.names[name as usize], to, from)?;
    }
    Ok(())
}

fn content(kind: Kind, text: &str) -> NodeData {
    let text = text.to_owned();
    match kind {
        Kind::Document => NodeData::Document { pages: 1 },
        Kind::Chunk => NodeData::Chunk(ChunkData { text, section: vec![], blocks: vec![], pieces: vec![] }),
        Kind::Image => NodeData::Image(Figure::default()),
        Kind::Table => NodeData::Table(TableData::default()),
        Kind::Formula => {
            NodeData::Formula { latex: None, text, label: None, symbols: vec![], blob: None, described: None }
        }
        Kind::Entity | Kind::Assertion => NodeData::Entity {
            entity_type: "Thing".into(),
            aliases: vec![],
            description: String::new(),
            about: String::new(),
            unverified: None,
        },
    }
}

const ASKED: u64 = 100_000;
const ROUNDS: usize = 5;
/// What takes longer is not measured five times.
const LONG_MS: f64 = 10_000.0;

struct Rates {
    open_ms: f64,
    /// Matches a second, with keys, relation names and fingerprints.
    drawn: f64,
    /// The same by the processor's time.
    drawn_cpu: Option<f64>,
    cold: f64,
    unique: usize,
}

fn rates<'g>(plan: &impl Fn() -> Plan<'g>, strategy: Strategy) -> Rates {
    let request = Request::new(ASKED, strategy, 7);
    let mut seen = Vec::with_capacity(ASKED as usize);
    let mut draw = |plan: &Plan<'_>| {
        let (open_ms, mut draw) = timed(|| plan.draw(&request));
        seen.clear();
        let (ms, (cpu_ms, ())) = timed(|| {
            on_processor(|| {
                while let Some(found) = draw.next_ids() {
                    seen.push(found.fingerprint);
                }
            })
        });
        (ms, (open_ms, cpu_ms))
    };
    let (cold_ms, _) = median(|| timed(|| draw(&plan())));
    let mut counted = || {
        let plan = plan();
        plan.count_quick();
        draw(&plan)
    };
    let (ms, (open_ms, cpu_ms)) = median(&mut counted);
    let drawn = seen.len() as f64;
    let drawn_cpu = cpu_ms.map(|ms| drawn / ms * 1000.0);
    seen.sort_unstable();
    seen.dedup();
    Rates { open_ms, drawn: drawn / ms * 1000.0, drawn_cpu, cold: drawn / cold_ms * 1000.0, unique: seen.len() }
}

/// The middle of five runs by their time, with what that run gave.
fn median<T>(mut run: impl FnMut() -> (f64, T)) -> (f64, T) {
    let mut runs = vec![run()];
    while runs.len() < ROUNDS && runs.iter().map(|(ms, _)| ms).sum::<f64>() < LONG_MS {
        runs.push(run());
    }
    runs.sort_by(|a, b| a.0.total_cmp(&b.0));
    runs.swap_remove(runs.len() / 2)
}

#[expect(clippy::disallowed_methods, reason = "a benchmark reads the clock")]
fn timed<T>(work: impl FnOnce() -> T) -> (f64, T) {
    let started = Instant::now();
    let value = work();
    (started.elapsed().as_secs_f64() * 1000.0, value)
}

/// What a piece of work took of the processor, in milliseconds.
fn on_processor<T>(work: impl FnOnce() -> T) -> (Option<f64>, T) {
    let before = cpu_seconds();
    let value = work();
    (cpu_seconds().zip(before).map(|(after, before)| (after - before) * 1000.0), value)
}

/// High-water mark of this process; missing where the system does not tell.
pub(crate) fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse::<u64>().ok().map(|kilobytes| kilobytes * 1024)
}
