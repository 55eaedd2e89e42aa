//! What was found in a document and in all of them, kind by kind: how much, kept beside each extraction, and the rows
//! themselves, read from the extractions that a part of the list needs.

use crate::session::guard;
use crate::stage::extract;
use crate::view::node::quantity_text;
use crate::{Session, error, words};
use pathloom_extract::{Claim, ClaimObject, Extraction, Name, NameId, Refusal, RefusalKind};
use pathloom_ipc::AppError;
use pathloom_ipc::found::{FoundCount, FoundList, FoundRequest, FoundRow, FoundRows, FoundRowsRequest, FoundView};
use pathloom_model::{Breach, Key, Kind, Node, NodeData, Span, Violation};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

/// Rows handed out at once.
const MOST_ROWS: u32 = 500;
/// Lists that a person looks for even where they hold nothing.
const ALWAYS: [FoundList; 9] = [
    FoundList::Entities,
    FoundList::Assertions,
    FoundList::Tables,
    FoundList::Figures,
    FoundList::Formulas,
    FoundList::Refused,
    FoundList::References,
    FoundList::Unverified,
    FoundList::Violations,
];

/// How much was found in one document: list → part → number.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found(BTreeMap<FoundList, BTreeMap<String, u64>>);

/// The extraction that rows were last read from: a list is scrolled, not jumped in.
pub(crate) type LastRead = Mutex<Option<(u64, Arc<Extraction>)>>;

impl Found {
    pub fn of(extraction: &Extraction) -> Found {
        let mut found = Found::default();
        for item in ALWAYS.into_iter().flat_map(|list| items(extraction, list)) {
            let parts = found.0.entry(item.list()).or_default();
            *parts.entry(item.part(extraction)).or_default() += 1;
        }
        found
    }

    fn count(&self, list: FoundList, part: Option<&str>) -> u64 {
        let Some(parts) = self.0.get(&list) else { return 0 };
        part.map_or_else(|| parts.values().sum(), |part| parts.get(part).copied().unwrap_or(0))
    }

    fn add(&mut self, other: &Found) {
        for (list, parts) in &other.0 {
            let sums = self.0.entry(*list).or_default();
            parts.iter().for_each(|(part, count)| *sums.entry(part.clone()).or_default() += count);
        }
    }
}

impl Session {
    pub fn found(&self, request: &FoundRequest) -> Result<FoundView, AppError> {
        let documents = self.found_in(request.document)?;
        let mut all = Found::default();
        documents.iter().for_each(|(_, _, found)| all.add(found));
        let count = |list: FoundList| {
            let mut parts: Vec<(String, u64)> = all.0.get(&list).cloned().unwrap_or_default().into_iter().collect();
            parts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
            FoundCount { list, count: all.count(list, None), parts }
        };
        let name = match request.document {
            Some(id) => self.project.document(id).map_err(error::store)?.map(|row| row.name),
            None => None,
        };
        Ok(FoundView { document: name, documents: documents.len() as u64, lists: ALWAYS.map(count).into() })
    }

    /// Rows in the order of documents, and as they stand in each.
    pub fn found_rows(&self, request: &FoundRowsRequest) -> Result<FoundRows, AppError> {
        let part = request.part.as_deref();
        let documents = self.found_in(request.document)?;
        let total = documents.iter().map(|(_, _, found)| found.count(request.list, part)).sum();
        let (mut skip, mut left) = (request.from, request.count.min(MOST_ROWS) as usize);
        let mut rows = Vec::new();
        for (id, name, found) in &documents {
            let here = found.count(request.list, part);
            if left == 0 {
                break;
            }
            if skip >= here {
                skip -= here;
                continue;
            }
            let Some(extraction) = self.extraction_of(*id)? else { continue };
            let wanted = items(&extraction, request.list)
                .filter(|item| part.is_none_or(|part| item.part(&extraction) == part))
                .skip(skip as usize)
                .take(left)
                .map(|item| item.row(&extraction, name));
            let before = rows.len();
            rows.extend(wanted);
            left -= rows.len() - before;
            skip = 0;
        }
        Ok(FoundRows { total, from: request.from, rows })
    }

    /// Documents that are extracted, with what was found in each.
    fn found_in(&self, document: Option<u64>) -> Result<Vec<(u64, String, Found)>, AppError> {
        let rows = self.project.found::<Found>(extract::VERSION).map_err(error::store)?;
        let wanted = rows.into_iter().filter(|(id, ..)| document.is_none_or(|wanted| wanted == *id));
        let counted = wanted.map(|(id, name, found)| {
            let found = match found {
                Some(found) => found,
                None => self.extraction_of(id)?.map(|extraction| Found::of(&extraction)).unwrap_or_default(),
            };
            Ok((id, name, found))
        });
        counted.collect()
    }

    /// `None` for a list of triples that was not held against the ontology yet.
    fn extraction_of(&self, id: u64) -> Result<Option<Arc<Extraction>>, AppError> {
        if let Some((_, held)) = guard(&self.last_read).as_ref().filter(|(held, _)| *held == id) {
            return Ok(Some(held.clone()));
        }
        let stored: Option<Stored> = self.project.extraction(id, extract::VERSION).map_err(error::store)?;
        let Some(Stored::Document(extraction)) = stored else { return Ok(None) };
        let extraction: Arc<Extraction> = Arc::from(extraction);
        *guard(&self.last_read) = Some((id, extraction.clone()));
        Ok(Some(extraction))
    }
}

/// Of lists of triples a word is kept that they were read, then what the ontology does not allow.
#[derive(Deserialize)]
#[serde(untagged)]
pub(crate) enum Stored {
    Document(Box<Extraction>),
    List(#[allow(dead_code, reason = "its presence is what it says")] String),
}

/// Something in a list.
enum Item<'a> {
    Name(NameId, &'a Name),
    Claim(&'a Claim),
    Object(FoundList, &'a Node),
    Refusal(&'a Refusal),
    UnverifiedName(&'a Name, &'a str),
    UnverifiedClaim(&'a Claim, &'a str),
    Violation(&'a Violation),
}

fn items(extraction: &Extraction, list: FoundList) -> Box<dyn Iterator<Item = Item<'_>> + '_> {
    let nodes = move |kind: Kind| extraction.nodes.iter().filter(move |node| node.kind() == kind);
    let refusals = |references: bool| {
        extraction.refused.iter().filter(move |it| {
            // What was kept is in the lists of its own.
            let kept = matches!(it.what, RefusalKind::Violation | RefusalKind::Unverified);
            !kept && (it.what == RefusalKind::Reference) == references
        })
    };
    match list {
        FoundList::Entities => {
            Box::new(extraction.names.iter().enumerate().map(|(id, name)| Item::Name(id as NameId, name)))
        }
        FoundList::Assertions => Box::new(extraction.claims.iter().map(Item::Claim)),
        FoundList::Tables => Box::new(nodes(Kind::Table).map(move |node| Item::Object(list, node))),
        FoundList::Figures => Box::new(nodes(Kind::Image).map(move |node| Item::Object(list, node))),
        FoundList::Formulas => Box::new(nodes(Kind::Formula).map(move |node| Item::Object(list, node))),
        FoundList::Refused => Box::new(refusals(false).map(Item::Refusal)),
        FoundList::References => Box::new(refusals(true).map(Item::Refusal)),
        FoundList::Unverified => {
            let names = extraction.names.iter();
            let names = names.filter_map(|name| Some(Item::UnverifiedName(name, name.unverified.as_deref()?)));
            let claims = extraction.claims.iter();
            Box::new(names.chain(claims.filter_map(|it| Some(Item::UnverifiedClaim(it, it.unverified.as_deref()?)))))
        }
        FoundList::Violations => Box::new(extraction.violations.iter().map(Item::Violation)),
        FoundList::Merges => Box::new(std::iter::empty()),
    }
}

impl Item<'_> {
    fn list(&self) -> FoundList {
        match self {
            Item::Name(..) => FoundList::Entities,
            Item::Claim(_) => FoundList::Assertions,
            Item::Object(list, _) => *list,
            Item::Refusal(refusal) if refusal.what == RefusalKind::Reference => FoundList::References,
            Item::Refusal(_) => FoundList::Refused,
            Item::UnverifiedName(..) | Item::UnverifiedClaim(..) => FoundList::Unverified,
            Item::Violation(_) => FoundList::Violations,
        }
    }

    /// By what the list is divided.
    fn part(&self, extraction: &Extraction) -> String {
        match self {
            Item::Name(_, name) => name.entity_type.clone(),
            Item::Claim(claim) => claim.method.clone(),
            Item::Object(_, node) => object_part(node, extraction).into(),
            Item::Refusal(refusal) => refusal_part(refusal.what).into(),
            Item::UnverifiedName(..) => "entity".into(),
            Item::UnverifiedClaim(..) => "assertion".into(),
            Item::Violation(violation) => match violation.rule {
                Breach::UnknownType => "unknown type",
                Breach::UnknownRelation => "unknown relation",
                Breach::WrongEnds => "wrong ends",
            }
            .into(),
        }
    }

    fn row(&self, extraction: &Extraction, document_name: &str) -> FoundRow {
        let row = |title: String, detail: String, why: String, span: Option<&Span>| FoundRow {
            title,
            detail,
            why,
            unverified: false,
            document_name: document_name.to_owned(),
            span: span.cloned(),
            node: None,
        };
        match self {
            Item::Name(id, name) => {
                let places = extraction.mentions.iter().filter(|mention| mention.name == *id).count();
                let found = row(name.text.clone(), name.entity_type.clone(), String::new(), Some(&name.span));
                let why = name.unverified.clone().unwrap_or_default();
                FoundRow { detail: detail(&found.detail, places), unverified: !why.is_empty(), why, ..found }
            }
            Item::Claim(claim) => {
                let why = claim.unverified.clone().unwrap_or_default();
                let found = row(said(claim, extraction), claim.method.clone(), why, claim.spans.first());
                FoundRow { unverified: claim.unverified.is_some(), ..found }
            }
            Item::Object(_, node) => {
                let why = refused(&node.key, extraction).map(|refusal| refusal.why.clone()).unwrap_or_default();
                let size = node.size().map(|[rows, columns]| format!("{rows} × {columns}"));
                let detail = size.or_else(|| node.label().map(str::to_owned)).unwrap_or_default();
                FoundRow { node: Some(node.key.clone()), ..row(node.name.clone(), detail, why, node.spans.first()) }
            }
            Item::Refusal(refusal) => {
                let quote = refusal.span.quote.trim();
                let title = if quote.is_empty() { refusal_part(refusal.what) } else { quote };
                row(title.into(), refusal_part(refusal.what).into(), refusal.why.clone(), Some(&refusal.span))
            }
            Item::UnverifiedName(name, why) => {
                let found = row(name.text.clone(), name.entity_type.clone(), (*why).into(), Some(&name.span));
                FoundRow { unverified: true, ..found }
            }
            Item::UnverifiedClaim(claim, why) => {
                let found = row(said(claim, extraction), claim.method.clone(), (*why).into(), claim.spans.first());
                FoundRow { unverified: true, ..found }
            }
            Item::Violation(it) => {
                let title = match it.predicate.as_str() {
                    "" => it.subject.clone(),
                    predicate => format!("{} · {} · {}", it.subject, words::relation(predicate, true), it.object),
                };
                let types = match it.object_type.as_str() {
                    "" => it.subject_type.clone(),
                    object => format!("{} → {object}", it.subject_type),
                };
                row(title, types, it.why.clone(), Some(&it.span))
            }
        }
    }
}

fn detail(entity_type: &str, places: usize) -> String {
    if places > 1 { format!("{entity_type} · {places}") } else { entity_type.to_owned() }
}

/// "Norrheat AB · Revenue · 1,984 million EUR · FY24".
fn said(claim: &Claim, extraction: &Extraction) -> String {
    let name = |id: NameId| extraction.names.get(id as usize).map_or("", |name| name.text.as_str()).to_owned();
    let object = match &claim.object {
        ClaimObject::Name(id) => name(*id),
        ClaimObject::Quantity(quantity) => quantity_text(quantity),
        ClaimObject::Text(text) => text.clone(),
    };
    let limits = [&claim.qualifiers.period, &claim.qualifiers.scope, &claim.qualifiers.conditions];
    let limits = limits.into_iter().flatten().cloned();
    let parts = [name(claim.subject), words::relation(&claim.predicate, true), object];
    parts.into_iter().chain(limits).collect::<Vec<_>>().join(" · ")
}

/// The refusal of a whole table or formula.
fn refused<'a>(node: &Key, extraction: &'a Extraction) -> Option<&'a Refusal> {
    extraction.refused.iter().find(|refusal| match refusal.what {
        RefusalKind::Table => refusal.span.table.as_ref() == Some(node),
        RefusalKind::Formula => refusal.span.table.as_ref() == Some(node) || of_formula(node, extraction, refusal),
        _ => false,
    })
}

fn of_formula(node: &Key, extraction: &Extraction, refusal: &Refusal) -> bool {
    let found = extraction.nodes.iter().find(|it| it.key == *node);
    found.is_some_and(|it| it.kind() == Kind::Formula && it.spans.contains(&refusal.span))
}

fn object_part(node: &Node, extraction: &Extraction) -> &'static str {
    match &node.data {
        NodeData::Table(_) if refused_tables(extraction).contains(&node.key) => "refused",
        NodeData::Table(_) => "typed",
        NodeData::Image(figure) => figure.class.name(),
        NodeData::Formula { symbols, .. } if symbols.is_empty() => "unbound",
        NodeData::Formula { .. } => "bound",
        _ => "",
    }
}

fn refused_tables(extraction: &Extraction) -> BTreeSet<&Key> {
    let tables = extraction.refused.iter().filter(|refusal| refusal.what == RefusalKind::Table);
    tables.filter_map(|refusal| refusal.span.table.as_ref()).collect()
}

const fn refusal_part(what: RefusalKind) -> &'static str {
    match what {
        RefusalKind::Table => "table",
        RefusalKind::TablePart => "row or column",
        RefusalKind::Reference => "reference",
        RefusalKind::Formula => "formula",
        RefusalKind::Entity => "entity",
        RefusalKind::Relation => "relation",
        RefusalKind::Violation => "violation",
        RefusalKind::Unverified => "unverified",
        RefusalKind::BadReply => "reply",
        RefusalKind::Limit => "limit",
    }
}
