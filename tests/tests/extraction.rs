//! The demo documents against the facts that were written into them: what the built-in engine finds, and that what it
//! says beyond them comes from tables alone.

use pathloom_extract::{Extraction, Resolved, extract, resolve};
use pathloom_ingest::{ChunkSettings, Source, chunks, read};
use pathloom_model::{Key, Knowledge, NodeData, Parsed};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

type Fact = (String, String, String, String);

fn demo() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../assets/demo")
}

fn documents() -> Vec<(Parsed, Extraction)> {
    let entries = std::fs::read_dir(demo().join("documents")).expect("the demo documents are there");
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("a readable entry").path()).collect();
    paths.sort();
    let one = |path: &PathBuf| {
        let bytes = std::fs::read(path).expect("a readable file");
        let name = path.file_name().and_then(|name| name.to_str()).expect("a name");
        let parsed = read(&Source { name, bytes: &bytes, password: None }).expect("a document that can be read");
        let extraction = extract(&parsed, &chunks(&parsed, &ChunkSettings::default(), &[]));
        (parsed, extraction)
    };
    paths.iter().map(one).collect()
}

/// Subject, predicate, object, document.
fn truth() -> Vec<Fact> {
    let text = std::fs::read_to_string(demo().join("sources/truth.tsv")).expect("the facts are there");
    let fact = |line: &str| {
        let parts: Vec<String> = line.split('\t').map(str::to_owned).collect();
        let [subject, predicate, object, document] = parts.try_into().ok()?;
        Some((subject, predicate, object, document))
    };
    text.lines().skip(1).filter_map(fact).collect()
}

/// Names that each entity goes by.
fn spellings(graph: &Resolved) -> BTreeMap<&Key, BTreeSet<&str>> {
    let mut all = BTreeMap::new();
    for node in &graph.nodes {
        if let NodeData::Entity { aliases, .. } = &node.data {
            let names: BTreeSet<&str> = aliases.iter().map(String::as_str).chain([node.name.as_str()]).collect();
            all.insert(&node.key, names);
        }
    }
    all
}

#[test]
fn facts_written_into_the_demo_are_found_and_no_others_are_read_in_its_sentences() {
    let read = documents();
    let graph = resolve(read.iter().map(|(_, extraction)| extraction.clone()).collect());
    let names: BTreeMap<&Key, &str> =
        read.iter().map(|(parsed, _)| (&parsed.meta.key, parsed.meta.name.as_str())).collect();
    let spellings = spellings(&graph);
    let truth = truth();
    let mut found = vec![false; truth.len()];
    let mut wrong = Vec::new();
    for node in &graph.nodes {
        let NodeData::Assertion(assertion) = &node.data else { continue };
        let Some(object) = assertion.object.entity() else { continue };
        let is = |fact: &Fact| {
            spellings[&assertion.subject].contains(fact.0.as_str())
                && assertion.predicate == fact.1
                && spellings[object].contains(fact.2.as_str())
        };
        let documents: BTreeSet<&str> = node.spans.iter().map(|span| names[&span.document]).collect();
        for (fact, found) in truth.iter().zip(&mut found) {
            *found |= is(fact) && documents.contains(fact.3.as_str());
        }
        if assertion.method == "sentence pattern" && !truth.iter().any(is) {
            wrong.push(node.name.clone());
        }
    }
    let missed: Vec<&Fact> = truth.iter().zip(&found).filter(|(_, found)| !**found).map(|(fact, _)| fact).collect();
    assert!(missed.len() * 20 <= truth.len(), "at least 95 % of the facts are found; missed: {missed:#?}");
    assert!(wrong.is_empty(), "sentences state nothing else: {wrong:#?}");
}

#[test]
fn the_demo_graph_keeps_the_rules_of_the_graph() {
    let read = documents();
    let graph = resolve(read.iter().map(|(_, extraction)| extraction.clone()).collect());
    let knowledge = Knowledge::new(graph.nodes.clone(), graph.relations.clone());
    for node in knowledge.nodes() {
        let NodeData::Entity { .. } = node.data else { continue };
        let hub = ["Total", "合计", "Others", "Revenue", "EBITDA", "收入"].contains(&node.name.as_str());
        let year = node.name.starts_with("FY2") || node.name.parse::<u32>().is_ok();
        assert!(!hub && !year, "{} is no entity", node.name);
        assert!(!node.spans.is_empty(), "{} comes from somewhere", node.name);
    }
    for relation in &graph.relations {
        assert!(knowledge.node(&relation.from).is_some() && knowledge.node(&relation.to).is_some(), "both ends stand");
        let entities = relation.from.as_str().starts_with("ent-") && relation.to.as_str().starts_with("ent-");
        assert_eq!(entities, !relation.assertions.is_empty(), "{} is the projection of assertions", relation.name);
    }
}

#[test]
fn numbers_of_the_demo_are_those_of_its_world() {
    let world = std::fs::read_to_string(demo().join("sources/world.json")).expect("the figures are there");
    let world: serde_json::Value = serde_json::from_str(&world).expect("JSON");
    let read = documents();
    let graph = resolve(read.iter().map(|(_, extraction)| extraction.clone()).collect());
    let knowledge = Knowledge::new(graph.nodes.clone(), graph.relations.clone());
    let spellings = spellings(&graph);
    let mut checked = 0;
    for company in world["companies"].as_array().expect("companies") {
        let name = company["name"].as_str().expect("a name");
        let key = spellings.iter().find(|(_, names)| names.contains(name)).map(|(key, _)| *key).expect(name);
        for (field, predicate) in [("revenue", "Revenue"), ("ebitda", "EBITDA")] {
            let values = company[field].as_array().expect("four years");
            for (year, value) in ["FY22", "FY23", "FY24", "FY25E"].iter().zip(values) {
                let said: BTreeSet<String> = knowledge
                    .about(key)
                    .map(|stated| stated.assertion)
                    .filter(|it| it.predicate == predicate && it.qualifiers.period.as_deref() == Some(*year))
                    .filter_map(|it| it.object.quantity())
                    .map(|it| format!("{} {} e{}", it.value, it.unit.0, it.scale))
                    .collect();
                let expected = BTreeSet::from([format!("{value} EUR e6")]);
                assert_eq!(said, expected, "{predicate} of {name} in {year}");
                checked += 1;
            }
        }
    }
    assert_eq!(checked, 56, "seven companies, two metrics, four years");
}
