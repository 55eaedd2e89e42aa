//! The relation lexicon: which words state a relation between entities, and how a question describes an entity by it.
//! One TOML file under `assets/lexicon/`, shared by extraction (triggers) and composition (verbal forms).

use crate::Language;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

static BUILT_IN: LazyLock<Result<Lexicon, String>> =
    LazyLock::new(|| Lexicon::parse(include_str!("../../../assets/lexicon/relations.toml")));

/// The lexicon that ships with Pathloom.
pub fn built_in() -> &'static Lexicon {
    static EMPTY: LazyLock<Lexicon> = LazyLock::new(Lexicon::default);
    BUILT_IN.as_ref().unwrap_or(&EMPTY)
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lexicon {
    #[serde(default)]
    pub relation: Vec<RelationWords>,
    /// Entity type → common noun: Company → "company" / "公司".
    #[serde(default)]
    pub noun: BTreeMap<String, Noun>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Noun {
    pub en: String,
    pub en_plural: String,
    pub zh: String,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RelationWords {
    /// Normalised name, subject first: "supplies" in "A supplies B".
    pub name: String,
    /// Entity types that the two ends take when the name alone does not tell; empty = any.
    #[serde(default)]
    pub subject: Vec<String>,
    #[serde(default)]
    pub object: Vec<String>,
    /// At most one object per subject (a plant has one city): helps to spot conflicts.
    #[serde(default)]
    pub functional: bool,
    pub en: Forms,
    #[serde(default)]
    pub zh: Option<Forms>,
    /// Spellings on import: CSV heads and triple files ("创立者", "Operator").
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Column heads of tables whose cell is the object of this relation, the row head the subject.
    #[serde(default)]
    pub column_heads: Vec<String>,
    /// The other way round: the cell is the subject, the row head the object (Plant | Operator for "operates").
    #[serde(default)]
    pub inverse_heads: Vec<String>,
}

/// The verbal forms in one language. `{s}` is the subject, `{o}` the object, `{n}` the common noun of what is described.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Forms {
    /// Words between subject and object that state it: "supplies", "向{o}供应" (Chinese may hold `{o}`).
    #[serde(default)]
    pub triggers: Vec<String>,
    /// Words that state it with the ends exchanged: "is supplied by".
    #[serde(default)]
    pub passive: Vec<String>,
    /// Statements for steps: "{s} supplies {o}".
    pub statement: Vec<String>,
    /// Describes the object by the subject: "the {n} that {s} supplies".
    pub object_by_subject: Vec<String>,
    /// Describes the subject by the object: "the {n} that supplies {o}".
    pub subject_by_object: Vec<String>,
}

impl Lexicon {
    pub fn parse(toml: &str) -> Result<Lexicon, String> {
        toml::from_str(toml).map_err(|error| error.to_string())
    }

    pub fn relation(&self, name: &str) -> Option<&RelationWords> {
        self.relation.iter().find(|relation| relation.name == name)
    }

    /// By name or by one of its import spellings, case ignored.
    pub fn resolve(&self, spelling: &str) -> Option<&RelationWords> {
        let spelling = spelling.trim();
        self.relation.iter().find(|relation| {
            relation.name.eq_ignore_ascii_case(spelling)
                || relation.aliases.iter().any(|alias| alias.to_lowercase() == spelling.to_lowercase())
        })
    }

    /// Common noun of an entity type; "thing" / "对象" when it is unknown.
    pub fn noun(&self, entity_type: &str, language: Language) -> &str {
        match (self.noun.get(entity_type), language) {
            (Some(noun), Language::En) => &noun.en,
            (Some(noun), Language::Zh) => &noun.zh,
            (None, Language::En) => "one",
            (None, Language::Zh) => "对象",
        }
    }
}

impl RelationWords {
    /// The forms in a language; `None` when the relation has no verbal form there.
    pub fn forms(&self, language: Language) -> Option<&Forms> {
        match language {
            Language::En => Some(&self.en),
            Language::Zh => self.zh.as_ref(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_lexicon_reads_and_every_form_has_its_places() {
        let lexicon = BUILT_IN.as_ref().expect("assets/lexicon/relations.toml reads");
        assert!(lexicon.relation.len() >= 20, "there are enough relations to compose with");
        for relation in &lexicon.relation {
            for forms in [Some(&relation.en), relation.zh.as_ref()].into_iter().flatten() {
                for text in &forms.statement {
                    assert!(text.contains("{s}") && text.contains("{o}"), "{}: {text}", relation.name);
                }
                for text in &forms.object_by_subject {
                    assert!(text.contains("{s}"), "{}: {text} names the subject", relation.name);
                }
                for text in &forms.subject_by_object {
                    assert!(text.contains("{o}"), "{}: {text} names the object", relation.name);
                }
            }
        }
    }
}
