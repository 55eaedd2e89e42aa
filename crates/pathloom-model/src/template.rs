//! Path templates: the pattern a user edits. TOML, one file each; unknown fields are errors.

use crate::{Kind, Language};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Template {
    pub id: String,
    /// Other spellings that are understood.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// "Entity and text", "Table", "Chart", "Formula", "Mixed", "More"; "Mine" for the user's own.
    #[serde(default)]
    pub group: String,
    pub title: Text2,
    /// One sentence, with an example question.
    #[serde(default)]
    pub about: Text2,
    pub slot: Vec<Slot>,
    #[serde(default)]
    pub link: Vec<Link>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub constraints: Vec<Constraint>,
    #[serde(default, skip_serializing_if = "Caps::is_empty")]
    pub caps: Caps,
}

/// The same text in the two interface languages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text2 {
    pub en: String,
    #[serde(default)]
    pub zh: String,
}

impl Text2 {
    /// The other language's text where this one has none.
    pub fn in_language(&self, language: Language) -> &str {
        let (wanted, other) = match language {
            Language::En => (&self.en, &self.zh),
            Language::Zh => (&self.zh, &self.en),
        };
        if wanted.is_empty() { other } else { wanted }
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Slot {
    pub id: String,
    pub kinds: Vec<Kind>,
    pub role: Role,
    /// `[min, max]`: unordered, distinct; `[0, 1]` is optional.
    #[serde(default = "one_one", skip_serializing_if = "is_one_one")]
    pub instances: [u32; 2],
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub filters: Vec<Filter>,
    /// Named in the question.
    #[serde(default, skip_serializing_if = "is_false")]
    pub show: bool,
    /// Shown by a description instead of its name.
    #[serde(default, skip_serializing_if = "is_false")]
    pub blur: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    Start,
    Bridge,
    Evidence,
    Answer,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Filter {
    /// One of [`crate::FIELDS`] that the slot's kinds have, or `degree:RELATION`.
    pub field: String,
    pub op: FilterOp,
    /// A string, a number, a list of strings for `in`, `[low, high]` for `between`; absent for `is_empty`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<FilterValue>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum FilterValue {
    Number(f64),
    Text(String),
    Numbers(Vec<f64>),
    Texts(Vec<String>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FilterOp {
    Equals,
    Contains,
    StartsWith,
    Regex,
    AtLeast,
    AtMost,
    Between,
    IsEmpty,
    In,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Link {
    pub from: String,
    pub to: String,
    #[serde(default)]
    pub relations: Relations,
    #[serde(default)]
    pub direction: Direction,
    /// `[min, max]` relations between the two slots.
    #[serde(default = "one_one")]
    pub hops: [u32; 2],
    /// Kinds that may stand between, where there is more than one hop.
    #[serde(default = "entities")]
    pub between: Vec<Kind>,
}

/// "any" or a list of names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "RelationsText", into = "RelationsText")]
pub enum Relations {
    #[default]
    Any,
    Named(Vec<String>),
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(untagged)]
enum RelationsText {
    Word(String),
    List(Vec<String>),
}

impl TryFrom<RelationsText> for Relations {
    type Error = String;
    fn try_from(text: RelationsText) -> Result<Relations, String> {
        match text {
            RelationsText::Word(word) if word == "any" => Ok(Relations::Any),
            RelationsText::Word(word) => {
                Err(format!("relations: expected \"any\" or a list of names, found \"{word}\""))
            }
            RelationsText::List(names) => Ok(Relations::Named(names)),
        }
    }
}

impl From<Relations> for RelationsText {
    fn from(relations: Relations) -> RelationsText {
        match relations {
            Relations::Any => RelationsText::Word("any".into()),
            Relations::Named(names) => RelationsText::List(names),
        }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    #[default]
    Out,
    In,
    Any,
}

/// Between two slots of the template.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Constraint {
    SameDocument([String; 2]),
    DifferentDocument([String; 2]),
}

/// How often one node may serve in a draw. Never changes a count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Caps {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per_answer: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per_start: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per_document: Option<u32>,
}

impl Caps {
    pub fn is_empty(&self) -> bool {
        *self == Caps::default()
    }
}

fn one_one() -> [u32; 2] {
    [1, 1]
}

fn is_one_one(instances: &[u32; 2]) -> bool {
    *instances == [1, 1]
}

fn is_false(flag: &bool) -> bool {
    !flag
}

fn entities() -> Vec<Kind> {
    vec![Kind::Entity]
}
