//! What a project's graph may speak of: types of entities, relations between them, and what breaks these.
//! Checking what was found against it is the extractor's.

use crate::template::Text2;
use crate::{Language, Span};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// It reaches every prompt and may come with a stranger's project: bounded in number and length.
pub const MAX_ENTITY_TYPES: usize = 300;
pub const MAX_RELATION_TYPES: usize = 500;
pub const MAX_ATTRIBUTES: usize = 60;
pub const MAX_WORDS: usize = 400;
/// Characters of a name, of a word, of a description.
pub const MAX_NAME: usize = 80;
pub const MAX_DESCRIPTION: usize = 1_000;
/// Bytes of its file, and of all its text together.
pub const MAX_BYTES: usize = 1 << 20;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ontology {
    /// The preset that it was made from: "finance".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preset: Option<String>,
    #[serde(default)]
    pub title: Text2,
    #[serde(default)]
    pub about: Text2,
    /// Relations of other names between entities are allowed.
    #[serde(default = "yes")]
    pub open: bool,
    #[serde(default, rename = "entity", skip_serializing_if = "Vec::is_empty")]
    pub entity_types: Vec<EntityType>,
    #[serde(default, rename = "relation", skip_serializing_if = "Vec::is_empty")]
    pub relation_types: Vec<RelationType>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EntityType {
    /// What entities carry and templates filter by: "Company".
    pub name: String,
    #[serde(default)]
    pub title: Text2,
    #[serde(default)]
    pub description: Text2,
    /// The wider type: a city is a place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attributes: Vec<Attribute>,
    /// Heads of columns, nouns of definitions and last words of names that give the type away: "refinery", "炼油厂".
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub words: Vec<String>,
    /// Names of entities of this type, each as documents write it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub examples: Vec<String>,
}

/// A figure, date or text that entities of a type have: the predicate of literal assertions.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attribute {
    pub name: String,
    #[serde(default, skip_serializing_if = "is_blank")]
    pub description: Text2,
    /// As it is printed mostly: "EUR m", "mg/L".
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub unit: String,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RelationType {
    /// Subject first, as in the graph: "headquartered_in".
    pub name: String,
    #[serde(default)]
    pub title: Text2,
    #[serde(default)]
    pub description: Text2,
    /// Types of the subject, those below them included; empty = any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub from: Vec<String>,
    /// Types of the object, those below them included; empty = any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub to: Vec<String>,
}

/// A name or claim that the ontology does not allow. It is told, never dropped.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Violation {
    pub rule: Breach,
    pub of: ViolationOf,
    /// The name, or the subject of the claim.
    pub subject: String,
    /// Its type as it was found.
    pub subject_type: String,
    /// Empty for a name.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub predicate: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub object: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub object_type: String,
    /// In words for the user.
    pub why: String,
    pub span: Span,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Breach {
    /// A type that the ontology does not have.
    UnknownType,
    /// A relation that a closed ontology does not have.
    UnknownRelation,
    /// A relation between types that it does not allow.
    WrongEnds,
}

/// Index into the names or claims of an extraction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ViolationOf {
    Name(u32),
    Claim(u32),
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OntologyError {
    #[error("It has {count} {what}; at most {most} are possible.")]
    TooMany { what: &'static str, count: usize, most: usize },
    #[error("{of} has {count} {what}; at most {most} are possible.")]
    TooManyOf { of: String, what: &'static str, count: usize, most: usize },
    #[error("A name or text of {of} has {chars} characters; at most {most} are possible.")]
    TooLong { of: String, chars: usize, most: usize },
    #[error("All its text together takes {bytes} bytes; at most {most} are possible.")]
    TooLarge { bytes: usize, most: usize },
    #[error("One of its {0} has no name.")]
    NoName(&'static str),
    #[error("The name “{0}” holds a line break or another control character, or starts or ends with a space.")]
    BadName(String),
    #[error("“{0}” is there twice.")]
    Twice(String),
    #[error("“{of}” names the type “{missing}”, which is not there.")]
    UnknownType { of: String, missing: String },
    #[error("“{0}” is a kind of itself by its parents.")]
    Cycle(String),
}

impl Default for Ontology {
    /// Nothing is prescribed.
    fn default() -> Ontology {
        Ontology {
            preset: None,
            title: Text2::default(),
            about: Text2::default(),
            open: true,
            entity_types: vec![],
            relation_types: vec![],
        }
    }
}

impl Ontology {
    /// Names unique and sound, numbers and lengths within bounds, every type that is named there, parents without
    /// cycles. The first thing wrong, in words.
    pub fn validate(&self) -> Result<(), OntologyError> {
        within("entity types", self.entity_types.len(), MAX_ENTITY_TYPES)?;
        within("relation types", self.relation_types.len(), MAX_RELATION_TYPES)?;
        let mut bytes = 0;
        for entity in &self.entity_types {
            bytes += entity.check()?;
        }
        for relation in &self.relation_types {
            bytes += relation.check()?;
        }
        bytes += short("the ontology", MAX_NAME, [&self.title.en, &self.title.zh])?;
        bytes += short("the ontology", MAX_NAME, self.preset.as_ref())?;
        bytes += short("the ontology", MAX_DESCRIPTION, [&self.about.en, &self.about.zh])?;
        if bytes > MAX_BYTES {
            return Err(OntologyError::TooLarge { bytes, most: MAX_BYTES });
        }
        unique(self.entity_types.iter().map(|entity| &entity.name))?;
        unique(self.relation_types.iter().map(|relation| &relation.name))?;
        self.check_named_types()?;
        self.check_parents()
    }

    /// Without types every type is known.
    pub fn is_blank(&self) -> bool {
        self.entity_types.is_empty() && self.relation_types.is_empty()
    }

    pub fn entity(&self, name: &str) -> Option<&EntityType> {
        self.entity_types.iter().find(|entity| entity.name == name)
    }

    pub fn relation(&self, name: &str) -> Option<&RelationType> {
        self.relation_types.iter().find(|relation| relation.name == name)
    }

    /// `kind` is `wanted` or below it by parents.
    pub fn is_a(&self, kind: &str, wanted: &str) -> bool {
        let mut at = kind;
        for _ in 0..=self.entity_types.len() {
            if at == wanted {
                return true;
            }
            match self.entity(at).and_then(|entity| entity.parent.as_deref()) {
                Some(wider) => at = wider,
                None => return false,
            }
        }
        false
    }

    fn check_named_types(&self) -> Result<(), OntologyError> {
        let known: BTreeSet<&str> = self.entity_types.iter().map(|entity| entity.name.as_str()).collect();
        let parents = self.entity_types.iter().flat_map(|it| it.parent.iter().map(move |parent| (&it.name, parent)));
        let ends =
            self.relation_types.iter().flat_map(|it| it.from.iter().chain(&it.to).map(move |end| (&it.name, end)));
        for (of, named) in parents.chain(ends) {
            if !known.contains(named.as_str()) {
                return Err(OntologyError::UnknownType { of: of.clone(), missing: named.clone() });
            }
        }
        Ok(())
    }

    fn check_parents(&self) -> Result<(), OntologyError> {
        let parent: BTreeMap<&str, &str> = self
            .entity_types
            .iter()
            .filter_map(|entity| Some((entity.name.as_str(), entity.parent.as_deref()?)))
            .collect();
        for entity in &self.entity_types {
            let mut at = entity.name.as_str();
            for _ in 0..self.entity_types.len() {
                match parent.get(at) {
                    Some(wider) if *wider == entity.name => return Err(OntologyError::Cycle(entity.name.clone())),
                    Some(wider) => at = wider,
                    None => break,
                }
            }
        }
        Ok(())
    }
}

impl EntityType {
    /// Bytes of its text.
    fn check(&self) -> Result<usize, OntologyError> {
        sound(&self.name, "entity types")?;
        let of = || format!("“{}”", self.name);
        let counted = [
            ("attributes", self.attributes.len(), MAX_ATTRIBUTES),
            ("words", self.words.len(), MAX_WORDS),
            ("examples", self.examples.len(), MAX_WORDS),
        ];
        for (what, count, most) in counted {
            if count > most {
                return Err(OntologyError::TooManyOf { of: of(), what, count, most });
            }
        }
        for attribute in &self.attributes {
            sound(&attribute.name, "attributes")?;
        }
        unique(self.attributes.iter().map(|attribute| &attribute.name))?;
        let names = [&self.name, &self.title.en, &self.title.zh];
        let names = names.into_iter().chain(&self.parent).chain(&self.words).chain(&self.examples);
        let names = names.chain(self.attributes.iter().flat_map(|it| [&it.name, &it.unit]));
        let texts = [&self.description].into_iter().chain(self.attributes.iter().map(|it| &it.description));
        let texts = texts.flat_map(|text| [&text.en, &text.zh]);
        Ok(short(&of(), MAX_NAME, names)? + short(&of(), MAX_DESCRIPTION, texts)?)
    }

    /// What a screen calls it.
    pub fn shown(&self, language: Language) -> &str {
        shown(&self.title, &self.name, language)
    }
}

impl RelationType {
    fn check(&self) -> Result<usize, OntologyError> {
        sound(&self.name, "relation types")?;
        let of = || format!("“{}”", self.name);
        for (what, ends) in [("subject types", &self.from), ("object types", &self.to)] {
            if ends.len() > MAX_ENTITY_TYPES {
                return Err(OntologyError::TooManyOf { of: of(), what, count: ends.len(), most: MAX_ENTITY_TYPES });
            }
            unique(ends.iter())?;
        }
        let names = [&self.name, &self.title.en, &self.title.zh].into_iter().chain(&self.from).chain(&self.to);
        let texts = [&self.description.en, &self.description.zh];
        Ok(short(&of(), MAX_NAME, names)? + short(&of(), MAX_DESCRIPTION, texts)?)
    }

    /// What a screen calls it.
    pub fn shown(&self, language: Language) -> &str {
        shown(&self.title, &self.name, language)
    }
}

/// The title in this language, else in the other one, else the name.
fn shown<'a>(title: &'a Text2, name: &'a str, language: Language) -> &'a str {
    let title = title.in_language(language);
    if title.is_empty() { name } else { title }
}

fn within(what: &'static str, count: usize, most: usize) -> Result<(), OntologyError> {
    if count > most { Err(OntologyError::TooMany { what, count, most }) } else { Ok(()) }
}

/// Bytes of all of them.
fn short<'a>(of: &str, most: usize, texts: impl IntoIterator<Item = &'a String>) -> Result<usize, OntologyError> {
    let mut bytes = 0;
    for text in texts {
        let chars = if text.len() > most { text.chars().count() } else { 0 };
        if chars > most {
            return Err(OntologyError::TooLong { of: cut(of), chars, most });
        }
        bytes += text.len();
    }
    Ok(bytes)
}

fn sound(name: &str, what: &'static str) -> Result<(), OntologyError> {
    if name.trim().is_empty() {
        return Err(OntologyError::NoName(what));
    }
    if name.trim() != name || name.chars().any(char::is_control) {
        return Err(OntologyError::BadName(cut(&name.escape_debug().to_string())));
    }
    Ok(())
}

fn unique<'a>(names: impl IntoIterator<Item = &'a String>) -> Result<(), OntologyError> {
    let mut seen = BTreeSet::new();
    match names.into_iter().find(|name| !seen.insert(*name)) {
        Some(twice) => Err(OntologyError::Twice(cut(twice))),
        None => Ok(()),
    }
}

/// So that what is wrong with a long name fits on a screen.
fn cut(name: &str) -> String {
    name.chars().take(MAX_NAME).collect()
}

fn is_blank(text: &Text2) -> bool {
    text.en.is_empty() && text.zh.is_empty()
}

const fn yes() -> bool {
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(name: &str, parent: Option<&str>) -> EntityType {
        EntityType { name: name.into(), parent: parent.map(str::to_owned), ..EntityType::default() }
    }

    fn with(entity_types: Vec<EntityType>) -> Ontology {
        Ontology { entity_types, ..Ontology::default() }
    }

    #[test]
    fn a_strangers_ontology_is_refused_with_the_reason() {
        let many = with((0..301).map(|at| place(&format!("T{at}"), None)).collect());
        let said = many.validate().expect_err("too many").to_string();
        assert_eq!(said, "It has 301 entity types; at most 300 are possible.");
        let long = with(vec![place(&"长".repeat(81), None)]);
        assert!(matches!(long.validate(), Err(OntologyError::TooLong { chars: 81, .. })), "characters, not bytes");
        let words = EntityType { words: vec!["w".into(); 401], ..place("City", None) };
        assert!(matches!(with(vec![words]).validate(), Err(OntologyError::TooManyOf { count: 401, .. })));
        let full = |at: usize| EntityType {
            examples: (0..400).map(|n| format!("{n:0>80}")).collect(),
            ..place(&format!("T{at}"), None)
        };
        let heavy = with((0..40).map(full).collect());
        assert!(matches!(heavy.validate(), Err(OntologyError::TooLarge { .. })), "each fits, together they do not");
        assert_eq!(with(vec![place(" ", None)]).validate(), Err(OntologyError::NoName("entity types")));
        assert!(matches!(with(vec![place("a\nb", None)]).validate(), Err(OntologyError::BadName(_))));
        let twice = with(vec![place("City", None), place("City", None)]);
        assert_eq!(twice.validate(), Err(OntologyError::Twice("City".into())));
        assert!(matches!(with(vec![place("City", Some("Place"))]).validate(), Err(OntologyError::UnknownType { .. })));
        let round = with(vec![place("A", Some("B")), place("B", Some("C")), place("C", Some("A"))]);
        assert!(matches!(round.validate(), Err(OntologyError::Cycle(_))));
        assert!(!round.is_a("A", "D"), "and a cycle that came in otherwise ends");
        assert!(matches!(with(vec![place("A", Some("A"))]).validate(), Err(OntologyError::Cycle(_))));
    }

    #[test]
    fn a_city_is_a_place_and_files_need_no_more_than_names() {
        let json = r#"{"entity":[{"name":"Place"},{"name":"City","parent":"Place"}],"relation":[{"name":"lies_in","from":["City"]}]}"#;
        let ontology: Ontology = serde_json::from_str(json).expect("reads");
        assert_eq!(ontology.validate(), Ok(()));
        assert!(ontology.open, "other relations are allowed unless it says otherwise");
        assert!(ontology.is_a("City", "Place") && !ontology.is_a("Place", "City"));
    }
}
