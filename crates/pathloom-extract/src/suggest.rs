//! An ontology for documents, from what was found in them: types and relations with how often, types that heads of
//! columns and definitions name, and the figures that entities of a type have. A proposal: a person takes it or not.

use crate::ontology::THING;
use crate::{ClaimObject, Extraction, NameId, conform, definition};
use pathloom_model::language::is_han;
use pathloom_model::lexicon::{self, VALUE};
use pathloom_model::{Attribute, EntityType, Language, Ontology, RelationType, Text2};
use std::collections::{BTreeMap, BTreeSet};

/// At most this many of each are proposed, those most seen.
const TYPES: usize = 40;
const RELATIONS: usize = 60;
const ATTRIBUTES: usize = 10;
const EXAMPLES: usize = 3;
/// Names that must share a head or a defining noun before it is proposed as a type.
const NEW_TYPE: u64 = 2;
/// A relation between more types than these is proposed between any.
const ENDS: usize = 6;
/// Letters of a word that may be a type.
const WORD: usize = 40;

/// Why something is proposed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    pub name: String,
    pub count: u64,
    /// As the documents write them.
    pub examples: Vec<String>,
}

/// Takes the documents one after the other.
#[derive(Default)]
pub struct Suggester {
    types: BTreeMap<String, Tally>,
    /// Word as it heads columns or defines names → names.
    words: BTreeMap<String, Tally>,
    /// Type → metric → (times, unit).
    attributes: BTreeMap<String, BTreeMap<String, (u64, String)>>,
    relations: BTreeMap<String, Ends>,
}

#[derive(Default)]
struct Tally {
    count: u64,
    examples: Vec<String>,
    /// Of names that the document does not tell otherwise: so that a word is proposed once.
    named: BTreeSet<String>,
}

#[derive(Default)]
struct Ends {
    tally: Tally,
    from: BTreeSet<String>,
    to: BTreeSet<String>,
}

impl Tally {
    fn see(&mut self, example: &str) {
        self.count += 1;
        if self.examples.len() < EXAMPLES && !self.examples.iter().any(|known| known == example) {
            self.examples.push(example.to_owned());
        }
    }

    fn seen(&self, name: &str) -> Seen {
        Seen { name: name.to_owned(), count: self.count, examples: self.examples.clone() }
    }
}

impl Suggester {
    pub fn take(&mut self, extraction: &Extraction) {
        let heads = conform::heads(extraction);
        for (id, name) in extraction.names.iter().enumerate() {
            if name.entity_type != THING && name.entity_type != VALUE {
                self.types.entry(name.entity_type.clone()).or_default().see(&name.text);
                continue;
            }
            let by_head = heads.get(&(id as NameId)).and_then(|labels| labels.first().cloned());
            let defined = || definition::noun(&name.definition.as_ref()?.text, &name.text);
            let Some(word) = by_head.or_else(defined).and_then(|word| as_type(&word)) else { continue };
            let tally = self.words.entry(word).or_default();
            if tally.named.len() < 1_000 && tally.named.insert(name.text.clone()) {
                tally.see(&name.text);
            }
        }
        self.take_claims(extraction);
    }

    fn take_claims(&mut self, extraction: &Extraction) {
        let name = |id: NameId| extraction.names.get(id as usize);
        for claim in &extraction.claims {
            let Some(subject) = name(claim.subject) else { continue };
            match &claim.object {
                ClaimObject::Name(object) => {
                    let Some(object) = name(*object) else { continue };
                    let predicate = lexicon::built_in().canonical(&claim.predicate);
                    let ends = self.relations.entry(predicate.to_owned()).or_default();
                    ends.tally.see(&format!("{} → {}", subject.text, object.text));
                    ends.from.insert(subject.entity_type.clone());
                    ends.to.insert(object.entity_type.clone());
                }
                ClaimObject::Quantity(quantity) => {
                    let metrics = self.attributes.entry(subject.entity_type.clone()).or_default();
                    let metric = metrics.entry(claim.predicate.clone()).or_default();
                    metric.0 += 1;
                    metric.1 = quantity.unit.0.clone();
                }
                ClaimObject::Text(_) => {
                    let metrics = self.attributes.entry(subject.entity_type.clone()).or_default();
                    metrics.entry(claim.predicate.clone()).or_default().0 += 1;
                }
            }
        }
    }

    /// The proposal, and the grounds for each entity type and then each relation type, in their order.
    pub fn finish(self) -> (Ontology, Vec<Seen>) {
        let Suggester { types, words, mut attributes, relations } = self;
        let new = words.iter().filter(|(word, tally)| tally.count >= NEW_TYPE && !types.contains_key(*word));
        let all = most(types.iter().chain(new), |tally| tally.count, TYPES);
        let names: BTreeSet<&str> = all.iter().map(|(name, _)| name.as_str()).collect();
        let mut grounds: Vec<Seen> = all.iter().map(|(name, tally)| tally.seen(name)).collect();
        let entity_types = all.iter().map(|(name, tally)| {
            let known = types.contains_key(*name);
            let figures = attributes.remove(*name).unwrap_or_default();
            entity_type(name, known, tally, figures, &names)
        });
        let entity_types = entity_types.collect();
        let relations = most(relations.iter(), |ends| ends.tally.count, RELATIONS);
        grounds.extend(relations.iter().map(|(name, ends)| ends.tally.seen(name)));
        let relation_types = relations.iter().map(|(name, ends)| relation_type(name, ends, &names)).collect();
        let about = Text2 {
            en: "Proposed from what was found in the documents.".into(),
            zh: "根据文档中找到的内容提出。".into(),
        };
        let title = Text2 { en: "From these documents".into(), zh: "来自这些文档".into() };
        (Ontology { preset: None, title, about, open: true, entity_types, relation_types }, grounds)
    }
}

/// The most frequent, each with what it is; equal ones by name.
fn most<'a, T>(
    all: impl Iterator<Item = (&'a String, &'a T)>,
    count: impl Fn(&T) -> u64,
    most: usize,
) -> Vec<(&'a String, &'a T)> {
    let mut sorted: Vec<_> = all.collect();
    sorted.sort_by(|a, b| count(b.1).cmp(&count(a.1)).then_with(|| a.0.cmp(b.0)));
    sorted.truncate(most);
    sorted
}

fn entity_type(
    name: &str,
    known: bool,
    tally: &Tally,
    figures: BTreeMap<String, (u64, String)>,
    names: &BTreeSet<&str>,
) -> EntityType {
    let figures = figures.iter().filter(|(metric, _)| fits(metric));
    let attributes = most(figures, |found| found.0, ATTRIBUTES).into_iter();
    let attributes = attributes.map(|(metric, (_, unit))| Attribute {
        name: metric.clone(),
        description: Text2::default(),
        unit: unit.clone(),
    });
    let attributes = attributes.collect();
    if let Some(noun) = lexicon::built_in().noun.get(name).filter(|_| known) {
        return EntityType {
            name: name.to_owned(),
            title: Text2 { en: capital(&noun.en), zh: noun.zh.clone() },
            parent: noun.is.clone().filter(|parent| names.contains(parent.as_str())),
            words: std::iter::once(&noun.en).chain(&noun.heads).cloned().collect(),
            attributes,
            ..EntityType::default()
        };
    }
    let word = spaced(name);
    EntityType {
        name: name.to_owned(),
        title: Text2 { en: word.clone(), zh: if name.chars().any(is_han) { word.clone() } else { String::new() } },
        words: vec![word.to_lowercase()],
        examples: if known { vec![] } else { tally.examples.iter().filter(|it| fits(it)).cloned().collect() },
        attributes,
        ..EntityType::default()
    }
}

fn relation_type(name: &str, ends: &Ends, names: &BTreeSet<&str>) -> RelationType {
    let lexicon = lexicon::built_in();
    let limited = |types: &BTreeSet<String>| -> Vec<String> {
        let all = types.iter().all(|it| names.contains(it.as_str()));
        if all && types.len() <= ENDS { types.iter().cloned().collect() } else { vec![] }
    };
    let shown = |language| lexicon.shown(name, language);
    RelationType {
        name: name.to_owned(),
        title: Text2 { en: shown(Language::En), zh: shown(Language::Zh) },
        description: Text2::default(),
        from: limited(&ends.from),
        to: limited(&ends.to),
    }
}

/// "Test bench" → "TestBench", "refineries" → "Refinery", "炼油厂" as it is; `None` where a word can be no type.
fn as_type(word: &str) -> Option<String> {
    let word = word.trim();
    let letters = word.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '-'));
    if word.is_empty() || !letters || word.chars().count() > WORD || word.split(' ').count() > 3 {
        return None;
    }
    if word.chars().any(is_han) {
        return Some(word.strip_suffix("名称").unwrap_or(word).to_owned()).filter(|word| word.chars().count() >= 2);
    }
    let word = word.strip_suffix(" name").or_else(|| word.strip_suffix(" Name")).unwrap_or(word);
    if ["name", "item", "title", "no", "id", "type", "kind", "description", "note", "notes"]
        .contains(&word.to_lowercase().as_str())
    {
        return None;
    }
    let singular = match word {
        it if it.ends_with("ies") && it.len() > 4 => format!("{}y", &it[..it.len() - 3]),
        it if it.ends_with('s') && !it.ends_with("ss") && !it.ends_with("us") && it.len() > 3 => {
            it[..it.len() - 1].to_owned()
        }
        it => it.to_owned(),
    };
    Some(singular.split([' ', '-']).map(capital).collect::<String>()).filter(|name| name.chars().count() >= 2)
}

fn capital(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// "TestBench" → "Test bench".
fn spaced(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 4);
    let mut before = None;
    for c in name.chars() {
        if c.is_uppercase() && before.is_some_and(char::is_lowercase) {
            out.push(' ');
            out.extend(c.to_lowercase());
        } else {
            out.push(c);
        }
        before = Some(c);
    }
    out
}

/// Short and plain enough to stand in an ontology.
fn fits(name: &str) -> bool {
    let length = name.chars().count();
    (1..=pathloom_model::ontology::MAX_NAME).contains(&length)
        && name.trim() == name
        && !name.chars().any(char::is_control)
}
