//! The expected answer with all that may stand for it: other names, its quantity, the options or items it has.

use super::{number, text};
use pathloom_model::{AnswerForm, AssertionObject, Key, Kind, Knowledge, NodeData, Quantity, Sample, Unit};
use std::collections::BTreeSet;

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Expected {
    pub text: String,
    /// Other names of the answer.
    pub names: Vec<String>,
    /// Names of what else stands in the evidence: an answer with one of them is wrong.
    pub rivals: Vec<String>,
    pub quantity: Option<Quantity>,
    /// Of a multiple choice, A first.
    pub options: Vec<String>,
    /// Of a list.
    pub items: Vec<String>,
    pub question: String,
}

impl Expected {
    /// From a sample; aliases and rivals come from the graph.
    pub fn of(knowledge: &Knowledge, sample: &Sample) -> Expected {
        let answer = &sample.answer;
        let own = own_nodes(sample);
        let names: Vec<String> = own.iter().flat_map(|key| names_of(knowledge, key)).collect();
        let rivals = rivals(knowledge, sample, &own, &names);
        let quantity = answer.value.map(|value| {
            let unit = answer.unit.clone().unwrap_or_default();
            let measure = pathloom_extract::unit::parse(&unit.0);
            let (unit, scale) = measure.map_or((unit.0, 0), |measure| (measure.unit, measure.scale));
            let precision = answer.precision.unwrap_or_else(|| u8::try_from(value.scale()).unwrap_or(u8::MAX));
            Quantity { value, unit: Unit(unit), scale, precision }
        });
        let mut expected = Expected::text(&answer.text);
        expected.options = text::options(&sample.question);
        expected.question = sample.question.clone();
        let is_name = names.contains(&answer.text) || sample.nodes.iter().any(|node| node.name == answer.text);
        if quantity.is_some() || is_name {
            // A name may hold commas, and a printed number too.
            expected.items.clear();
        }
        if quantity.is_some() || answer.form == AnswerForm::Node {
            expected.quantity = quantity;
        }
        Expected { names, rivals, ..expected }
    }

    /// From the words alone.
    pub fn text(text: &str) -> Expected {
        let items = text::items(text, false);
        let quantity = if items.len() > 1 { None } else { number::whole(text) };
        Expected { text: text.to_owned(), quantity, items, ..Expected::default() }
    }

    pub(super) fn all_names(&self) -> impl Iterator<Item = &String> {
        self.names.iter().chain([&self.text])
    }

    /// One item of a list; what is not the item itself says nothing about it.
    pub(super) fn item(&self, item: &str) -> Expected {
        Expected { question: self.question.clone(), items: vec![], ..Expected::text(item) }
    }
}

fn own_nodes(sample: &Sample) -> BTreeSet<Key> {
    let own = |node: &&pathloom_model::SampleNode| {
        node.kind == Kind::Entity
            && (node.name == sample.answer.text
                || sample.answer.form == AnswerForm::Node && node.slot.as_deref() == Some(sample.answer.slot.as_str()))
    };
    sample.nodes.iter().filter(own).map(|node| node.key.clone()).collect()
}

fn names_of(knowledge: &Knowledge, key: &Key) -> Vec<String> {
    let Some(node) = knowledge.node(key) else { return Vec::new() };
    match &node.data {
        NodeData::Entity { aliases, .. } => aliases.iter().chain([&node.name]).cloned().collect(),
        _ => vec![node.name.clone()],
    }
}

/// Entities of the path and of what was read in the cited evidence.
fn rivals(knowledge: &Knowledge, sample: &Sample, own: &BTreeSet<Key>, names: &[String]) -> Vec<String> {
    let mut keys: BTreeSet<Key> =
        sample.nodes.iter().filter(|node| node.kind == Kind::Entity).map(|node| node.key.clone()).collect();
    for evidence in &sample.evidence {
        for stated in knowledge.read_in(&evidence.node) {
            keys.insert(stated.assertion.subject.clone());
            if let AssertionObject::Entity(object) = &stated.assertion.object {
                keys.insert(object.clone());
            }
        }
    }
    let mut rivals: Vec<String> =
        keys.iter().filter(|key| !own.contains(key)).flat_map(|key| names_of(knowledge, key)).collect();
    rivals.retain(|rival| !names.contains(rival) && *rival != sample.answer.text && rival.chars().count() > 1);
    rivals
}
