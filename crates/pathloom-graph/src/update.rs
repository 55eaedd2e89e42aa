//! A graph after a few changes, made from the one before: only the pairs of kinds in which something changed are made
//! anew, and nothing is sorted again. Ids are places in key order, so it is the graph that all rows together would give.

use crate::blocks::{Block, EntryNames, NamesOfEntries};
use crate::builder::Fields;
use crate::columns::Names;
use crate::csr::Csr;
use crate::graph::{Graph, NONE};
use crate::kinds::{is_legal, rank};
use pathloom_model::relation::canonical_name;
use pathloom_model::{Key, Kind};
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::sync::Arc;

/// What is different. Relations of a removed node need not be listed.
#[derive(Clone, Debug, Default)]
pub struct Delta<'a> {
    /// New ones, and those with other fields.
    pub nodes: Vec<(&'a Key, Fields<'a>)>,
    pub removed: Vec<&'a Key>,
    /// From, name, to.
    pub relations: Vec<(&'a Key, &'a str, &'a Key)>,
    pub removed_relations: Vec<(&'a Key, &'a str, &'a Key)>,
}

impl Graph {
    /// The documents of nodes that stay must be there before and after, or be among the nodes of the change.
    pub fn updated(&self, delta: &Delta<'_>) -> Graph {
        let merge = Merge::of(self, delta);
        let mut words = self.words.clone();
        let mut places: HashMap<String, u32> = (0..).zip(&words).map(|(place, word)| (word.clone(), place)).collect();
        let mut label = |label: &str| {
            *places.entry(label.to_owned()).or_insert_with(|| {
                words.push(label.to_owned());
                words.len() as u32 - 1
            })
        };
        let labels = merge.column(&self.labels, |fields| fields.label.map(&mut label));
        let mut names = Names::default();
        for (node, &source) in merge.sources.iter().enumerate() {
            let name = match merge.fields(source) {
                Some(fields) => fields.name,
                None => self.names.get(source as usize),
            };
            if !name.is_empty() {
                names.set(node, name);
            }
        }
        let mut graph = Graph {
            starts: merge.starts,
            labels,
            pages: merge.column(&self.pages, |fields| fields.page),
            rows: merge.column(&self.rows, |fields| fields.rows),
            columns: merge.column(&self.columns, |fields| fields.columns),
            names,
            words,
            relation_names: self.relation_names.clone(),
            keys: merge.keys.clone(),
            ..Graph::default()
        };
        let known = |key: &Key| graph.id(key).filter(|_| key.kind() == Kind::Document);
        let mut documents = merge.column(&self.documents, |fields| fields.document.and_then(known));
        for (place, &source) in documents.iter_mut().zip(&merge.sources) {
            if *place != NONE && merge.fields(source).is_none() {
                *place = merge.new_ids[*place as usize];
            }
        }
        graph.documents = if documents.iter().all(|&it| it == NONE) { Vec::new() } else { documents };
        merge.relate(self, &mut graph, delta);
        graph
    }
}

/// The nodes of both, in key order.
struct Merge<'d> {
    fields: Vec<Fields<'d>>,
    /// Per new id: the id before, or one beyond all of these and a place in `fields`.
    sources: Vec<u32>,
    /// Per id before: the new one, or none.
    new_ids: Vec<u32>,
    keys: Vec<u128>,
    starts: [u32; 8],
}

impl<'d> Merge<'d> {
    fn of(graph: &Graph, delta: &Delta<'d>) -> Merge<'d> {
        let before = graph.node_count() as u32;
        let mut changed: BTreeMap<(usize, u128), Option<Fields<'d>>> = BTreeMap::new();
        for key in &delta.removed {
            changed.insert((rank(key.kind()), key.bits()), None);
        }
        for (key, fields) in &delta.nodes {
            changed.insert((rank(key.kind()), key.bits()), Some(*fields));
        }
        let mut merge = Merge {
            fields: Vec::new(),
            sources: Vec::with_capacity(before as usize + delta.nodes.len()),
            new_ids: vec![NONE; before as usize],
            keys: Vec::with_capacity(before as usize + delta.nodes.len()),
            starts: [0; 8],
        };
        let mut changed = changed.into_iter().peekable();
        for kind in 0..7 {
            for old in graph.starts[kind]..graph.starts[kind + 1] {
                let bits = graph.keys[old as usize];
                while let Some((place, fields)) = changed.next_if(|(place, _)| *place < (kind, bits)) {
                    merge.add(place.1, before, fields);
                }
                match changed.next_if(|(place, _)| *place == (kind, bits)) {
                    Some((_, None)) => continue,
                    Some((_, fields)) => {
                        merge.new_ids[old as usize] = merge.keys.len() as u32;
                        merge.add(bits, before, fields);
                    }
                    None => {
                        merge.new_ids[old as usize] = merge.keys.len() as u32;
                        merge.keys.push(bits);
                        merge.sources.push(old);
                    }
                }
            }
            while let Some((place, fields)) = changed.next_if(|(place, _)| place.0 == kind) {
                merge.add(place.1, before, fields);
            }
            merge.starts[kind + 1] = merge.keys.len() as u32;
        }
        merge
    }

    /// Nothing for the key of a node that was not there and is not to be.
    fn add(&mut self, bits: u128, before: u32, fields: Option<Fields<'d>>) {
        let Some(fields) = fields else { return };
        self.keys.push(bits);
        self.sources.push(before + self.fields.len() as u32);
        self.fields.push(fields);
    }

    fn fields(&self, source: u32) -> Option<&Fields<'d>> {
        self.fields.get((source as usize).checked_sub(self.new_ids.len())?)
    }

    fn column(&self, before: &[u32], mut of: impl FnMut(&Fields<'d>) -> Option<u32>) -> Vec<u32> {
        let value = |&source: &u32| match self.fields(source) {
            Some(fields) => of(fields).unwrap_or(NONE),
            None => before.get(source as usize).copied().unwrap_or(NONE),
        };
        let column: Vec<u32> = self.sources.iter().map(value).collect();
        if column.iter().all(|&it| it == NONE) { Vec::new() } else { column }
    }

    /// By how much the ids of a kind are moved, when all of them stay and none is new.
    fn shift(&self, before: &Graph, kind: usize) -> Option<u32> {
        let old = before.starts[kind]..before.starts[kind + 1];
        let new = self.starts[kind]..self.starts[kind + 1];
        let stays = |id: &u32| self.new_ids[*id as usize] != NONE;
        (old.len() == new.len() && old.clone().all(|id| stays(&id))).then(|| new.start.wrapping_sub(old.start))
    }

    fn relate(&self, before: &Graph, graph: &mut Graph, delta: &Delta<'_>) {
        let mut changes: Vec<Changes> = (0..49).map(|_| Changes::default()).collect();
        for (list, there) in [(&delta.removed_relations, false), (&delta.relations, true)] {
            for &(from, name, to) in list {
                let (Some(head), Some(tail)) = (graph.id(from), graph.id(to)) else { continue };
                let name = canonical_name(name);
                if head == tail || !is_legal(from.kind(), name, to.kind()) {
                    continue;
                }
                let name = graph.relation_id(name).unwrap_or_else(|| {
                    graph.relation_names.push(name.to_owned());
                    graph.relation_names.len() as u32 - 1
                });
                changes[rank(from.kind()) * 7 + rank(to.kind())].insert((head, tail, name), there);
            }
        }
        let shifts: [Option<u32>; 7] = std::array::from_fn(|kind| self.shift(before, kind));
        let names = graph.relation_names.len();
        graph.blocks = changes
            .into_iter()
            .enumerate()
            .map(|(pair, changes)| {
                let old = before.blocks.get(pair).and_then(Option::as_ref);
                match (shifts[pair / 7], shifts[pair % 7], old) {
                    (_, _, None) if changes.is_empty() => None,
                    (Some(from), Some(to), Some(old)) if changes.is_empty() => Some(old.moved(from, to)),
                    _ => self.block(old, changes, [pair / 7, pair % 7], names),
                }
            })
            .collect();
        forget_unused_names(graph);
    }

    fn ids(&self, kind: usize) -> Range<u32> {
        self.starts[kind]..self.starts[kind + 1]
    }

    fn block(&self, old: Option<&Block>, changes: Changes, [from, to]: [usize; 2], names: usize) -> Option<Block> {
        let mut made = Made { offsets: vec![0], targets: Vec::new(), names: NamesOfEntries::default() };
        let mut changes = changes.into_iter().peekable();
        // New ids rise with those before, so both are met in order.
        let mut before = old.map_or(0..0, |block| block.forward.rows());
        let mut row: Vec<(u32, u32)> = Vec::new();
        for node in self.ids(from) {
            let old_id = loop {
                match before.start {
                    id if id >= before.end || self.new_ids[id as usize] == NONE => {
                        if id >= before.end {
                            break None;
                        }
                        before.start += 1;
                    }
                    id if self.new_ids[id as usize] == node => {
                        before.start += 1;
                        break Some(id);
                    }
                    _ => break None,
                }
            };
            row.clear();
            if let (Some(id), Some(block)) = (old_id, old) {
                for entry in block.forward.row(id) {
                    let target = self.new_ids[block.forward.targets()[entry] as usize];
                    if target != NONE {
                        row.extend(block.names_at(entry).map(|name| (target, name)));
                    }
                }
            }
            let mut is_changed = false;
            while let Some(((_, target, name), there)) = changes.next_if(|((head, ..), _)| *head == node) {
                is_changed = true;
                row.retain(|other| *other != (target, name));
                if there {
                    row.push((target, name));
                }
            }
            if is_changed {
                row.sort_unstable();
            }
            made.row(&row);
        }
        made.block(self.ids(from), self.ids(to), names)
    }
}

/// Head, tail and name → whether the relation is there. The last word counts.
type Changes = BTreeMap<(u32, u32, u32), bool>;

/// One pair of kinds while it is made.
struct Made {
    offsets: Vec<u32>,
    targets: Vec<u32>,
    names: NamesOfEntries,
}

impl Made {
    /// The next row: targets with names, sorted.
    fn row(&mut self, row: &[(u32, u32)]) {
        for same in row.chunk_by(|a, b| a.0 == b.0) {
            self.targets.push(same[0].0);
            match same {
                [(_, only)] => self.names.push(&[*only]),
                several => self.names.push(&several.iter().map(|(_, name)| *name).collect::<Vec<_>>()),
            }
        }
        self.offsets.push(self.targets.len() as u32);
    }

    fn block(mut self, from: Range<u32>, to: Range<u32>, name_count: usize) -> Option<Block> {
        if self.targets.is_empty() {
            return None;
        }
        self.targets.shrink_to_fit();
        let all_names = self.names.all(name_count);
        let names = match all_names[..] {
            [only] => EntryNames::same(only),
            _ => EntryNames::of(self.names, name_count),
        };
        let forward = Csr::new(from.start, self.offsets, self.targets);
        let backward = forward.transposed(to);
        Some(Block::new(Arc::new(forward), Arc::new(backward), names, all_names))
    }
}

/// A name that no relation bears any more is no name of the graph; its number stays, since columns hold the others.
fn forget_unused_names(graph: &mut Graph) {
    let mut used = vec![false; graph.relation_names.len()];
    let names = graph.blocks.iter().flatten().flat_map(|block| &block.all_names);
    names.for_each(|&name| used[name as usize] = true);
    for (name, _) in graph.relation_names.iter_mut().zip(used).filter(|(_, used)| !used) {
        name.clear();
    }
}
