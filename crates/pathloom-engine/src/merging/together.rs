//! Whether a document sets two names side by side as two: in two rows of one column, as subject and object of one
//! statement, or in one sentence. Only documents that name both are looked at, and each once.

use pathloom_extract::{ClaimObject, Extraction, Identity, sentences};
use pathloom_model::{CellRef, Key, NodeData};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

/// Documents that are looked at in one build.
const DOCUMENTS: usize = 200;

/// Reads a document's extraction by its place among the documents.
pub struct Together<'a> {
    read: &'a dyn Fn(u32) -> Option<Extraction>,
    seen: RefCell<BTreeMap<u32, Option<Seen>>>,
}

/// What one document tells of its names, by their text.
struct Seen {
    /// Name → the cells that hold it alone.
    cells: BTreeMap<String, BTreeSet<(Key, CellRef)>>,
    /// Subject and object of one statement, in order of letters.
    related: BTreeSet<(String, String)>,
    sentences: Vec<String>,
}

impl<'a> Together<'a> {
    pub fn new(read: &'a dyn Fn(u32) -> Option<Extraction>) -> Together<'a> {
        Together { read, seen: RefCell::default() }
    }

    pub fn are(&self, one: &Identity, other: &Identity) -> bool {
        let both = one.documents.iter().filter(|document| other.documents.contains(document));
        both.take(8).any(|&document| self.in_document(document, &one.first.text, &other.first.text))
    }

    fn in_document(&self, document: u32, one: &str, other: &str) -> bool {
        let mut seen = self.seen.borrow_mut();
        if !seen.contains_key(&document) {
            let found = if seen.len() < DOCUMENTS { (self.read)(document).map(Seen::of) } else { None };
            seen.insert(document, found);
        }
        seen.get(&document).and_then(Option::as_ref).is_some_and(|seen| seen.two(one, other))
    }
}

impl Seen {
    fn of(extraction: Extraction) -> Seen {
        let text = |name: u32| extraction.names.get(name as usize).map(|name| name.text.clone()).unwrap_or_default();
        let mut cells: BTreeMap<String, BTreeSet<(Key, CellRef)>> = BTreeMap::new();
        for mention in &extraction.mentions {
            for span in &mention.spans {
                if let (Some(cell), Some(table)) = (span.cell, &span.table) {
                    cells.entry(text(mention.name)).or_default().insert((table.clone(), cell));
                }
            }
        }
        let related = extraction.claims.iter().filter_map(|claim| match claim.object {
            ClaimObject::Name(object) => Some(ordered(&text(claim.subject), &text(object))),
            _ => None,
        });
        let related = related.collect();
        let chunks = extraction.nodes.iter().filter_map(|node| match &node.data {
            NodeData::Chunk(chunk) => Some(chunk.text.as_str()),
            _ => None,
        });
        let sentences = chunks
            .flat_map(|text| sentences(text).into_iter().map(|(start, end)| text[start..end].to_owned()))
            .collect();
        Seen { cells, related, sentences }
    }

    fn two(&self, one: &str, other: &str) -> bool {
        if self.related.contains(&ordered(one, other)) {
            return true;
        }
        let rows = self.cells.get(one).zip(self.cells.get(other)).is_some_and(|(left, right)| {
            left.iter().any(|(table, cell)| {
                right.iter().any(|(its, at)| its == table && at.col == cell.col && at.row != cell.row)
            })
        });
        // "Norrheat" is in "Norrheat AB" wherever that stands.
        rows || !one.contains(other)
            && !other.contains(one)
            && self.sentences.iter().any(|sentence| beside(sentence, one, other))
    }
}

/// Both stand in the sentence, and not the one in brackets behind the other, which gives another name.
fn beside(sentence: &str, one: &str, other: &str) -> bool {
    let (Some(a), Some(b)) = (sentence.find(one), sentence.find(other)) else { return false };
    let (end, next) = if a < b { (a + one.len(), b) } else { (b + other.len(), a) };
    let between = sentence.get(end..next).unwrap_or_default().trim();
    !between.starts_with(['(', '（', '[', '［', '“', '"', '「'])
        && !["简称", "即", "又称", "also known as", "formerly", "short", "abbreviat"]
            .iter()
            .any(|word| between.contains(word))
}

fn ordered(one: &str, other: &str) -> (String, String) {
    if one <= other { (one.to_owned(), other.to_owned()) } else { (other.to_owned(), one.to_owned()) }
}
