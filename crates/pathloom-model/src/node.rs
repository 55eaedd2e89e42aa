//! Nodes of the graph. Every node but Document has at least one span.

use crate::block::ChunkData;
use crate::{Decimal, Described, Figure, Key, Kind, ObjectLabel, Quantity, Span, TableData};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Node {
    pub key: Key,
    /// What lists show: an entity's name, "Table 2 · Revenue by company", the head of a chunk.
    pub name: String,
    /// The document it was first read in; `None` for Document itself.
    pub document: Option<Key>,
    pub spans: Vec<Span>,
    pub data: NodeData,
}

impl Node {
    pub fn kind(&self) -> Kind {
        match &self.data {
            NodeData::Document { .. } => Kind::Document,
            NodeData::Chunk(_) => Kind::Chunk,
            NodeData::Entity { .. } => Kind::Entity,
            NodeData::Assertion(_) => Kind::Assertion,
            NodeData::Image(_) => Kind::Image,
            NodeData::Table(_) => Kind::Table,
            NodeData::Formula { .. } => Kind::Formula,
        }
    }

    /// The type of an Entity or the class of an Image.
    pub fn label(&self) -> Option<&str> {
        match &self.data {
            NodeData::Entity { entity_type, .. } => Some(entity_type),
            NodeData::Image(figure) => Some(figure.class.name()),
            _ => None,
        }
    }

    /// Where it was first seen, from 1.
    pub fn page(&self) -> Option<u32> {
        self.spans.first().map(|span| span.page)
    }

    /// What a model says of a Table, Image or Formula.
    pub fn described(&self) -> Option<&Described> {
        match &self.data {
            NodeData::Table(table) => table.described.as_deref(),
            NodeData::Image(figure) => figure.described.as_deref(),
            NodeData::Formula { described, .. } => described.as_deref(),
            _ => None,
        }
    }

    /// Rows and columns of a Table, its longest row counted.
    pub fn size(&self) -> Option<[u32; 2]> {
        let NodeData::Table(table) = &self.data else { return None };
        Some([table.cells.len() as u32, table.cells.iter().map(Vec::len).max().unwrap_or(0) as u32])
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind")]
pub enum NodeData {
    Document {
        pages: u32,
    },
    Chunk(ChunkData),
    Entity {
        /// "Company", "Plant", "Person", … as the extractor's ontology names it; "Thing" when unknown.
        entity_type: String,
        aliases: Vec<String>,
        /// A definition found in a document, as written there; empty when there is none.
        description: String,
        /// What a model says it is, in the model's words; empty without one.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        about: String,
        /// A model gave it and no document is found to name it: why.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        unverified: Option<String>,
    },
    Assertion(Assertion),
    Image(Figure),
    Table(TableData),
    Formula {
        latex: Option<String>,
        text: String,
        label: Option<ObjectLabel>,
        /// Symbols bound by the text around or by table heads.
        symbols: Vec<Symbol>,
        blob: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        described: Option<Box<Described>>,
    },
}

/// What a formula's symbol stands for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Symbol {
    /// LaTeX of the symbol: `Q_h`.
    pub symbol: String,
    /// The words that bind it: "the heating capacity in kW".
    pub meaning: String,
    /// The table column or predicate that carries its values, when there is one.
    pub predicate: Option<String>,
    pub span: Span,
}

/// Subject, predicate, object and what limits it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Assertion {
    pub subject: Key,
    /// Entity objects: a relation of the lexicon or the words found. Literals: the metric ("Revenue").
    pub predicate: String,
    pub object: AssertionObject,
    #[serde(default)]
    pub qualifiers: Qualifiers,
    /// Why the extractor believes it: "table cell", "sentence pattern", "imported triple", "model", "table cell + model".
    pub method: String,
    /// 0..=1, the extractor's own estimate.
    pub confidence: f32,
    /// A model says so, and no source is found to: why. Such an assertion is no relation between entities.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unverified: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AssertionObject {
    Entity(Key),
    Quantity(Quantity),
    /// A literal that is no number: a date, a class, a code.
    Text(String),
}

impl AssertionObject {
    pub fn entity(&self) -> Option<&Key> {
        if let AssertionObject::Entity(key) = self { Some(key) } else { None }
    }

    pub fn quantity(&self) -> Option<&Quantity> {
        if let AssertionObject::Quantity(quantity) = self { Some(quantity) } else { None }
    }

    pub fn value(&self) -> Option<Decimal> {
        self.quantity().map(|quantity| quantity.value)
    }
}

/// What limits an assertion. Strings as printed; empty fields are not said.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Qualifiers {
    /// "FY24", "2023", "Q3 2024", "第三季度".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_of: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scenario: Option<Scenario>,
    /// "in Norway", "group", a column group of the table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conditions: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scenario {
    Actual,
    Estimate,
    Restated,
    Guided,
}
