//! What a filter can ask of a node, kind by kind. How a field is read from a node is here; testing it is not.

use crate::{AssertionObject, Key, Kind, Node, NodeData, Scenario};
use Kind::{Assertion, Chunk, Document, Entity, Formula, Image, Table};
use std::borrow::Cow;

/// One field. `degree:RELATION` is `degree` restricted to a relation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    pub name: &'static str,
    /// The kinds that have it.
    pub kinds: &'static [Kind],
    pub is_number: bool,
    /// Read from the node itself, not from what the graph keeps of each.
    pub in_content: bool,
}

const fn kept(name: &'static str, kinds: &'static [Kind], is_number: bool) -> Field {
    Field { name, kinds, is_number, in_content: false }
}

const fn text(name: &'static str, kinds: &'static [Kind]) -> Field {
    Field { name, kinds, is_number: false, in_content: true }
}

const fn number(name: &'static str, kinds: &'static [Kind]) -> Field {
    Field { name, kinds, is_number: true, in_content: true }
}

/// Every field, in the order in which an editor offers them: what a kind has of its own comes first.
pub const FIELDS: [Field; 28] = [
    kept("type", &[Entity], false),
    kept("class", &[Image], false),
    // The words of a chunk, of a table's cells, inside an image, of a formula as printed.
    text("text", &[Chunk, Table, Image, Formula]),
    text("section", &[Chunk]),
    text("caption", &[Table, Image]),
    kept("rows", &[Table], true),
    kept("columns", &[Table], true),
    // Each symbol, and the words that bind it.
    text("symbols", &[Formula]),
    text("latex", &[Formula]),
    text("subject", &[Assertion]),
    text("predicate", &[Assertion]),
    // The name of an entity, or the literal as printed.
    text("object", &[Assertion]),
    // With its scale: 1,750 EUR m is 1750000000.
    number("value", &[Assertion]),
    text("unit", &[Assertion]),
    number("scale", &[Assertion]),
    number("precision", &[Assertion]),
    text("period", &[Assertion]),
    text("as_of", &[Assertion]),
    text("scenario", &[Assertion]),
    text("scope", &[Assertion]),
    text("conditions", &[Assertion]),
    kept("name", &Kind::ALL, false),
    text("aliases", &[Entity]),
    text("description", &[Entity]),
    kept("document", &Kind::ALL, false),
    kept("page", &Kind::ALL, true),
    number("pages", &[Document]),
    kept("degree", &Kind::ALL, true),
];

impl Field {
    /// By name; a degree by one relation is `degree`.
    pub fn find(name: &str) -> Option<&'static Field> {
        let name = if name.starts_with("degree:") { "degree" } else { name };
        FIELDS.iter().find(|field| field.name == name)
    }

    /// The fields that at least one of these kinds has.
    pub fn of(kinds: &[Kind]) -> impl Iterator<Item = &'static Field> {
        FIELDS.iter().filter(move |field| field.is_of(kinds))
    }

    pub fn is_of(&self, kinds: &[Kind]) -> bool {
        self.kinds.iter().any(|kind| kinds.contains(kind))
    }

    /// What the node says in a field of its content, as texts; `name_of` tells the name of another node.
    pub fn texts<'a>(&self, node: &'a Node, name_of: &dyn Fn(&Key) -> String) -> Vec<Cow<'a, str>> {
        let one = |text: &'a str| vec![Cow::Borrowed(text)];
        match (&node.data, self.name) {
            (NodeData::Chunk(chunk), "text") => one(&chunk.text),
            (NodeData::Chunk(chunk), "section") => chunk.section.iter().map(|head| head.as_str().into()).collect(),
            (NodeData::Table(table), "text") => {
                table.cells.iter().flatten().map(|cell| cell.text.as_str().into()).collect()
            }
            (NodeData::Table(table), "caption") => one(&table.caption),
            (NodeData::Image(figure), "text") => figure.words.iter().map(|word| word.as_str().into()).collect(),
            (NodeData::Image(figure), "caption") => one(&figure.caption),
            (NodeData::Formula { text, .. }, "text") => one(text),
            (NodeData::Formula { latex, .. }, "latex") => latex.iter().map(|latex| latex.as_str().into()).collect(),
            (NodeData::Formula { symbols, .. }, "symbols") => {
                let both = symbols.iter().flat_map(|symbol| [&symbol.symbol, &symbol.meaning]);
                both.map(|text| text.as_str().into()).collect()
            }
            (NodeData::Entity { aliases, .. }, "aliases") => {
                aliases.iter().map(|alias| alias.as_str().into()).collect()
            }
            (NodeData::Entity { description, .. }, "description") => one(description),
            (NodeData::Assertion(_), _) => self.stated(node, name_of),
            _ => Vec::new(),
        }
    }

    fn stated<'a>(&self, node: &'a Node, name_of: &dyn Fn(&Key) -> String) -> Vec<Cow<'a, str>> {
        let NodeData::Assertion(assertion) = &node.data else { return Vec::new() };
        let said = &assertion.qualifiers;
        let optional = |text: &'a Option<String>| text.as_deref().map(Cow::Borrowed);
        let found = match self.name {
            "subject" => Some(name_of(&assertion.subject).into()),
            "predicate" => Some(assertion.predicate.as_str().into()),
            "object" => Some(match &assertion.object {
                AssertionObject::Entity(key) => name_of(key).into(),
                AssertionObject::Quantity(quantity) => quantity.value.to_string().into(),
                AssertionObject::Text(text) => text.as_str().into(),
            }),
            "unit" => assertion.object.quantity().map(|quantity| quantity.unit.0.as_str().into()),
            "period" => optional(&said.period),
            "as_of" => optional(&said.as_of),
            "scenario" => said.scenario.map(|scenario| scenario_name(scenario).into()),
            "scope" => optional(&said.scope),
            "conditions" => optional(&said.conditions),
            _ => None,
        };
        found.into_iter().collect()
    }

    /// What the node says in a field of its content, as a number.
    pub fn number(&self, node: &Node) -> Option<f64> {
        match (&node.data, self.name) {
            (NodeData::Document { pages }, "pages") => Some(f64::from(*pages)),
            (NodeData::Assertion(assertion), name) => {
                let quantity = assertion.object.quantity()?;
                match name {
                    // By its digits, so that 0.1 in a template is 0.1 here.
                    "value" => quantity.base()?.to_string().parse().ok(),
                    "scale" => Some(f64::from(quantity.scale)),
                    "precision" => Some(f64::from(quantity.precision)),
                    _ => None,
                }
            }
            _ => None,
        }
    }
}

fn scenario_name(scenario: Scenario) -> &'static str {
    match scenario {
        Scenario::Actual => "actual",
        Scenario::Estimate => "estimate",
        Scenario::Restated => "restated",
        Scenario::Guided => "guided",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_fields_of_its_own_and_no_name_comes_twice() {
        for kind in Kind::ALL {
            let own = Field::of(&[kind]).filter(|field| field.kinds.len() < Kind::ALL.len()).count();
            assert!(own > 0, "{kind} has a field that not every kind has");
        }
        for (place, field) in FIELDS.iter().enumerate() {
            assert!(FIELDS[..place].iter().all(|other| other.name != field.name), "{} is said once", field.name);
        }
        assert_eq!(Field::find("degree:owns").map(|field| field.name), Some("degree"));
        assert_eq!(Field::find("colour"), None);
    }
}
