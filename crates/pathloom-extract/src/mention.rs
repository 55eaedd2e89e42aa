//! Every place where a known name stands in a text: longest match, whole words for Latin script, case kept.

use crate::NameId;
use crate::names::NameBook;
use aho_corasick::{AhoCorasick, MatchKind};
use pathloom_model::language::is_han;

/// A name at bytes `start..end`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    pub start: usize,
    pub end: usize,
    pub name: NameId,
}

/// Finds all names of a document at once.
pub struct Matcher {
    machine: Option<AhoCorasick>,
    names: Vec<NameId>,
}

impl Matcher {
    pub fn new(book: &NameBook) -> Matcher {
        let mut surfaces: Vec<(&str, NameId)> = book.surfaces().filter(|(surface, _)| findable(surface)).collect();
        surfaces.sort();
        surfaces.dedup_by(|a, b| a.0 == b.0);
        let machine = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .build(surfaces.iter().map(|(surface, _)| surface))
            .ok();
        Matcher { machine, names: surfaces.into_iter().map(|(_, name)| name).collect() }
    }

    /// In order, none overlapping another.
    pub fn find(&self, text: &str) -> Vec<Hit> {
        let Some(machine) = &self.machine else {
            return Vec::new();
        };
        let mut hits = Vec::new();
        let mut from = 0;
        while from < text.len() {
            let Some(found) = machine.find(aho_corasick::Input::new(text).range(from..)) else {
                break;
            };
            if whole_word(text, found.start(), found.end()) {
                hits.push(Hit { start: found.start(), end: found.end(), name: self.names[found.pattern().as_usize()] });
                from = found.end();
            } else {
                from = next_letter(text, found.start());
            }
        }
        hits
    }
}

/// One letter or digit is no name to look for in running text.
fn findable(surface: &str) -> bool {
    let letters = surface.chars().filter(|c| c.is_alphanumeric()).count();
    letters >= 2 && surface.chars().any(char::is_alphabetic)
}

/// A Latin letter or digit may not touch another one outside; Chinese needs no border.
fn whole_word(text: &str, start: usize, end: usize) -> bool {
    let inside = (text[start..].chars().next(), text[..end].chars().next_back());
    let outside = (text[..start].chars().next_back(), text[end..].chars().next());
    let joined = |one: Option<char>, other: Option<char>| one.is_some_and(latin) && other.is_some_and(latin);
    !joined(inside.0, outside.0) && !joined(inside.1, outside.1)
}

fn latin(c: char) -> bool {
    c.is_alphanumeric() && !is_han(c)
}

fn next_letter(text: &str, at: usize) -> usize {
    at + text[at..].chars().next().map_or(1, char::len_utf8)
}
