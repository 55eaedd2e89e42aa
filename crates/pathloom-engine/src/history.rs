//! What a project's earlier samples mean for a new draw: paths that are not taken again, nodes that served already.

use crate::error;
use pathloom_graph::Weights;
use pathloom_ipc::AppError;
use pathloom_model::key::digest;
use pathloom_model::sample::DrawRecord;
use pathloom_model::{Key, Strategy};
use pathloom_store::Project;
use std::collections::{BTreeMap, HashSet};

/// As it stood when a run began.
#[derive(Debug, Default)]
pub struct History {
    /// Of earlier samples, whatever was decided on them.
    pub fingerprints: HashSet<String>,
    pub questions: Vec<String>,
    /// How often nodes serve in approved and pending samples; `None` where the strategy does not look at it.
    pub weights: Option<Weights>,
}

impl History {
    /// Before a run. Decisions may change until an interrupted run goes on, so the uses that it began with are kept.
    pub fn before(project: &Project, run: u64, strategy: Strategy) -> Result<History, AppError> {
        let taken = project.taken_before(run).map_err(error::store)?;
        let weights = match strategy {
            Strategy::Uniform => None,
            Strategy::LongTail | Strategy::Diverse => Some(Weights { uses: uses(project, run)? }),
        };
        let (fingerprints, questions) = taken.into_iter().unzip();
        Ok(History { fingerprints, questions, weights })
    }

    /// What samples of the run say of their draw of at most `matches`.
    pub fn record(&self, strategy: Strategy, matches: u64) -> DrawRecord {
        let weights = self.weights.as_ref().map(Weights::hash);
        DrawRecord { strategy, matches, excluded: hash_of(&self.fingerprints), weights }
    }
}

/// Does not depend on the order.
pub fn hash_of(fingerprints: &HashSet<String>) -> String {
    let mut sorted: Vec<&[u8]> = fingerprints.iter().map(|fingerprint| fingerprint.as_bytes()).collect();
    sorted.sort_unstable();
    digest(&sorted)
}

fn uses(project: &Project, run: u64) -> Result<BTreeMap<Key, u32>, AppError> {
    let name = format!("uses_before_run_{run}");
    if let Some(blob) = project.meta(&name).map_err(error::store)? {
        let bytes = project.blob(&blob).map_err(error::store)?;
        let unreadable = |problem| error::bad_request(format!("What run {run} began with is damaged: {problem}"), "");
        return serde_json::from_slice(&bytes).map_err(unreadable);
    }
    let uses = project.uses_before(run).map_err(error::store)?;
    if !uses.is_empty() {
        let bytes = serde_json::to_vec(&uses).unwrap_or_default();
        let blob = project.put_blob(&bytes).map_err(error::store)?;
        project.set_meta(&name, &blob).map_err(error::store)?;
    }
    Ok(uses)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Session, Unheard};
    use pathloom_graph::{Request, compile};
    use pathloom_ipc::review::DecideRequest;
    use pathloom_ipc::sources::ImportRequest;
    use pathloom_ipc::templates::GenerateRequest;
    use pathloom_model::{Decision, Match, Sample};
    use pathloom_store::table::samples::Query;
    use std::collections::BTreeSet;
    use std::fmt::Write;
    use std::path::Path;
    use std::sync::Arc;

    const FIRMS: [&str; 10] = ["Aldern", "Birka", "Cargo", "Delta", "Ekman", "Falk", "Gripen", "Holm", "Idun", "Jarl"];

    /// Forty plants of ten firms, the first firms with the most, in a project on disk.
    fn project(folder: &Path) -> Session {
        let session = Session::create(&folder.join("p.pathloom"), Arc::new(Unheard), || 0).expect("a project");
        let mut triples = String::new();
        for (place, firm) in FIRMS.iter().enumerate() {
            for plant in 0..(FIRMS.len() - place).min(7) {
                let _ = writeln!(triples, "{firm} Works {},part_of,{firm} AB", char::from(b'A' + plant as u8));
            }
            let _ = writeln!(triples, "{firm} AB,led_by,{firm} Lind\n{firm} AB,headquartered_in,{firm}stad");
        }
        let file = folder.join("triples.csv");
        std::fs::write(&file, triples).expect("writes");
        let paths = vec![file.to_string_lossy().into_owned()];
        session
            .import_here(&ImportRequest { paths, triples: true, password: None, convert: false })
            .expect("it is read");
        session
    }

    fn generate(session: &Session, strategy: Strategy, seed: u64) -> Vec<Sample> {
        let request = GenerateRequest {
            templates: vec!["Entity".into()],
            samples: 10,
            strategy,
            seed,
            ..GenerateRequest::default()
        };
        let run = session.generate_here(&request).expect("it runs");
        assert_eq!(run.samples, 10, "{}", run.summary);
        samples(session, run.run)
    }

    fn samples(session: &Session, run: u64) -> Vec<Sample> {
        let (rows, _) = session.project.samples(&Query { run: Some(run), ..Query::default() }).expect("reads");
        rows.into_iter().map(|row| row.sample).collect()
    }

    fn decide(session: &Session, samples: &[Sample], decision: Decision) {
        let ids = samples.iter().map(|sample| sample.id.clone()).collect();
        session.decide(&DecideRequest { ids, decision, reason: None, note: String::new() }).expect("decides");
    }

    fn nodes(samples: &[Sample]) -> BTreeSet<Key> {
        samples.iter().flat_map(|sample| &sample.nodes).map(|node| node.key.clone()).collect()
    }

    fn draw(sample: &Sample) -> &DrawRecord {
        sample.generated.draw.as_ref().expect("it says how it was drawn")
    }

    #[test]
    fn what_serves_in_approved_and_pending_samples_is_drawn_less() {
        for strategy in [Strategy::LongTail, Strategy::Diverse] {
            let [kept, skipped] = [Decision::Approved, Decision::Skipped].map(|decision| {
                let folder = tempfile::tempdir().expect("a folder");
                let session = project(folder.path());
                let mut all: Vec<Sample> = Vec::new();
                for seed in 1..=3 {
                    let new = generate(&session, strategy, seed);
                    assert!(new.iter().all(|sample| all.iter().all(|old| old.fingerprint != sample.fingerprint)));
                    // Half of what is kept stays pending.
                    decide(&session, &new[..if decision == Decision::Approved { 5 } else { 10 }], decision);
                    all.extend(new);
                }
                (nodes(&all).len(), all.split_off(10))
            });
            let spread = if strategy == Strategy::LongTail { kept.0 > skipped.0 } else { kept.0 >= skipped.0 };
            assert!(spread, "{strategy:?}: {} nodes, {} where nothing counts", kept.0, skipped.0);
            let (a, b) = (draw(&kept.1[0]), draw(&skipped.1[0]));
            let second = |samples: &[Sample]| samples[..10].iter().map(|sample| &sample.fingerprint).cloned().collect();
            let (a_second, b_second): (Vec<String>, Vec<String>) = (second(&kept.1), second(&skipped.1));
            assert_ne!(a_second, b_second, "other paths come");
            assert_eq!(a.excluded, b.excluded, "the same paths are left out");
            assert_eq!(b.weights, Some(Weights::default().hash()), "what was skipped has no weight");
            assert_ne!(a.weights, b.weights, "what is pending has");
        }
    }

    #[test]
    fn a_draw_is_made_again_from_what_it_recorded() {
        let folder = tempfile::tempdir().expect("a folder");
        let session = project(folder.path());
        let first = generate(&session, Strategy::LongTail, 1);
        decide(&session, &first[..3], Decision::Skipped);
        let second = generate(&session, Strategy::LongTail, 2);

        // The sets again, from the samples alone.
        let exclude: HashSet<String> = first.iter().map(|sample| sample.fingerprint.clone()).collect();
        let mut weights = Weights::default();
        for node in first[3..].iter().flat_map(|sample| &sample.nodes) {
            *weights.uses.entry(node.key.clone()).or_default() += 1;
        }
        let record = draw(&second[0]);
        assert_eq!((&record.excluded, &record.weights), (&hash_of(&exclude), &Some(weights.hash())));
        let template = session.find("Entity").expect("a preset");
        let state = session.graph().expect("a graph");
        let plan = compile(&state.graph, &template).expect("compiles");
        let seed = second[0].generated.seed;
        let request = Request {
            weights: Some(&weights),
            exclude: Some(&exclude),
            ..Request::new(record.matches, record.strategy, seed)
        };
        let again: Vec<Match> = plan.sample(&request).matches;
        let mut rest = again.iter();
        for sample in &second {
            assert!(
                rest.any(|found| found.fingerprint == sample.fingerprint),
                "in the same order: {}",
                sample.question
            );
        }
        let plain = Request::new(record.matches, record.strategy, seed);
        assert_ne!(plan.sample(&plain).matches[..10], again[..10], "without the sets it is another draw");
    }

    #[test]
    fn an_interrupted_run_goes_on_with_the_weights_it_began_with() {
        let folder = tempfile::tempdir().expect("a folder");
        let session = project(folder.path());
        let first = generate(&session, Strategy::Diverse, 1);
        let second = generate(&session, Strategy::Diverse, 2);
        decide(&session, &first, Decision::Skipped);
        session.resume_here(2 + 1).expect("it goes on");
        assert_eq!(samples(&session, 3), second, "the decisions made since change nothing in it");
    }

    #[test]
    fn uniform_draws_look_at_no_weights() {
        let folder = tempfile::tempdir().expect("a folder");
        let session = project(folder.path());
        generate(&session, Strategy::Uniform, 1);
        let second = generate(&session, Strategy::Uniform, 2);
        assert_eq!(draw(&second[0]).weights, None);
    }
}
