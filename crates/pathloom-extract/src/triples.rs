//! Ready-made triples: each line is a claim whose span is the line. Relation and names stay as written; what the list
//! does not type takes the type that its relations give it.

use crate::extraction::*;
use crate::ontology::THING;
use crate::triple_types;
use pathloom_model::relation::canonical_name;
use pathloom_model::{DocumentMeta, Key, Language, Node, NodeData, Qualifiers, Span, TRIPLES_ON_PAGE, Violation};
use std::collections::HashMap;

/// One line of a list of triples.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TripleLine<'a> {
    /// From 1.
    pub line: u32,
    pub head: &'a str,
    pub relation: &'a str,
    pub tail: &'a str,
    /// Byte range of the line in the document's text.
    pub chars: [u32; 2],
    /// Entity types, where the list gives them.
    pub head_type: Option<&'a str>,
    pub tail_type: Option<&'a str>,
}

/// What is read in a list of triples: the same as an [`Extraction`] in much less room, since lists are long.
#[derive(Clone, Debug)]
pub struct TripleList {
    pub document: Key,
    pub document_name: String,
    pub language: Language,
    pub names: Vec<Name>,
    pub(crate) predicates: Vec<String>,
    pub(crate) claims: Vec<ListedClaim>,
    /// By claim, then by line.
    pub(crate) lines: Vec<ListedLine>,
    pub(crate) text: String,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct ListedClaim {
    pub subject: NameId,
    /// An index into `predicates`.
    pub predicate: u32,
    pub object: NameId,
}

/// A line that states a claim.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ListedLine {
    pub claim: u32,
    pub page: u32,
    pub chars: [u32; 2],
}

pub(crate) const METHOD: &str = "imported triple";

/// Reads a document of triples. `text` is what `chars` ranges index. Lines with an empty part are left out
/// (reading reports them); a line that repeats another adds its span to the same claim.
pub fn list_triples<'a>(
    meta: &DocumentMeta,
    text: String,
    triples: impl IntoIterator<Item = TripleLine<'a>>,
) -> TripleList {
    let mut list = TripleList {
        document: meta.key.clone(),
        document_name: meta.name.clone(),
        language: meta.language,
        names: Vec::new(),
        predicates: Vec::new(),
        claims: Vec::new(),
        lines: Vec::new(),
        text,
    };
    let mut found = Found::default();
    for (place, triple) in triples.into_iter().enumerate() {
        let (head, relation, tail) = (triple.head.trim(), triple.relation.trim(), triple.tail.trim());
        if head.is_empty() || relation.is_empty() || tail.is_empty() {
            continue;
        }
        let mut line = ListedLine { claim: 0, page: (place / TRIPLES_ON_PAGE) as u32 + 1, chars: triple.chars };
        let subject = list.name(&mut found, head, triple.head_type, line);
        let object = list.name(&mut found, tail, triple.tail_type, line);
        let predicate = list.predicate(&mut found, canonical_name(relation));
        let next = list.claims.len() as u32;
        line.claim = *found.claims.entry((subject, predicate, object)).or_insert(next);
        if line.claim == next {
            list.claims.push(ListedClaim { subject, predicate, object });
        }
        list.lines.push(line);
    }
    list.lines.sort_by_key(|line| line.claim);
    let TripleList { names, predicates, claims, .. } = &mut list;
    triple_types::infer(names, predicates, claims);
    list
}

/// The same as an extraction.
pub fn extract_triples(meta: &DocumentMeta, text: &str, triples: &[TripleLine]) -> Extraction {
    let list = list_triples(meta, text.to_owned(), triples.iter().cloned());
    let claims = list.lines.chunk_by(|a, b| a.claim == b.claim).map(|lines| {
        let claim = list.claims[lines[0].claim as usize];
        Claim {
            subject: claim.subject,
            predicate: list.predicates[claim.predicate as usize].clone(),
            object: ClaimObject::Name(claim.object),
            qualifiers: Qualifiers::default(),
            spans: lines.iter().map(|&line| list.span(line)).collect(),
            source: list.document.clone(),
            refers: Vec::new(),
            method: METHOD.to_owned(),
            confidence: 1.0,
            unverified: None,
        }
    });
    Extraction {
        document: list.document.clone(),
        document_name: list.document_name.clone(),
        language: list.language,
        nodes: vec![list.root()],
        relations: Vec::new(),
        parts: Vec::new(),
        claims: claims.collect(),
        names: list.names,
        mentions: Vec::new(),
        refused: Vec::new(),
        violations: Vec::new(),
    }
}

/// What has its number already.
#[derive(Default)]
struct Found {
    names: HashMap<String, Known>,
    predicates: HashMap<String, u32>,
    claims: HashMap<(NameId, u32, NameId), u32>,
}

/// What one name stands for, by type, and where the list gives no type.
#[derive(Default)]
struct Known {
    types: Vec<(NameId, String)>,
    by_form: Option<NameId>,
}

impl Known {
    fn of(&self, kind: &str) -> Option<NameId> {
        self.types.iter().find(|(_, known)| known == kind).map(|(id, _)| *id)
    }
}

impl TripleList {
    /// The list itself as a node.
    pub fn root(&self) -> Node {
        Node {
            key: self.document.clone(),
            name: self.document_name.clone(),
            document: None,
            spans: Vec::new(),
            data: NodeData::Document { pages: 0 },
        }
    }

    /// All that is kept of it where documents keep what was found: the list as a node, and what the ontology does not
    /// allow. The rest is read again from the file.
    pub fn kept(&self, violations: Vec<Violation>) -> Extraction {
        Extraction {
            document: self.document.clone(),
            document_name: self.document_name.clone(),
            language: self.language,
            nodes: vec![self.root()],
            relations: Vec::new(),
            parts: Vec::new(),
            names: Vec::new(),
            mentions: Vec::new(),
            claims: Vec::new(),
            refused: Vec::new(),
            violations,
        }
    }

    pub(crate) fn span(&self, line: ListedLine) -> Span {
        span(&self.document, &self.text, line.page, line.chars)
    }

    fn name(&mut self, found: &mut Found, name: &str, kind: Option<&str>, line: ListedLine) -> NameId {
        // What the letters of a name tell is the same each time.
        let told = |known: &Known| kind.map_or(known.by_form, |kind| known.of(kind));
        if let Some(id) = found.names.get(name).and_then(told) {
            return id;
        }
        let kind_or_form = kind.or_else(|| triple_types::by_form(name)).unwrap_or(THING);
        let known = found.names.entry(name.to_owned()).or_default();
        if let Some(id) = known.of(kind_or_form) {
            known.by_form = Some(id);
            return id;
        }
        let id = self.names.len() as NameId;
        let span = span(&self.document, &self.text, line.page, line.chars);
        known.types.push((id, kind_or_form.to_owned()));
        if kind.is_none() {
            known.by_form = Some(id);
        }
        self.names.push(Name {
            text: name.to_owned(),
            entity_type: kind_or_form.to_owned(),
            aliases: Vec::new(),
            definition: None,
            span,
            exact: true,
            about: String::new(),
            unverified: None,
        });
        id
    }

    fn predicate(&mut self, found: &mut Found, predicate: &str) -> u32 {
        if let Some(&known) = found.predicates.get(predicate) {
            return known;
        }
        let id = self.predicates.len() as u32;
        found.predicates.insert(predicate.to_owned(), id);
        self.predicates.push(predicate.to_owned());
        id
    }
}

/// A line of a list.
pub(crate) fn span(document: &Key, text: &str, page: u32, chars: [u32; 2]) -> Span {
    let quote = text.get(chars[0] as usize..chars[1] as usize).unwrap_or_default();
    Span { page, ..Span::in_text(document.clone(), chars[0], chars[1], quote) }
}
