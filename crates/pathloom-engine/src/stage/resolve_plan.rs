//! What of the graph has to be made anew. Each document's stamp stands for its extraction and for the entities that its
//! names belong to. Where it is the same, the document's own nodes and relations are; of the assertions only those are
//! made again in whose group a changed document has, or had, a say, of all documents that have one.

use crate::error;
use crate::stage::extract;
use pathloom_extract::{Extraction, LedgerEntry, Resolver, Share, Stated, TripleList, group_of};
use pathloom_ipc::AppError;
use pathloom_model::key::digest;
use pathloom_model::{Key, Kind};
use pathloom_store::table::graph_writer::GraphWriter;
use pathloom_store::{Project, StoreError};
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// Grows with every change of what resolution makes of an extraction.
const RESOLUTION: u32 = 1;

/// A document that has a part in the graph.
pub struct Part {
    pub id: u64,
    pub key: Key,
    /// Another where its extraction is.
    pub content: String,
    /// A list of triples is read anew each time.
    pub list: Option<TripleList>,
}

#[derive(Default)]
pub struct Plan {
    /// Of each document, by place.
    pub stamps: Vec<String>,
    /// Places of documents that are other than in the graph; `None` = all.
    new: Option<BTreeSet<usize>>,
    /// Places of others that have a say in what these state or stated.
    pub touched: BTreeSet<usize>,
    /// Rows of documents that have no part any more.
    pub gone: Vec<u64>,
    /// Groups of assertions that are made again; `None` = all.
    pub groups: Option<HashSet<u64>>,
    /// Assertions of these groups that stand in the graph.
    facts: HashSet<u128>,
    /// Documents that are as they were.
    kept: HashSet<Key>,
    /// What these left out, as it is stored.
    dropped: BTreeMap<u64, String>,
}

/// `None` where an extraction went meanwhile.
pub fn make(project: &Project, resolver: &mut Resolver, parts: &[Part]) -> Result<Option<Plan>, AppError> {
    let stamps: Vec<String> =
        parts.iter().enumerate().map(|(place, part)| stamp(part, &resolver.stamp(place))).collect();
    let before = project.stamps().map_err(error::store)?;
    let is_new = |place: &usize| before.get(&parts[*place].id) != Some(&stamps[*place]);
    let new: BTreeSet<usize> = (0..parts.len()).filter(is_new).collect();
    let there: BTreeSet<u64> = parts.iter().map(|part| part.id).collect();
    let gone: Vec<u64> = before.keys().copied().filter(|id| !there.contains(id)).collect();
    // Where most is new, reading what is known of the rest saves nothing.
    if (new.len() + gone.len()) * 2 > parts.len() {
        return Ok(Some(Plan { stamps, gone, ..Plan::default() }));
    }
    let mut groups = HashSet::new();
    for &place in &new {
        let Some(share) = share(project, resolver, place, &parts[place])? else { return Ok(None) };
        groups.extend(share.facts.iter().map(|it| it.group));
    }
    let mut plan = Plan { stamps, gone, ..Plan::default() };
    let places: BTreeMap<u64, usize> = parts.iter().zip(0..).map(|(part, place)| (part.id, place)).collect();
    let goes = |id: u64| places.get(&id).is_none_or(|place| new.contains(place));
    project
        .shares(|row| {
            if goes(row.document) {
                groups.extend(unpacked(row.facts).map(|it| it.group));
            } else if !row.dropped.is_empty() {
                plan.dropped.insert(row.document, row.dropped.to_owned());
            }
        })
        .map_err(error::store)?;
    project
        .shares(|row| {
            let known = plan.facts.len();
            plan.facts.extend(unpacked(row.facts).filter(|it| groups.contains(&it.group)).map(|it| it.bits));
            let says = plan.facts.len() > known || unpacked(row.facts).any(|it| groups.contains(&it.group));
            if let Some(place) = places.get(&row.document).filter(|_| says && !goes(row.document)) {
                plan.touched.insert(*place);
            }
        })
        .map_err(error::store)?;
    plan.kept =
        parts.iter().zip(0..).filter(|(_, place)| !new.contains(place)).map(|(part, _)| part.key.clone()).collect();
    plan.new = Some(new);
    plan.groups = Some(groups);
    Ok(Some(plan))
}

impl Plan {
    pub fn is_new(&self, place: usize) -> bool {
        self.new.as_ref().is_none_or(|new| new.contains(&place))
    }

    /// Tells the store what stays; nothing where all is new.
    pub fn keep(&self, graph: &mut GraphWriter<'_>) -> Result<(), StoreError> {
        let Some(groups) = &self.groups else { return Ok(()) };
        let node = |key: &Key, document: Option<&Key>| match key.kind() {
            Kind::Document => self.kept.contains(key),
            Kind::Assertion => !self.facts.contains(&key.bits()),
            _ => document.is_some_and(|document| self.kept.contains(document)),
        };
        graph.keep(node, |from, name, to| !groups.contains(&group_of(from, name, to)))
    }

    /// What a document that is as it was left out.
    pub fn dropped_before(&self, document: u64) -> Result<Vec<LedgerEntry>, StoreError> {
        let wrong = |problem: serde_json::Error| StoreError::Damaged(format!("what was left out: {problem}"));
        self.dropped.get(&document).map_or(Ok(vec![]), |text| serde_json::from_str(text).map_err(wrong))
    }
}

fn stamp(part: &Part, names: &str) -> String {
    let rules = format!("{RESOLUTION} {} {}", extract::VERSION, env!("CARGO_PKG_VERSION"));
    digest(&[rules.as_bytes(), part.key.as_bytes(), part.content.as_bytes(), names.as_bytes()])
}

fn share(project: &Project, resolver: &mut Resolver, place: usize, part: &Part) -> Result<Option<Share>, AppError> {
    if let Some(list) = &part.list {
        return Ok(Some(resolver.share_of_list(place, list)));
    }
    let found: Option<Extraction> = project.extraction(part.id, extract::VERSION).map_err(error::store)?;
    Ok(found.map(|found| resolver.share(place, found)))
}

pub fn pack(facts: &[Stated]) -> Vec<u8> {
    facts.iter().flat_map(|it| it.to_bytes()).collect()
}

fn unpacked(facts: &[u8]) -> impl Iterator<Item = Stated> {
    facts.as_chunks::<{ Stated::BYTES }>().0.iter().map(Stated::from_bytes)
}

/// Empty for nothing.
pub fn told(dropped: &[LedgerEntry]) -> Result<String, StoreError> {
    if dropped.is_empty() {
        return Ok(String::new());
    }
    serde_json::to_string(dropped).map_err(|problem| StoreError::Damaged(problem.to_string()))
}
