//! The names that one document uses, each once, with type, aliases and definition. Where they are found: `naming`.

use crate::ontology::{self, THING};
use crate::{Alias, Definition, Name, NameId, Vocabulary};
use pathloom_model::Span;
use std::collections::BTreeMap;
use std::sync::Arc;

#[derive(Default)]
pub struct NameBook {
    names: Vec<Name>,
    /// Surface → names that bear it; several only where their types differ.
    by_surface: BTreeMap<String, Vec<NameId>>,
    /// Names found to be spellings of another: they are left out at the end.
    merged: BTreeMap<NameId, NameId>,
    vocabulary: Arc<Vocabulary>,
    /// Words that stand for a name in this document alone: "the Lessee", 甲方, a family name.
    roles: BTreeMap<String, NameId>,
    /// The organisation that the document calls "the Company" or 公司.
    main: Option<NameId>,
}

impl NameBook {
    pub fn knowing(vocabulary: Arc<Vocabulary>) -> NameBook {
        NameBook { vocabulary, ..NameBook::default() }
    }

    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// The name's id. A known name takes the narrower type; an incompatible type makes another name of the same letters.
    pub fn add(&mut self, text: &str, entity_type: &str, span: impl FnOnce() -> Span) -> NameId {
        let text = clean(text);
        let entity_type =
            if entity_type == THING { ontology::type_of_name(&text).unwrap_or(THING) } else { entity_type };
        let bearers = self.by_surface.entry(text.clone()).or_default();
        if let Some(&known) =
            bearers.iter().find(|&&id| ontology::compatible(&self.names[id as usize].entity_type, entity_type))
        {
            let name = &mut self.names[known as usize];
            name.entity_type = ontology::narrower(&name.entity_type, entity_type).to_owned();
            return known;
        }
        let id = self.names.len() as NameId;
        bearers.push(id);
        self.names.push(Name {
            text,
            entity_type: entity_type.to_owned(),
            aliases: Vec::new(),
            definition: None,
            span: span(),
            exact: false,
            about: String::new(),
            unverified: None,
        });
        id
    }

    /// Another spelling, unless it already names something else.
    pub fn alias(&mut self, id: NameId, text: &str, span: Span) {
        let text = clean(text);
        if text.is_empty() || self.names[id as usize].text == text {
            return;
        }
        let bearers = self.by_surface.entry(text.clone()).or_default();
        if bearers.iter().any(|&bearer| bearer != id) {
            return;
        }
        if bearers.is_empty() {
            bearers.push(id);
            self.names[id as usize].aliases.push(Alias { text, span });
        }
    }

    /// Two names of one thing: the second one's spellings become spellings of the first.
    pub fn same(&mut self, id: NameId, other: NameId, span: Span) {
        let text = self.names[other as usize].text.clone();
        for bearers in self.by_surface.values_mut() {
            for bearer in bearers.iter_mut().filter(|bearer| **bearer == other) {
                *bearer = id;
            }
        }
        for bearer in self.roles.values_mut().chain(&mut self.main).filter(|bearer| **bearer == other) {
            *bearer = id;
        }
        self.names[id as usize].aliases.push(Alias { text, span });
        let moved = std::mem::take(&mut self.names[other as usize].aliases);
        self.names[id as usize].aliases.extend(moved);
        self.merged.insert(other, id);
    }

    /// Words that stand for a name here and are no spelling of it elsewhere. The first meaning counts.
    pub fn stands_for(&mut self, words: &str, id: NameId) {
        if !self.by_surface.contains_key(words) {
            self.roles.entry(words.to_owned()).or_insert(id);
        }
    }

    pub fn is_about(&mut self, id: NameId) {
        self.main.get_or_insert(id);
    }

    pub fn main(&self) -> Option<NameId> {
        self.main
    }

    pub fn define(&mut self, id: NameId, text: &str, span: Span) {
        self.names[id as usize].definition.get_or_insert(Definition { text: text.to_owned(), span });
    }

    /// Narrows a type; an incompatible one is ignored.
    pub fn narrow(&mut self, id: NameId, entity_type: &str) {
        let name = &mut self.names[id as usize];
        if ontology::compatible(&name.entity_type, entity_type) {
            name.entity_type = ontology::narrower(&name.entity_type, entity_type).to_owned();
        }
    }

    /// The only name that bears this surface.
    pub fn find(&self, surface: &str) -> Option<NameId> {
        match self.by_surface.get(&clean(surface)).map(Vec::as_slice) {
            Some([one]) => Some(*one),
            _ => None,
        }
    }

    pub fn kind(&self, id: NameId) -> &str {
        &self.names[id as usize].entity_type
    }

    pub fn text(&self, id: NameId) -> &str {
        &self.names[id as usize].text
    }

    /// Every spelling that stands for exactly one name.
    pub fn surfaces(&self) -> impl Iterator<Item = (&str, NameId)> {
        let own = self.by_surface.iter().filter_map(|(surface, bearers)| match bearers.as_slice() {
            [one] => Some((surface.as_str(), *one)),
            _ => None,
        });
        let roles = self.roles.iter().filter(|(words, _)| !self.by_surface.contains_key(*words));
        own.chain(roles.map(|(words, id)| (words.as_str(), *id)))
    }

    /// All names of a type, by id.
    pub fn of_kind(&self, kind: &str) -> Vec<NameId> {
        let ids = (0..self.names.len() as NameId).filter(|id| !self.merged.contains_key(id));
        ids.filter(|id| ontology::is_a(&self.names[*id as usize].entity_type, kind)).collect()
    }

    /// Whether a word is a part of another name than this one.
    pub fn is_word_of_another(&self, word: &str, id: NameId) -> bool {
        let within = |(surface, bearers): (&String, &Vec<NameId>)| {
            !bearers.contains(&id) && surface.split([' ', '-']).any(|part| part == word)
        };
        self.by_surface.iter().any(within)
    }

    pub fn into_names(self) -> Vec<Name> {
        self.names
    }
}

/// How tables mark the authors' own: it is no part of the name.
/// What points to a note below.
const NOTED: &[&str] = &["[注]", "［注］", "(注)", "（注）", "[注1]", "[注2]", "（注1）", "（注2）"];
const OURS: &[&str] =
    &["(ours)", "(Ours)", "(our)", "(this work)", "(this paper)", "（本文）", "(本文)", "（ours）", "（Ours）"];

/// Footnote marks off the end; the power of a unit is none.
fn without_marks(text: &str) -> &str {
    let mut text = text.trim();
    loop {
        let rest = text.trim_end_matches(['*', '†', '‡', 'ᵃ', 'ᵇ', 'ᶜ', 'ᵈ', 'ᵉ', 'ᶠ', 'ᵍ', 'ʰ']).trim_end();
        let number =
            rest.strip_suffix(['¹', '²', '³']).filter(|front| !front.ends_with(['⁻', '⁺', '·'])).filter(|_| {
                let last = rest.rsplit([' ', '/', '·', '(', '（', ',', '，']).next().unwrap_or(rest);
                crate::unit::parse(last).is_none()
            });
        let rest = number.map_or(rest, str::trim_end);
        if rest.len() == text.len() || rest.is_empty() {
            return rest;
        }
        text = rest;
    }
}

/// Hard and thin spaces to spaces, runs of them to one, footnote marks and "(ours)" off the end. Case and letters stay.
pub fn clean(text: &str) -> String {
    let spaced: Vec<&str> = text.split(|c: char| c.is_whitespace()).filter(|part| !part.is_empty()).collect();
    let plain = spaced.join(" ");
    let plain = without_marks(&plain);
    let plain = NOTED.iter().find_map(|mark| plain.strip_suffix(mark)).map_or(plain, str::trim_end);
    let own = OURS.iter().find_map(|mark| plain.strip_suffix(mark)).map(str::trim_end);
    own.filter(|name| !name.is_empty()).unwrap_or(plain).to_owned()
}
