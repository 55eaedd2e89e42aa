//! The relation lexicon: which words state a relation between entities, and how a question describes an entity by it.
//! The TOML files under `assets/lexicon/`, shared by extraction (triggers) and composition (verbal forms).

use crate::Language;
use crate::language::is_han;
use serde::Deserialize;
use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

static BUILT_IN: LazyLock<Result<Lexicon, String>> = LazyLock::new(|| {
    let files = [
        include_str!("../../../assets/lexicon/nouns.toml"),
        include_str!("../../../assets/lexicon/relations.toml"),
        include_str!("../../../assets/lexicon/general.toml"),
    ];
    Lexicon::parse_all(&files)
});

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
    /// Spelling → the relations that it may stand for, in the order of the files.
    #[serde(skip)]
    readings: HashMap<String, Vec<usize>>,
}

/// The type of what no document tells.
pub const THING: &str = "Thing";
/// The type of a number, date or amount that stands where a name is wanted: it fits no relation.
pub const VALUE: &str = "Value";

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Noun {
    pub en: String,
    pub en_plural: String,
    pub zh: String,
    /// The wider type: a city is a place.
    #[serde(default)]
    pub is: Option<String>,
    /// Other words that head a column of these: "town", "城镇".
    #[serde(default)]
    pub heads: Vec<String>,
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
    /// Ends of which documents name only a few: of a country's companies, of a laboratory's people. Such an end is not
    /// described by the other one alone.
    #[serde(default)]
    pub open: Vec<End>,
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
    /// A whole question for the object: "Which {n} does {s} supply?".
    #[serde(default)]
    pub ask_object: Vec<String>,
    /// A whole question for the subject: "Which {n} supplies {o}?".
    #[serde(default)]
    pub ask_subject: Vec<String>,
}

/// One end of a relation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum End {
    Subject,
    Object,
}

impl Lexicon {
    pub fn parse(toml: &str) -> Result<Lexicon, String> {
        Lexicon::parse_all(&[toml])
    }

    /// Several files as one lexicon; a relation or noun of a later file does not replace one of an earlier.
    pub fn parse_all(files: &[&str]) -> Result<Lexicon, String> {
        let mut all = Lexicon::default();
        for file in files {
            let one: Lexicon = toml::from_str(file).map_err(|error| error.to_string())?;
            all.relation.extend(one.relation);
            for (entity_type, noun) in one.noun {
                all.noun.entry(entity_type).or_insert(noun);
            }
        }
        all.index();
        Ok(all)
    }

    /// Names win over import spellings, these over the words of sentences and heads.
    fn index(&mut self) {
        let mut readings: HashMap<String, Vec<usize>> = HashMap::new();
        let names = self.relation.iter().map(|relation| vec![relation.name.clone()]);
        let aliases = self.relation.iter().map(|relation| relation.aliases.clone());
        let words = self.relation.iter().map(|relation| {
            let chinese = relation.zh.iter().flat_map(|forms| &forms.triggers).filter(|words| !words.contains('{'));
            let english = relation.en.triggers.iter().filter(|words| !words.contains('…'));
            english.chain(chinese).chain(&relation.column_heads).cloned().collect()
        });
        for layer in [names.collect::<Vec<_>>(), aliases.collect(), words.collect()] {
            let mut added: BTreeMap<String, Vec<usize>> = BTreeMap::new();
            for (place, spellings) in layer.into_iter().enumerate() {
                for spelling in spellings {
                    let known = added.entry(spelled(&spelling)).or_default();
                    if !known.contains(&place) {
                        known.push(place);
                    }
                }
            }
            for (spelling, places) in added {
                readings.entry(spelling).or_insert(places);
            }
        }
        // Names as they are written in the graph need no spelling out.
        for (place, relation) in self.relation.iter().enumerate() {
            readings.entry(relation.name.clone()).or_insert_with(|| vec![place]);
        }
        self.readings = readings;
    }

    /// What a relation or metric is called on a screen: "headquartered in", "总部位于"; never with underscores.
    pub fn shown(&self, predicate: &str, language: Language) -> String {
        let plain = || predicate.replace('_', " ");
        let foreign = language == Language::Zh && !predicate.chars().any(is_han);
        let Some(words) = self.relation(predicate).filter(|_| foreign) else { return plain() };
        let between = |form: &String| {
            let middle = form.strip_prefix("{s}")?.strip_suffix("{o}")?;
            (!middle.contains('{')).then(|| middle.to_owned())
        };
        let stated = words.zh.iter().flat_map(|forms| &forms.statement).find_map(between);
        let named = words.aliases.iter().find(|alias| alias.chars().any(is_han)).cloned();
        let around = || {
            let forms = words.zh.iter().flat_map(|forms| &forms.statement);
            forms.filter_map(|form| form.strip_prefix("{s}")).next().map(|rest| rest.replace("{o}", "…"))
        };
        stated.or(named).or_else(around).unwrap_or_else(plain)
    }

    /// The first relation of this name or import spelling: "supplies", "供应", "located_in", "officialLanguage".
    pub fn relation(&self, name: &str) -> Option<&RelationWords> {
        self.readings(name).next()
    }

    /// Every relation that a name or spelling may stand for: "首都" from the city to the country, and the other way round.
    pub fn readings(&self, name: &str) -> impl Iterator<Item = &RelationWords> {
        // Most names are no relation's and spelled already: only others are worth a second look.
        let is_plain = |c: char| c.is_ascii_lowercase() || c == ' ' || (!c.is_ascii() && !c.is_uppercase());
        let again = || (!name.chars().all(is_plain)).then(|| self.readings.get(&spelled(name))).flatten();
        let places = self.readings.get(name).or_else(again);
        places.into_iter().flatten().map(|&place| &self.relation[place])
    }

    /// The reading whose ends take these types; none where every reading contradicts them.
    pub fn reading(&self, name: &str, subject: &str, object: &str) -> Option<&RelationWords> {
        let fit =
            |words: &RelationWords| self.fits(subject, &words.subject).min(1) * self.fits(object, &words.object).min(1);
        let score = |words: &RelationWords| self.fits(subject, &words.subject) + self.fits(object, &words.object);
        let mut best: Option<(&RelationWords, u8)> = None;
        for words in self.readings(name).filter(|words| fit(words) > 0) {
            if best.is_none_or(|(_, known)| score(words) > known) {
                best = Some((words, score(words)));
            }
        }
        best.map(|(words, _)| words)
    }

    /// The type whose noun or head a lower-case word is: "segment", "催化剂".
    pub fn type_of_noun(&self, word: &str) -> Option<&str> {
        let is = |noun: &Noun| noun.en == word || noun.en_plural == word || noun.zh == word;
        let found = self.noun.iter().find(|(_, noun)| is(noun) || noun.heads.iter().any(|head| head == word));
        found.map(|(entity_type, _)| entity_type.as_str()).filter(|entity_type| *entity_type != THING)
    }

    /// The name under which a relation is compared: the lexicon's where a spelling has one reading.
    pub fn canonical<'a>(&'a self, name: &'a str) -> &'a str {
        let mut readings = self.readings(name);
        match (readings.next(), readings.next()) {
            (Some(only), None) => &only.name,
            _ => name,
        }
    }

    /// `kind` is `wanted` or below it. A Thing is not.
    pub fn is_a(&self, kind: &str, wanted: &str) -> bool {
        let mut at = kind;
        for _ in 0..8 {
            if at == wanted {
                return true;
            }
            match self.noun.get(at).and_then(|noun| noun.is.as_deref()) {
                Some(wider) => at = wider,
                None => return false,
            }
        }
        false
    }

    /// Whether a type may stand where a relation wants one of `wanted`. 3 = it is named, 2 = surely, 1 = perhaps, 0 = no.
    pub fn fits(&self, kind: &str, wanted: &[String]) -> u8 {
        if kind == VALUE {
            return 0;
        }
        if wanted.is_empty() || kind == THING {
            return 1;
        }
        if wanted.iter().any(|it| it == kind) {
            return 3;
        }
        let surely = wanted.iter().any(|it| self.is_a(kind, it));
        let perhaps = wanted.iter().any(|it| it == THING || self.is_a(it, kind));
        if surely { 2 } else { u8::from(perhaps) }
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

/// How spellings are compared: small letters, one space where there is an underscore, a hyphen or an inner capital.
fn spelled(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut small = false;
    for c in name.trim().chars() {
        let gap = c.is_whitespace() || matches!(c, '_' | '-');
        if (gap || (small && c.is_uppercase())) && !out.ends_with(' ') {
            out.push(' ');
        }
        if !gap {
            out.extend(c.to_lowercase());
        }
        small = c.is_lowercase();
    }
    out
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
                for text in forms.subject_by_object.iter().chain(&forms.ask_subject) {
                    assert!(text.contains("{o}"), "{}: {text} names the object", relation.name);
                }
                for text in &forms.ask_object {
                    assert!(text.contains("{s}"), "{}: {text} names the subject", relation.name);
                }
            }
        }
    }

    #[test]
    fn what_is_shown_has_no_underscores() {
        let lexicon = built_in();
        assert_eq!(lexicon.shown("net_sales_of", Language::En), "net sales of", "no relation of ours");
        assert_eq!(lexicon.shown("net_sales_of", Language::Zh), "net sales of");
        assert_eq!(lexicon.shown("acquired", Language::Zh), "收购了");
        for relation in &lexicon.relation {
            for language in [Language::En, Language::Zh] {
                let shown = lexicon.shown(&relation.name, language);
                assert!(!shown.contains(['_', '{', '}']) && !shown.is_empty(), "{}: {shown}", relation.name);
                let chinese = relation.zh.is_none() || shown.chars().any(is_han);
                assert!(chinese || language == Language::En, "{}: {shown}", relation.name);
            }
        }
    }
}
