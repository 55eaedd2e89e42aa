//! What the nodes of a small world say, random filters on it, and the naive answer to whether a node passes one.

use super::world::{World, chance, pick};
use pathloom_graph::Random;
use pathloom_model::template::FilterValue;
use pathloom_model::{
    Assertion, AssertionObject, ChunkData, Field, Figure, Filter, FilterOp, Key, Kind, NodeData, Qualifiers, TableData,
};
use std::collections::BTreeSet;

/// The label in the field that is the kind's own text.
pub fn data(kind: Kind, label: &str) -> NodeData {
    match kind {
        Kind::Document => NodeData::Document { pages: 3 },
        Kind::Chunk => {
            NodeData::Chunk(ChunkData { text: label.into(), section: vec![], blocks: vec![], pieces: vec![] })
        }
        Kind::Entity => NodeData::Entity {
            entity_type: label.into(),
            aliases: vec![],
            description: label.into(),
            about: String::new(),
            unverified: None,
        },
        Kind::Assertion => NodeData::Assertion(Assertion {
            subject: Key::of(Kind::Entity, &[b"nobody"]),
            predicate: label.into(),
            object: AssertionObject::Text("yes".into()),
            qualifiers: Qualifiers::default(),
            method: String::new(),
            confidence: 1.0,
            unverified: None,
        }),
        Kind::Image => NodeData::Image(Figure { caption: label.into(), ..Figure::default() }),
        Kind::Table => NodeData::Table(TableData { caption: label.into(), ..TableData::default() }),
        Kind::Formula => NodeData::Formula {
            latex: Some(label.into()),
            text: String::new(),
            label: None,
            symbols: vec![],
            blob: None,
            described: None,
        },
    }
}

/// The kinds that say their label in a field, beside the name that all have.
fn labelled(field: &str) -> &'static [Kind] {
    match field {
        "name" => &Kind::ALL,
        "type" | "description" => &[Kind::Entity],
        "class" => &[Kind::Image],
        "caption" => &[Kind::Image, Kind::Table],
        "text" => &[Kind::Chunk],
        "predicate" => &[Kind::Assertion],
        "latex" => &[Kind::Formula],
        other => panic!("the naive enumerator does not know the field {other}"),
    }
}

const TEXTS: [&str; 9] = ["name", "type", "class", "document", "caption", "text", "predicate", "latex", "description"];
const NUMBERS: [&str; 5] = ["degree", "degree:owns", "page", "rows", "pages"];
/// Both as a text and as an expression.
const PARTS: [&str; 5] = ["chart", "Company", "ha", "C", "b.md"];

/// Every operator on every kind of field that the slot's kinds have.
pub fn random_filter(random: &mut Random, kinds: &[Kind]) -> Filter {
    let has = |name: &&&str| Field::find(name).is_some_and(|field| field.is_of(kinds));
    if chance(random, 55) {
        let fields: Vec<&str> = TEXTS.iter().filter(has).copied().collect();
        let part = pick(random, &PARTS);
        let (op, value) = match random.below(6) {
            0 => (FilterOp::Equals, Some(FilterValue::Text(part.into()))),
            1 => (FilterOp::Contains, Some(FilterValue::Text(part.to_uppercase()))),
            2 => (FilterOp::StartsWith, Some(FilterValue::Text(part.to_uppercase()))),
            3 => (FilterOp::Regex, Some(FilterValue::Text(format!("^{part}")))),
            4 => (FilterOp::In, Some(FilterValue::Texts(vec![part.into(), "photo".into()]))),
            _ => (FilterOp::IsEmpty, None),
        };
        return Filter { field: pick(random, &fields).into(), op, value };
    }
    let fields: Vec<&str> = NUMBERS.iter().filter(has).copied().collect();
    let (low, more) = (random.below(4) as f64, random.below(4) as f64);
    let (op, value) = match random.below(6) {
        0 => (FilterOp::Equals, Some(FilterValue::Number(low))),
        1 => (FilterOp::AtLeast, Some(FilterValue::Number(low))),
        2 => (FilterOp::AtMost, Some(FilterValue::Number(low + more))),
        3 => (FilterOp::Between, Some(FilterValue::Numbers(vec![low, low + more]))),
        4 => (FilterOp::In, Some(FilterValue::Numbers(vec![low, 5.0]))),
        _ => (FilterOp::IsEmpty, None),
    };
    Filter { field: pick(random, &fields).into(), op, value }
}

pub fn holds(world: &World, node: usize, filter: &Filter) -> bool {
    if Field::find(&filter.field).is_some_and(|field| field.is_number) {
        number_holds(number(world, node, &filter.field), filter)
    } else {
        text_holds(&texts(world, node, &filter.field), filter)
    }
}

fn texts(world: &World, node: usize, field: &str) -> Vec<String> {
    let thing = &world.things[node];
    if field == "document" {
        let document = if thing.kind == Kind::Document { Some(node) } else { thing.document };
        let said = |document: usize| [world.told(document).label.to_owned(), world.told(document).key.to_string()];
        return document.map_or_else(Vec::new, |document| said(document).to_vec());
    }
    if labelled(field).contains(&thing.kind) { vec![thing.label.to_owned()] } else { Vec::new() }
}

fn text_holds(texts: &[String], Filter { op, value, .. }: &Filter) -> bool {
    let any = |fits: &dyn Fn(&str) -> bool| texts.iter().any(|text| fits(text));
    match (op, value) {
        (FilterOp::IsEmpty, None) => texts.iter().all(|text| text.is_empty()),
        (FilterOp::Equals, Some(FilterValue::Text(wanted))) => any(&|text| text == wanted),
        (FilterOp::Contains, Some(FilterValue::Text(part))) => {
            any(&|text| text.to_lowercase().contains(&part.to_lowercase()))
        }
        (FilterOp::StartsWith, Some(FilterValue::Text(part))) => {
            any(&|text| text.to_lowercase().starts_with(&part.to_lowercase()))
        }
        // The only expressions tried: the beginning of a text, in this case.
        (FilterOp::Regex, Some(FilterValue::Text(start))) => {
            any(&|text| text.starts_with(start.strip_prefix('^').expect("a beginning")))
        }
        (FilterOp::In, Some(FilterValue::Texts(wanted))) => any(&|text| wanted.iter().any(|wanted| wanted == text)),
        other => panic!("the naive enumerator does not know {other:?}"),
    }
}

fn number(world: &World, node: usize, field: &str) -> Option<f64> {
    let thing = &world.things[node];
    match field {
        "page" => thing.page.map(f64::from),
        "rows" => thing.page.filter(|_| thing.kind == Kind::Table).map(f64::from),
        "pages" => (thing.kind == Kind::Document).then_some(3.0),
        _ => {
            let named = field.strip_prefix("degree:");
            let counted = |&&(_, other, _): &&(usize, &str, usize)| named.is_none_or(|name| name == other);
            let ends = world.relations.iter().filter(counted).filter_map(|&(from, _, to)| match node {
                _ if from == node => Some(to),
                _ if to == node => Some(from),
                _ => None,
            });
            Some(ends.collect::<BTreeSet<usize>>().len() as f64)
        }
    }
}

fn number_holds(number: Option<f64>, Filter { op, value, .. }: &Filter) -> bool {
    let Some(number) = number else { return *op == FilterOp::IsEmpty };
    match (op, value) {
        (FilterOp::IsEmpty, None) => false,
        (FilterOp::Equals, Some(FilterValue::Number(wanted))) => number == *wanted,
        (FilterOp::AtLeast, Some(FilterValue::Number(least))) => number >= *least,
        (FilterOp::AtMost, Some(FilterValue::Number(most))) => number <= *most,
        (FilterOp::Between, Some(FilterValue::Numbers(both))) => number >= both[0] && number <= both[1],
        (FilterOp::In, Some(FilterValue::Numbers(wanted))) => wanted.contains(&number),
        other => panic!("the naive enumerator does not know {other:?}"),
    }
}
