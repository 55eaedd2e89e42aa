//! The relations between two kinds of nodes: neighbour sets in both directions, and the names of each pair.

use crate::builder::LeftOut;
use crate::csr::{Csr, accumulate};
use crate::hop_names::HopNames;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

/// A relation between two handles, then between two ids.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Edge {
    pub from: u32,
    pub to: u32,
    pub name: u32,
}

/// The relations from one kind to another, forward with names and backward without.
#[derive(Debug)]
pub(crate) struct Block {
    pub forward: Arc<Csr>,
    pub backward: Arc<Csr>,
    pub names: EntryNames,
    /// The names of single hops, once somebody drew.
    pub forward_names: OnceLock<Arc<HopNames>>,
    pub backward_names: OnceLock<Arc<HopNames>>,
    /// Every name that occurs, each once.
    pub all_names: Vec<u32>,
}

/// Per forward entry the names of its relations.
#[derive(Debug, Default)]
pub(crate) struct EntryNames {
    column: NameColumn,
    /// Entries that stand for several relations, and where the names of each end among `several`.
    entries: Vec<u32>,
    ends: Vec<u32>,
    several: Vec<u32>,
}

/// As narrow as it can be.
#[derive(Debug)]
enum NameColumn {
    /// All entries have this one.
    Same(u32),
    Narrow(Vec<u8>),
    Middle(Vec<u16>),
    Wide(Vec<u32>),
}

impl Default for NameColumn {
    fn default() -> NameColumn {
        NameColumn::Wide(Vec::new())
    }
}

/// In a column: the entry has several names.
const SEVERAL: u32 = u32::MAX;
const MIDDLE_SEVERAL: u16 = u16::MAX;
const NARROW_SEVERAL: u8 = u8::MAX;

impl EntryNames {
    /// Of one entry, sorted.
    pub fn at(&self, entry: usize) -> impl Iterator<Item = u32> + '_ {
        let one = self.column(entry);
        let several = if one == SEVERAL { self.several(entry) } else { &[] };
        Some(one).filter(|&one| one != SEVERAL).into_iter().chain(several.iter().copied())
    }

    #[inline]
    pub fn column(&self, entry: usize) -> u32 {
        match &self.column {
            NameColumn::Same(name) => *name,
            NameColumn::Narrow(names) if names[entry] == NARROW_SEVERAL => SEVERAL,
            NameColumn::Narrow(names) => u32::from(names[entry]),
            NameColumn::Middle(names) if names[entry] == MIDDLE_SEVERAL => SEVERAL,
            NameColumn::Middle(names) => u32::from(names[entry]),
            NameColumn::Wide(names) => names[entry],
        }
    }

    /// The name of an entry that stands for one relation.
    pub fn single(&self, entry: usize) -> Option<u32> {
        Some(self.column(entry)).filter(|&name| name != SEVERAL)
    }

    /// The name that all entries have.
    pub fn only(&self) -> Option<u32> {
        match self.column {
            NameColumn::Same(name) => Some(name),
            _ => None,
        }
    }

    fn several(&self, entry: usize) -> &[u32] {
        let Ok(place) = self.entries.binary_search(&(entry as u32)) else {
            return &[];
        };
        let start = if place == 0 { 0 } else { self.ends[place - 1] };
        &self.several[start as usize..self.ends[place] as usize]
    }

    pub fn bytes(&self) -> usize {
        let column = match &self.column {
            NameColumn::Same(_) => 0,
            NameColumn::Narrow(names) => names.capacity(),
            NameColumn::Middle(names) => names.capacity() * 2,
            NameColumn::Wide(names) => names.capacity() * 4,
        };
        column + (self.entries.capacity() + self.ends.capacity() + self.several.capacity()) * 4
    }

    /// Relations beyond one for each entry.
    fn surplus(&self) -> usize {
        self.several.len() - self.entries.len()
    }
}

impl Block {
    pub fn names_at(&self, entry: usize) -> impl Iterator<Item = u32> + '_ {
        self.names.at(entry)
    }

    /// The names to filter by; `None` when every relation of the block passes anyway.
    pub fn filter_needed<'a>(&self, names: Option<&'a [u32]>) -> Option<&'a [u32]> {
        names.filter(|names| !self.all_names.iter().all(|name| names.contains(name)))
    }

    pub fn relation_count(&self) -> usize {
        self.forward.len() + self.names.surplus()
    }
}

/// Rows of one pair of kinds while they are filled: targets with names, and where each row ends.
#[derive(Default)]
struct Rows {
    offsets: Vec<u32>,
    entries: Vec<u64>,
}

/// One block per pair of kinds that has relations; what is not allowed is counted and left out.
pub(crate) fn build_blocks(
    mut edges: Vec<Edge>,
    ids: &[u32],
    starts: &[u32; 8],
    legal: &[u64],
    left_out: &mut LeftOut,
) -> Vec<Option<Block>> {
    let range = |rank: usize| starts[rank]..starts[rank + 1];
    let rank_of = |id: u32| starts[1..7].iter().map(|&end| usize::from(id >= end)).sum::<usize>();
    let mut all: Vec<Rows> = (0..49).map(|_| Rows::default()).collect();
    let mut pairs = Vec::with_capacity(edges.len());
    for edge in &mut edges {
        (edge.from, edge.to) = (ids[edge.from as usize], ids[edge.to as usize]);
        let from = rank_of(edge.from);
        let pair = from * 7 + rank_of(edge.to);
        let is_legal = legal[edge.name as usize] >> pair & 1 == 1;
        if edge.from == edge.to || !is_legal {
            left_out.loops += u64::from(edge.from == edge.to);
            left_out.unlisted += u64::from(edge.from != edge.to);
            pairs.push(LEFT_OUT);
            continue;
        }
        let offsets = &mut all[pair].offsets;
        if offsets.is_empty() {
            // One place more than rows end, so that filling a row moves its start to its end.
            offsets.resize(range(from).len() + 2, 0);
        }
        offsets[(edge.from - starts[from]) as usize + 2] += 1;
        pairs.push(pair as u8);
    }
    for rows in &mut all {
        accumulate(&mut rows.offsets);
        rows.entries.resize(rows.offsets.last().map_or(0, |&count| count as usize), 0);
    }
    for (edge, pair) in edges.iter().zip(pairs).filter(|(_, pair)| *pair != LEFT_OUT) {
        let rows = &mut all[usize::from(pair)];
        let place = &mut rows.offsets[(edge.from - starts[usize::from(pair) / 7]) as usize + 1];
        rows.entries[*place as usize] = u64::from(edge.to) << 32 | u64::from(edge.name);
        *place += 1;
    }
    drop(edges);
    let build = |(pair, rows): (usize, Rows)| {
        (!rows.entries.is_empty()).then(|| rows.into_block(range(pair / 7), range(pair % 7), legal.len()))
    };
    all.into_iter().enumerate().map(build).collect()
}

const LEFT_OUT: u8 = u8::MAX;

impl Rows {
    fn into_block(mut self, from: Range<u32>, to: Range<u32>, name_count: usize) -> Block {
        self.offsets.pop();
        let mut used = vec![false; name_count];
        self.entries.iter().for_each(|entry| used[*entry as u32 as usize] = true);
        let all_names: Vec<u32> = (0..name_count as u32).filter(|&name| used[name as usize]).collect();
        let mut names = EntryNames::default();
        let mut column = Vec::new();
        let is_same = all_names.len() == 1;
        let mut targets = Vec::with_capacity(self.entries.len());
        let mut start = 0;
        for end in &mut self.offsets[1..] {
            let row = &mut self.entries[start..*end as usize];
            start = *end as usize;
            row.sort_unstable();
            for same in row.chunk_by(|a, b| a >> 32 == b >> 32) {
                targets.push((same[0] >> 32) as u32);
                if !is_same {
                    column.push(names.add(targets.len() as u32 - 1, same));
                }
            }
            *end = targets.len() as u32;
        }
        drop(self.entries);
        targets.shrink_to_fit();
        names.column = match is_same {
            true => NameColumn::Same(all_names[0]),
            false => NameColumn::of(column, name_count),
        };
        let forward = Csr::new(from.start, self.offsets, targets);
        let backward = forward.transposed(to);
        Block {
            forward: Arc::new(forward),
            backward: Arc::new(backward),
            names,
            forward_names: OnceLock::new(),
            backward_names: OnceLock::new(),
            all_names,
        }
    }
}

impl NameColumn {
    fn of(column: Vec<u32>, name_count: usize) -> NameColumn {
        // `SEVERAL` becomes its narrower forms by losing its upper bits.
        if name_count <= usize::from(NARROW_SEVERAL) {
            NameColumn::Narrow(column.iter().map(|&name| name as u8).collect())
        } else if name_count <= usize::from(MIDDLE_SEVERAL) {
            NameColumn::Middle(column.iter().map(|&name| name as u16).collect())
        } else {
            NameColumn::Wide(column)
        }
    }
}

impl EntryNames {
    /// What stands in the column for the sorted relations of one entry.
    fn add(&mut self, entry: u32, same: &[u64]) -> u32 {
        let first = same[0] as u32;
        if same.iter().all(|&other| other as u32 == first) {
            return first;
        }
        let before = self.several.len();
        for &relation in same {
            if self.several.len() == before || self.several.last() != Some(&(relation as u32)) {
                self.several.push(relation as u32);
            }
        }
        self.entries.push(entry);
        self.ends.push(self.several.len() as u32);
        SEVERAL
    }
}
