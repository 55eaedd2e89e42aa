//! Reads documents, builds the graph and composes samples for every preset: prints how many there are of each, why
//! others failed, and samples to read. `compose_demo [SEED [FOLDER [PER_PRESET]]]`; default folder: the demo documents.

use pathloom_compose::{Composer, NearDuplicates, check, score};
use pathloom_extract::{Extraction, extract, resolve};
use pathloom_graph::{Graph, Request, compile, presets};
use pathloom_ingest::{ChunkSettings, Source, chunks, read};
use pathloom_model::{CheckOutcome, Knowledge, Sample, Strategy};
use std::collections::BTreeMap;
use std::path::PathBuf;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let seed: u64 = arguments.next().map_or(Ok(1), |text| text.parse())?;
    let demo = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../assets/demo/documents");
    let folder = arguments.next().map_or(demo, PathBuf::from);
    let each: usize = arguments.next().map_or(Ok(20), |text| text.parse())?;
    let (graph, knowledge) = graph(&folder)?;
    let mut composer = Composer::new(seed, []);
    let mut samples: Vec<Sample> = Vec::new();
    for template in presets() {
        let plan = compile(&graph, &template)?;
        let drawn = plan.sample(&Request::new(each as u64 * 6, Strategy::Uniform, seed));
        let (mut made, mut why) = (0, BTreeMap::<String, (u32, String)>::new());
        for found in &drawn.matches {
            if made == each {
                break;
            }
            match composer.compose(&knowledge, &template, found) {
                Ok(sample) => {
                    made += 1;
                    samples.push(sample);
                }
                Err(none) => {
                    let entry = why.entry(none.reason.words().to_owned()).or_default();
                    *entry = (entry.0 + 1, none.detail);
                }
            }
        }
        println!("{:42} {made:3} of {:4} matches  {why:?}", template.id, drawn.matches.len());
    }
    let near = NearDuplicates::of(samples.iter());
    let mut failed = BTreeMap::<String, u32>::new();
    for sample in &mut samples {
        sample.checks = check(&knowledge, sample, &near);
        sample.scores = score(sample);
    }
    for sample in &samples {
        show(sample);
        for check in sample.checks.iter().filter(|check| check.outcome == CheckOutcome::Failed) {
            *failed.entry(format!("{:?}", check.kind)).or_default() += 1;
        }
    }
    println!("{} samples; failed checks: {failed:?}", samples.len());
    Ok(())
}

fn graph(folder: &PathBuf) -> Result<(Graph, Knowledge), Box<dyn std::error::Error>> {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder)?.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    let mut extractions: Vec<Extraction> = Vec::new();
    for path in paths.iter().filter(|path| path.is_file()) {
        let bytes = std::fs::read(path)?;
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        match read(&Source { name: &name, bytes: &bytes, password: None }) {
            Ok(parsed) => extractions.push(extract(&parsed, &chunks(&parsed, &ChunkSettings::default(), &[]))),
            Err(error) => eprintln!("{name}: {error}"),
        }
    }
    let resolved = resolve(extractions);
    let graph = Graph::from_model(&resolved.nodes, &resolved.relations);
    Ok((graph, Knowledge::new(resolved.nodes, resolved.relations)))
}

fn show(sample: &Sample) {
    println!(
        "\n[{} | {} | {}] {}",
        sample.template, sample.generated.operator, sample.generated.wording, sample.question
    );
    println!("   → {}  ({:?})", sample.answer.text, sample.answer.form);
    for (place, step) in sample.steps.iter().enumerate() {
        let cites: Vec<String> = step
            .evidence
            .iter()
            .filter_map(|at| sample.evidence.get(*at as usize))
            .map(|e| format!("{} “{}”", e.document_name, e.span.quote.chars().take(40).collect::<String>()))
            .take(2)
            .collect();
        println!("   {}. {}   [hops {:?} uses {:?}; {}]", place + 1, step.text, step.hops, step.uses, cites.join("; "));
    }
    for check in sample.checks.iter().filter(|check| check.outcome == CheckOutcome::Failed) {
        println!("   FAILED {:?}: {}", check.kind, check.detail);
    }
}
