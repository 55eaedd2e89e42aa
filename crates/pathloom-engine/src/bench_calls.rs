//! Measures model calls as runs make them, each stored before it counts, against a server with a fixed pause.

use crate::calls::budget::Limits as Money;
use crate::calls::{Caller, Setup};
use crate::control::Control;
use crate::endpoints::SendingRules;
use crate::runtime::runtime;
use crate::scripted::{Answer, Server};
use crate::{bench, error};
use pathloom_ipc::AppError;
use pathloom_llm::{Call, Message, Params, Patience, Target};
use pathloom_model::{Endpoint, EndpointKind, EndpointModel, Limits, ModelRef, ModelRole};
use pathloom_store::Project;
use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Answers every call after so long, until it is dropped.
pub fn server(pause: Duration) -> io::Result<Server> {
    Server::start(move |body| Answer::text(body, REPLY).after(pause))
}

const REPLY: &str = "{\"question\":\"Which works is part of Norrheat?\",\"answer\":\"Växjö works\"}";

/// How a set of calls is made.
#[derive(Clone, Copy, Debug)]
pub struct Load {
    pub calls: u64,
    pub concurrency: u32,
    /// All calls are begun at once and wait for their turn, instead of being brought as places get free.
    pub queued: bool,
}

/// Makes the calls into a new project in `folder`. Seconds, milliseconds of the processor a call, bytes.
#[expect(clippy::disallowed_methods, reason = "a benchmark reads the clock")]
pub fn calls(folder: &Path, base_url: &str, load: Load) -> Result<serde_json::Value, AppError> {
    let project = Arc::new(Project::create(folder).map_err(error::store)?);
    let control = Arc::new(Control::default());
    let caller = Caller::new(project.clone(), setup(base_url, load.concurrency), 1, control, || 0)?;
    let runtime = runtime().ok_or_else(|| error::bad_request("No threads could be started.", ""))?;
    let memory_before = bench::peak_memory();
    let (cpu_before, started) = (process_cpu_seconds(), Instant::now());
    let failed = runtime.block_on(async {
        let (next, failed) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
        let workers = if load.queued { load.calls } else { u64::from(load.concurrency) * 2 };
        let work = |_| tokio::spawn(one_after_other(caller.clone(), next.clone(), load.calls, failed.clone()));
        for worker in (0..workers).map(work).collect::<Vec<_>>() {
            if worker.await.is_err() {
                failed.fetch_add(1, Ordering::Relaxed);
            }
        }
        failed.load(Ordering::Relaxed)
    });
    let (wall, cpu) = (started.elapsed().as_secs_f64(), process_cpu_seconds());
    let stored: u64 = project.call_groups(None).map_err(error::store)?.iter().map(|group| group.done).sum();
    Ok(serde_json::json!({
        "calls": load.calls, "concurrency": load.concurrency, "queued": load.queued, "wall_s": wall,
        "cpu_ms_a_call": cpu.zip(cpu_before).map(|(after, before)| (after - before) * 1000.0 / load.calls as f64),
        "peak_rss_bytes": bench::peak_memory(), "rss_before_bytes": memory_before, "stored": stored, "failed": failed,
    }))
}

async fn one_after_other(caller: Caller, next: Arc<AtomicU64>, calls: u64, failed: Arc<AtomicU64>) {
    let model = [ModelRef { endpoint: NAME.into(), model: NAME.into() }];
    loop {
        let number = next.fetch_add(1, Ordering::Relaxed);
        if number >= calls {
            return;
        }
        let text = format!("{number}. {}", EVIDENCE.repeat(12));
        let call = Call { messages: vec![Message::user(text)], schema: None, params: Params::default() };
        if caller.for_path(0, []).call(ModelRole::Generator, &model, &call).await.is_err() {
            failed.fetch_add(1, Ordering::Relaxed);
        }
    }
}

const NAME: &str = "bench";
/// Some 2 KB with the repetitions.
const EVIDENCE: &str = "Norrheat AB runs three works; the one in Växjö opened in 2019 and makes compressors for heat pumps, \
                        with sales of 1,750 EUR m in the first quarter. ";

fn setup(base_url: &str, concurrency: u32) -> Setup {
    let endpoint = Endpoint {
        name: NAME.into(),
        kind: EndpointKind::OpenAi,
        base_url: base_url.to_owned(),
        models: vec![EndpointModel { name: NAME.into(), price: None, context: None, abilities: None }],
        limits: Limits { concurrency, requests_per_minute: None, tokens_per_minute: None },
        timeout_s: 60,
        temperature: None,
        top_p: None,
        max_tokens: None,
        headers: BTreeMap::new(),
        body: serde_json::Map::new(),
    };
    Setup {
        targets: vec![Target { endpoint, key: None }],
        roles: BTreeMap::new(),
        rules: SendingRules::default(),
        limits: Money::default(),
        patience: Patience::default(),
    }
}

/// User and system time of all threads; `None` where the system does not tell.
fn process_cpu_seconds() -> Option<f64> {
    /// Of `/proc/self/stat`, as Linux gives them on every platform that matters here.
    const TICKS: f64 = 100.0;
    let text = std::fs::read_to_string("/proc/self/stat").ok()?;
    // The name of the program may hold anything; fields are counted after it.
    let mut fields = text[text.rfind(')')? + 1..].split_whitespace().skip(11);
    let (user, system): (u64, u64) = (fields.next()?.parse().ok()?, fields.next()?.parse().ok()?);
    Some((user + system) as f64 / TICKS)
}
