//! Names found against the named things of the truth, and which names are taken for one.

use super::facts::Surfaces;
use super::score::Count;
use super::truth::Truth;
use super::words;
use pathloom_engine::bench_extract::{Extraction, Resolved};
use pathloom_model::{Key, NodeData};
use std::collections::{BTreeMap, BTreeSet};

/// Names of one document; types of those that are right.
pub fn score(truth: &Truth, read: &Extraction) -> (Count, (usize, usize), Vec<String>) {
    let surfaces = Surfaces::of(truth);
    let kinds: BTreeMap<&str, &str> =
        truth.entities.iter().map(|entity| (entity.surfaces[0].as_str(), entity.kind.as_str())).collect();
    let neither: BTreeSet<String> = truth.may_be_entities.iter().map(|name| words::name(name)).collect();
    let (mut count, mut types, mut told) = (Count::default(), (0, 0), Vec::new());
    let mut found: BTreeSet<&str> = BTreeSet::new();
    for (id, name) in read.names.iter().enumerate() {
        let entity = surfaces.entity(read, id as u32);
        if entity.is_none() && neither.contains(&words::name(&name.text)) {
            continue;
        }
        count.found += 1;
        let Some(entity) = entity else {
            told.push(format!("no entity  {} ({})", name.text, name.entity_type));
            continue;
        };
        count.right_found += 1;
        found.insert(entity);
        types.1 += 1;
        if same_type(kinds[entity], &name.entity_type) {
            types.0 += 1;
        } else {
            told.push(format!("type       {} is {}, not {}", name.text, kinds[entity], name.entity_type));
        }
    }
    count.there = truth.entities.len();
    count.right_there = found.len();
    let missed = truth.entities.iter().map(|entity| &entity.surfaces[0]).filter(|name| !found.contains(name.as_str()));
    told.extend(missed.map(|name| format!("missed     {name}")));
    (count, types, told)
}

/// The same type, or one of them is what the other is a kind of.
fn same_type(meant: &str, said: &str) -> bool {
    meant == said || wide(meant) == wide(said) && (wide(meant) == meant || wide(said) == said)
}

/// The widest type that a type belongs to; merging across two of these is an error.
fn wide(kind: &str) -> &str {
    match kind {
        "Company" | "Bank" | "Ministry" | "Court" | "Hospital" | "University" | "Laboratory" | "Fund" | "Plant"
        | "Agency" | "Organisation" => "Organisation",
        "City" | "Country" | "Region" | "Building" | "Site" | "Workplace" | "Place" => "Place",
        "Drug" | "Refrigerant" | "Material" | "Chemical" | "Substance" => "Substance",
        "Component" | "Compressor" | "Product" => "Product",
        "Work" | "Treaty" | "Agreement" | "Law" => "Law",
        "Dataset" | "Model" | "Method" => kind,
        "Person" => kind,
        _ => "Thing",
    }
}

/// A name of one document: the thing it stands for, and the entity that it became.
pub struct Place<'a> {
    pub thing: &'a str,
    pub name: &'a str,
    pub entity: Option<&'a Key>,
}

/// Where the right names of a document ended up.
pub fn places<'a>(truth: &'a Truth, read: &'a Extraction, graph: &'a Resolved) -> Vec<Place<'a>> {
    let surfaces = Surfaces::of(truth);
    let ids: BTreeMap<&str, &str> =
        truth.entities.iter().map(|entity| (entity.surfaces[0].as_str(), entity.id.as_str())).collect();
    let mut all = Vec::new();
    for (id, name) in read.names.iter().enumerate() {
        let Some(entity) = surfaces.entity(read, id as u32) else { continue };
        let node = graph.nodes.iter().find(|node| {
            let NodeData::Entity { aliases, .. } = &node.data else { return false };
            let named = node.name == name.text || aliases.contains(&name.text);
            named && node.spans.contains(&name.span)
        });
        let node = node.or_else(|| {
            graph.nodes.iter().find(|node| {
                let NodeData::Entity { aliases, .. } = &node.data else { return false };
                (node.name == name.text || aliases.contains(&name.text))
                    && node.spans.iter().any(|span| span.document == read.document)
            })
        });
        all.push(Place { thing: ids[entity], name: &name.text, entity: node.map(|node| &node.key) });
    }
    all
}

/// Pairs of names that are one: found, right, there.
pub fn merges(places: &[Place]) -> (Count, Vec<String>) {
    let (mut count, mut told) = (Count::default(), Vec::new());
    for (at, one) in places.iter().enumerate() {
        for other in &places[at + 1..] {
            let meant = one.thing == other.thing;
            let said = one.entity.is_some() && one.entity == other.entity;
            count.there += usize::from(meant);
            count.found += usize::from(said);
            count.right_found += usize::from(meant && said);
            count.right_there += usize::from(meant && said);
            if meant != said {
                let words = if said { "wrongly one" } else { "not joined " };
                told.push(format!("{words}  {} / {}", one.name, other.name));
            }
        }
    }
    (count, told)
}

/// Entities that hold names of incompatible types. A "Thing" fits everywhere.
pub fn across_types(graph: &Resolved, read: &[&Extraction]) -> usize {
    let mut kinds: BTreeMap<&Key, BTreeSet<&str>> = BTreeMap::new();
    for extraction in read {
        for name in &extraction.names {
            for node in &graph.nodes {
                if matches!(node.data, NodeData::Entity { .. }) && node.spans.contains(&name.span) {
                    kinds.entry(&node.key).or_default().insert(wide(&name.entity_type));
                }
            }
        }
    }
    kinds.values_mut().for_each(|kinds| {
        kinds.remove("Thing");
    });
    kinds.values().filter(|kinds| kinds.len() > 1).count()
}
