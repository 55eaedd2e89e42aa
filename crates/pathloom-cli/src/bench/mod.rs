//! Measurements on this machine; the figures under `docs/benchmarks/` come from here.

mod extract;
mod form;
mod headings;
mod ingest;
mod links;
mod merge;
mod objects;
mod order;
mod ours;
mod plots;
mod report;
mod runs;
mod sampling;
mod score;
mod tables;
mod text;

use crate::Ended;
use crate::args::Bench;
use crate::output::Output;
use crate::project::wrong;
use pathloom_engine::Unheard;
use pathloom_engine::bench_calls::Load;
use pathloom_ipc::AppError;
use std::fs;
use std::sync::Arc;
use std::time::Instant;

#[expect(clippy::disallowed_methods, reason = "a benchmark reads the clock")]
pub fn run(what: Bench, out: &Output) -> Result<Ended, AppError> {
    match what {
        Bench::Sample { nodes, hubs, write: Some(folder), .. } => {
            let [nodes, relations] = pathloom_engine::synthetic_files::write(nodes, hubs, &folder)?;
            let written = serde_json::json!({ "nodes": nodes, "relations": relations });
            out.one(&written, || format!("{nodes} nodes and {relations} relations in {}", folder.display()));
        }
        Bench::Merge { names, seed } => merge::run(names, seed, out),
        Bench::Report { report } => sampling::write(&report, out)?,
        Bench::Sample { nodes, direction, hubs, .. } => {
            let report = pathloom_engine::bench::sample(nodes, &direction, hubs)?;
            out.one(&report, || serde_json::to_string_pretty(&report).unwrap_or_default());
        }
        Bench::Runs { url: Some(url), calls: Some(calls), concurrency: Some(concurrency), queued, .. } => {
            runs::one(&url, Load { calls, concurrency, queued }, out)?;
        }
        Bench::Runs { pause_ms, report, .. } => runs::all(pause_ms, report.as_deref(), out)?,
        Bench::Server { pause_ms } => runs::serve(pause_ms)?,
        Bench::Demo => {
            let folder = tempfile::TempDir::new().map_err(|problem| wrong(problem.to_string(), "Free some space."))?;
            let report = pathloom_engine::bench::runs(&folder.path().join("demo"), Arc::new(Unheard))?;
            out.one(&report, || serde_json::to_string_pretty(&report).unwrap_or_default());
        }
        Bench::Extract { truth, held_out, only, model: true, .. } => {
            extract::by_model(&truth, held_out, only.as_deref(), out)?;
        }
        Bench::Extract { truth, held_out, explain, only, .. } => {
            let wanted = extract::Wanted { truth: &truth, held_out, explain, only: only.as_deref() };
            extract::run(&wanted, out)?;
        }
        Bench::Ingest { truth: Some(truth), peer, plots, .. } => ingest::run(&truth, &peer, plots.as_deref(), out)?,
        Bench::Ingest { files, .. } => {
            for file in files {
                let bytes = fs::read(&file)
                    .map_err(|problem| wrong(format!("{}: {problem}.", file.display()), "Check the path."))?;
                let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
                let started = Instant::now();
                let (pages, blocks) = pathloom_engine::bench::read_only(&name, &bytes)?;
                let seconds = started.elapsed().as_secs_f64();
                let report = serde_json::json!({
                    "document": name, "pages": pages, "blocks": blocks, "ms": seconds * 1000.0,
                    "pages_per_s": pages as f64 / seconds, "mb_per_s": bytes.len() as f64 / 1e6 / seconds,
                });
                out.one(&report, || {
                    format!(
                        "{name}: {pages} pages, {blocks} blocks, {:.0} ms, {:.0} pages/s, {:.1} MB/s",
                        seconds * 1000.0,
                        pages as f64 / seconds,
                        bytes.len() as f64 / 1e6 / seconds
                    )
                });
            }
        }
    }
    Ok(Ended::Done)
}
