//! Ready-made triples: each line is a claim whose span is the line. Relation and names stay as written; what the list
//! does not type takes the type that its relations give it.

use crate::extraction::*;
use crate::ontology::THING;
use crate::triple_types;
use pathloom_model::relation::canonical_name;
use pathloom_model::{DocumentMeta, Node, NodeData, Qualifiers, Span, TRIPLES_ON_PAGE};
use std::collections::BTreeMap;

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

/// Reads a document of triples. `text` is what `chars` ranges index. Lines with an empty part are left out
/// (reading reports them); a line that repeats another adds its span to the same claim.
pub fn extract_triples(meta: &DocumentMeta, text: &str, triples: &[TripleLine]) -> Extraction {
    let mut names: Vec<Name> = Vec::new();
    let mut places: BTreeMap<(String, String), NameId> = BTreeMap::new();
    let mut claims: BTreeMap<(NameId, String, NameId), usize> = BTreeMap::new();
    let mut stated: Vec<Claim> = Vec::new();
    for (place, triple) in triples.iter().enumerate() {
        let (head, relation, tail) = (triple.head.trim(), triple.relation.trim(), triple.tail.trim());
        if head.is_empty() || relation.is_empty() || tail.is_empty() {
            continue;
        }
        let quote = text.get(triple.chars[0] as usize..triple.chars[1] as usize).unwrap_or_default();
        let mut span = Span::in_text(meta.key.clone(), triple.chars[0], triple.chars[1], quote);
        span.page = (place / TRIPLES_ON_PAGE) as u32 + 1;
        let mut id = |name: &str, kind: Option<&str>| {
            let kind = kind.or_else(|| triple_types::by_form(name)).unwrap_or(THING);
            *places.entry((name.to_owned(), kind.to_owned())).or_insert_with(|| {
                let name = Name {
                    text: name.to_owned(),
                    entity_type: kind.to_owned(),
                    aliases: Vec::new(),
                    definition: None,
                    span: span.clone(),
                    exact: true,
                };
                names.push(name);
                names.len() as NameId - 1
            })
        };
        let (subject, object) = (id(head, triple.head_type), id(tail, triple.tail_type));
        let predicate = canonical_name(relation).to_owned();
        match claims.get(&(subject, predicate.clone(), object)) {
            Some(&known) => stated[known].spans.push(span),
            None => {
                claims.insert((subject, predicate.clone(), object), stated.len());
                stated.push(claim(meta, subject, predicate, object, span));
            }
        }
    }
    triple_types::infer(&mut names, &stated);
    let root = Node {
        key: meta.key.clone(),
        name: meta.name.clone(),
        document: None,
        spans: Vec::new(),
        data: NodeData::Document { pages: 0 },
    };
    Extraction {
        document: meta.key.clone(),
        document_name: meta.name.clone(),
        language: meta.language,
        nodes: vec![root],
        relations: Vec::new(),
        parts: Vec::new(),
        names,
        mentions: Vec::new(),
        claims: stated,
        refused: Vec::new(),
    }
}

fn claim(meta: &DocumentMeta, subject: NameId, predicate: String, object: NameId, span: Span) -> Claim {
    Claim {
        subject,
        predicate,
        object: ClaimObject::Name(object),
        qualifiers: Qualifiers::default(),
        spans: vec![span],
        source: meta.key.clone(),
        refers: Vec::new(),
        method: "imported triple".to_owned(),
        confidence: 1.0,
    }
}
