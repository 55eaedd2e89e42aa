//! What is read in one document, as plain data: structure, names, mentions, claims, and what was refused and why.
//! Names are local to the document (an index into `names`); `resolve` makes entities of them.

use pathloom_model::{Key, Language, Node, Qualifiers, Quantity, Relation, Span, Violation};
use serde::{Deserialize, Serialize};

/// [`Claim::method`] of what a model says.
pub const MODEL: &str = "model";

/// Index into [`Extraction::names`].
pub type NameId = u32;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Extraction {
    pub document: Key,
    /// File name.
    pub document_name: String,
    pub language: Language,
    /// Document, Chunk, Table (cells with their values), Image, Formula (with its symbols).
    pub nodes: Vec<Node>,
    /// Structural relations that need no entity: belongs_to, located_in, refer_to, uses.
    pub relations: Vec<Relation>,
    /// References to sections, articles and clauses: from a chunk to the chunk where that part begins. Not in the
    /// graph, whose relations are a closed list.
    #[serde(default)]
    pub parts: Vec<Relation>,
    pub names: Vec<Name>,
    pub mentions: Vec<Mention>,
    pub claims: Vec<Claim>,
    pub refused: Vec<Refusal>,
    /// What the project's ontology does not allow; the names and claims stand.
    #[serde(default)]
    pub violations: Vec<Violation>,
}

/// Something the document calls by a name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Name {
    pub text: String,
    /// "Company", "Plant", …; "Thing" when the document does not tell.
    pub entity_type: String,
    /// Other spellings that the document gives: "以下简称", an abbreviation in brackets.
    pub aliases: Vec<Alias>,
    /// The sentence that says what it is, as written.
    pub definition: Option<Definition>,
    /// Where the name was first seen.
    pub span: Span,
    /// From a list of triples: equal only to the very same name.
    #[serde(default)]
    pub exact: bool,
    /// What a model says it is, in the model's words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub about: String,
    /// A model gave it, and it is not found in the source: why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unverified: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Alias {
    pub text: String,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Definition {
    pub text: String,
    pub span: Span,
}

/// A name found in a node: `located_in` for a Chunk, `related_to` for Table, Image and Formula. An unverified one makes
/// no relation: these say that the node names it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Mention {
    pub name: NameId,
    pub node: Key,
    pub spans: Vec<Span>,
    /// A model says so, and its quote is not found in the node: why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unverified: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Claim {
    pub subject: NameId,
    pub predicate: String,
    pub object: ClaimObject,
    pub qualifiers: Qualifiers,
    pub spans: Vec<Span>,
    /// The Chunk, Table, Image or Formula it was read in; the Document for imported triples.
    pub source: Key,
    /// Objects that its own sentence points at.
    #[serde(default)]
    pub refers: Vec<Reference>,
    /// "table cell", "table row", "sentence pattern", "imported triple", "model".
    pub method: String,
    /// 0..=1.
    pub confidence: f32,
    /// A model says so, and its quote is not found in the source: why, with the quote as the model gave it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unverified: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClaimObject {
    Name(NameId),
    Quantity(Quantity),
    Text(String),
}

/// "Table 2" in a sentence, and the node it points at.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reference {
    pub target: Key,
    pub span: Span,
}

/// Something that was seen and not taken.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Refusal {
    pub what: RefusalKind,
    /// In words for the user.
    pub why: String,
    pub span: Span,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefusalKind {
    /// A table whose heads could not be typed.
    Table,
    /// One row or column of a table.
    TablePart,
    /// "Table 9" where there is no such table.
    Reference,
    /// A formula none of whose symbols is explained.
    Formula,
    /// An entity that a model gave and that cannot be one: no name, a name too long, one alias not in the source.
    Entity,
    /// A relation that a model gave and whose ends are no entities of the reply or of the source.
    Relation,
    /// Kept, but against the ontology.
    Violation,
    /// Kept, but its quote is not found in the source.
    Unverified,
    /// A reply that could not be used, or a part of one.
    BadReply,
    /// More than is taken of one reply, or longer than a model reads.
    Limit,
}
