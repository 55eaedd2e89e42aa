//! What an ontology tells the built-in engine: words that give its types away, and names it lists as examples.
//! Inside the engine such a type goes by its nearest kin in the lexicon; `conform` gives it its own name.

use crate::NameId;
use crate::mention::Matcher;
use crate::names::NameBook;
use crate::ontology::{self, THING};
use pathloom_model::language::is_han;
use pathloom_model::{Key, Ontology, Span, lexicon};
use std::collections::BTreeMap;

/// Types that only heads of tables of symbols have: a column of names is none of these.
const NO_NAMES: [&str; 4] = ["Name", "Formula", "Symbol", "Unit"];

#[derive(Default)]
pub struct Vocabulary {
    /// Lower-case word → the type that has it.
    words: BTreeMap<String, Own>,
    /// Name as it is written → the type that lists it.
    examples: BTreeMap<String, Own>,
    finder: Option<(Matcher, Vec<(String, Own)>)>,
}

/// A type of the ontology.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Own {
    pub name: String,
    /// The narrowest type of the lexicon that it is or is below; `Thing` where there is none.
    pub kin: &'static str,
}

impl Vocabulary {
    /// Of several types with one word, the first has it.
    pub fn of(ontology: &Ontology) -> Vocabulary {
        let mut all = Vocabulary::default();
        for entity in &ontology.entity_types {
            if NO_NAMES.contains(&entity.name.as_str()) {
                continue;
            }
            let own = Own { name: entity.name.clone(), kin: kin(ontology, &entity.name) };
            // What the engine's own rules know already, they know better: where it counts as a head, where not.
            let new = |word: &&String| ontology::type_of_word(word) != Some(entity.name.as_str());
            for word in entity.words.iter().filter(|word| !word.trim().is_empty()).filter(new) {
                all.words.entry(word.trim().to_lowercase()).or_insert_with(|| own.clone());
            }
            for example in entity.examples.iter().filter(|name| !name.trim().is_empty()) {
                all.examples.entry(crate::names::clean(example)).or_insert_with(|| own.clone());
            }
        }
        all.finder = all.find_examples();
        all
    }

    /// The type whose word it is: "refinery", "Refineries", "炼油厂".
    pub fn of_word(&self, word: &str) -> Option<&Own> {
        let word = word.trim().to_lowercase();
        self.words.get(&word).or_else(|| self.words.get(&singular(&word)?))
    }

    /// The type that a column head stands for: by all of it, else by its last word.
    pub fn of_head(&self, label: &str) -> Option<&Own> {
        let label = label.strip_suffix(" name").or_else(|| label.strip_suffix("名称")).unwrap_or(label);
        let last = label.rsplit(' ').next().unwrap_or_default();
        self.of_word(label).or_else(|| self.of_word(last).filter(|_| label.split(' ').count() <= 3))
    }

    /// The type that the end of a name shows: "Arvika Refinery", "镇海炼油厂". A bare word is no name.
    pub fn of_ending(&self, name: &str) -> Option<&Own> {
        if name.chars().any(is_han) {
            let ends = name.char_indices().skip(1).map(|(at, _)| &name[at..]);
            return ends.filter(|end| end.chars().all(is_han)).find_map(|end| self.words.get(end));
        }
        let ends = name.match_indices(' ').map(|(at, _)| &name[at + 1..]);
        ends.filter(|end| end.starts_with(char::is_uppercase)).find_map(|end| self.of_word(end))
    }

    pub fn of_example(&self, name: &str) -> Option<&Own> {
        self.examples.get(name)
    }

    /// Bytes where an example stands in a text, and the kin of its type.
    pub fn examples_in(&self, text: &str) -> Vec<(usize, usize, &'static str)> {
        let Some((finder, listed)) = &self.finder else { return Vec::new() };
        let kin = |name: NameId| listed[name as usize].1.kin;
        finder.find(text).into_iter().map(|hit| (hit.start, hit.end, kin(hit.name))).collect()
    }

    fn find_examples(&self) -> Option<(Matcher, Vec<(String, Own)>)> {
        if self.examples.is_empty() {
            return None;
        }
        let mut book = NameBook::default();
        let nowhere = Span::in_text(Key::document(b""), 0, 0, "");
        let mut listed: Vec<(String, Own)> = Vec::new();
        for (name, own) in &self.examples {
            let id = book.add(name, VERBATIM, || nowhere.clone());
            if id as usize == listed.len() {
                listed.push((name.clone(), own.clone()));
            }
        }
        Some((Matcher::new(&book), listed))
    }
}

/// So that the finder's book gives no types of its own.
const VERBATIM: &str = "Example";

/// Up the parents until a type that the lexicon knows.
fn kin(ontology: &Ontology, name: &str) -> &'static str {
    let known = |name: &str| lexicon::built_in().noun.get_key_value(name).map(|(name, _)| name.as_str());
    let mut at = name;
    for _ in 0..=ontology.entity_types.len() {
        if let Some(found) = known(at) {
            return found;
        }
        match ontology.entity(at).and_then(|entity| entity.parent.as_deref()) {
            Some(wider) => at = wider,
            None => break,
        }
    }
    // A word of it that the lexicon has: "Enterprise" with the word "company".
    let words = ontology.entity(name).into_iter().flat_map(|entity| &entity.words);
    words.filter_map(|word| ontology::type_of_word(word)).find(|kind| !NO_NAMES.contains(kind)).unwrap_or(THING)
}

fn singular(word: &str) -> Option<String> {
    let stem = word.strip_suffix("ies").map(|stem| format!("{stem}y"));
    stem.or_else(|| word.strip_suffix('s').filter(|stem| stem.is_ascii()).map(str::to_owned))
}
