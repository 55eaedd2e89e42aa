//! The relations between two kinds of nodes: neighbour sets in both directions, and the names of each pair.

use crate::builder::LeftOut;
use crate::csr::{Csr, accumulate};
use crate::hop_names::HopNames;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

/// A relation between two handles, then between two ids; while it is dealt, its heap and what [`Packing`] makes of it.
#[derive(Clone, Copy, Debug, Default)]
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
#[derive(Clone, Debug, Default)]
pub(crate) struct EntryNames {
    column: NameColumn,
    /// Entries that stand for several relations, and where the names of each end among `several`.
    entries: Vec<u32>,
    ends: Vec<u32>,
    several: Vec<u32>,
}

/// As narrow as it can be.
#[derive(Clone, Debug)]
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

/// The names of entries as plain lists: while they are made, and as they are kept.
#[derive(Debug, Default)]
pub(crate) struct NamesOfEntries {
    /// Per entry its only name, or [`SEVERAL`].
    pub column: Vec<u32>,
    pub entries: Vec<u32>,
    pub ends: Vec<u32>,
    pub several: Vec<u32>,
}

impl NamesOfEntries {
    /// The next entry has these, sorted, each once.
    pub fn push(&mut self, names: &[u32]) {
        if let [only] = names {
            return self.column.push(*only);
        }
        self.entries.push(self.column.len() as u32);
        self.column.push(SEVERAL);
        self.several.extend_from_slice(names);
        self.ends.push(self.several.len() as u32);
    }

    /// Every name that occurs, each once.
    pub fn all(&self, name_count: usize) -> Vec<u32> {
        let mut used = vec![false; name_count];
        let names = self.column.iter().chain(&self.several).filter(|name| **name != SEVERAL);
        names.for_each(|&name| used[name as usize] = true);
        (0..name_count as u32).filter(|&name| used[name as usize]).collect()
    }

    /// `None` unless every place and name in it is one.
    pub fn checked(self, entries: usize, name_count: usize) -> Option<NamesOfEntries> {
        let is_name = |&name: &u32| (name as usize) < name_count;
        let are_lists = self.column.len() == entries
            && self.column.iter().all(|name| *name == SEVERAL || is_name(name))
            && self.entries.is_sorted_by(|a, b| a < b)
            && self.entries.iter().all(|&entry| self.column.get(entry as usize) == Some(&SEVERAL))
            && self.entries.len() == self.column.iter().filter(|name| **name == SEVERAL).count()
            && self.ends.len() == self.entries.len()
            && self.ends.first().is_none_or(|&first| first >= 2)
            && self.ends.windows(2).all(|ends| ends[1] >= ends[0].saturating_add(2))
            && self.ends.last().copied().unwrap_or(0) as usize == self.several.len()
            && self.several.iter().all(is_name);
        are_lists.then_some(self)
    }
}

impl EntryNames {
    /// Every entry has this one.
    pub fn same(name: u32) -> EntryNames {
        EntryNames { column: NameColumn::Same(name), ..EntryNames::default() }
    }

    pub fn of(names: NamesOfEntries, name_count: usize) -> EntryNames {
        let NamesOfEntries { column, entries, ends, several } = names;
        EntryNames { column: NameColumn::of(column, name_count), entries, ends, several }
    }

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
    pub fn new(forward: Arc<Csr>, backward: Arc<Csr>, names: EntryNames, all_names: Vec<u32>) -> Block {
        let (forward_names, backward_names) = (OnceLock::new(), OnceLock::new());
        Block { forward, backward, names, forward_names, backward_names, all_names }
    }

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

    /// The same relations where all ids of the one kind, and all of the other, are moved by so much.
    pub fn moved(&self, from: u32, to: u32) -> Block {
        let moved = |csr: &Arc<Csr>, rows, targets| match (rows, targets) {
            (0, 0) => Arc::clone(csr),
            _ => Arc::new(csr.moved(rows, targets)),
        };
        let (forward, backward) = (moved(&self.forward, from, to), moved(&self.backward, to, from));
        Block::new(forward, backward, self.names.clone(), self.all_names.clone())
    }
}

/// One block per pair of kinds that has relations; what is not allowed is counted and left out.
///
/// Relations are dealt into heaps of neighbouring rows first, and each heap is sorted into rows by itself: it fits
/// a fast cache, where rows of the whole graph would be filled in random places of memory.
pub(crate) fn build_blocks(
    mut edges: Vec<Edge>,
    ids: &[u32],
    starts: &[u32; 8],
    legal: &[u64],
    left_out: &mut LeftOut,
) -> Vec<Option<Block>> {
    let range = |rank: usize| starts[rank]..starts[rank + 1];
    let rank_of = |id: u32| starts[1..7].iter().map(|&end| usize::from(id >= end)).sum::<usize>();
    let packing = Packing::of(legal.len());
    let heaps_of = |rank: usize| range(rank).len().div_ceil(packing.rows());
    let mut firsts = [0usize; PAIRS + 1];
    for pair in 0..PAIRS {
        firsts[pair + 1] = firsts[pair] + heaps_of(pair / 7);
    }
    // One place more than heaps, so that dealing moves each start to the end of its heap.
    let mut ends = vec![0u32; firsts[PAIRS] + 2];
    // Per name: a bit for each pair of kinds that it joins.
    let mut used = vec![0u64; legal.len()];
    // Looking ids up is waiting for memory: a pass of its own has the most of them on their way.
    for edge in &mut edges {
        (edge.from, edge.to) = (ids[edge.from as usize], ids[edge.to as usize]);
    }
    for edge in &mut edges {
        let from = rank_of(edge.from);
        let pair = from * 7 + rank_of(edge.to);
        let is_legal = legal[edge.name as usize] >> pair & 1 == 1;
        if edge.from == edge.to || !is_legal {
            left_out.loops += u64::from(edge.from == edge.to);
            left_out.unlisted += u64::from(edge.from != edge.to);
            edge.from = LEFT_OUT;
            continue;
        }
        used[edge.name as usize] |= 1 << pair;
        let row = edge.from - starts[from];
        let heap = firsts[pair] + row as usize / packing.rows();
        ends[heap + 2] += 1;
        (edge.from, edge.name) = (heap as u32, packing.pack(row, edge.name));
    }
    accumulate(&mut ends);
    let mut dealt = vec![0u64; ends.last().map_or(0, |&count| count as usize)];
    for edge in edges.iter().filter(|edge| edge.from != LEFT_OUT) {
        let place = &mut ends[edge.from as usize + 1];
        dealt[*place as usize] = u64::from(edge.to) << 32 | u64::from(edge.name);
        *place += 1;
    }
    drop(edges);
    let build = |pair: usize| {
        let heaps =
            ends[firsts[pair]..=firsts[pair + 1]].windows(2).map(|ends| &dealt[ends[0] as usize..ends[1] as usize]);
        let is_empty = ends[firsts[pair]] == ends[firsts[pair + 1]];
        let all_names = (0..legal.len() as u32).filter(|&name| used[name as usize] >> pair & 1 == 1).collect();
        (!is_empty).then(|| build_block(heaps, packing, range(pair / 7), range(pair % 7), all_names))
    };
    (0..PAIRS).map(build).collect()
}

const PAIRS: usize = 49;
/// In place of a heap.
const LEFT_OUT: u32 = u32::MAX;

/// How a dealt relation stands in 64 bits: its target, then its row within the heap and its name.
#[derive(Clone, Copy)]
struct Packing {
    name_count: usize,
    name_bits: u32,
    row_bits: u32,
}

impl Packing {
    /// Heaps of 4,096 rows, of fewer where names need the room.
    fn of(name_count: usize) -> Packing {
        let name_bits = u32::BITS - (name_count.max(1) as u32 - 1).leading_zeros();
        Packing { name_count, name_bits, row_bits: 12.min(u32::BITS - name_bits) }
    }

    /// Rows of a heap.
    fn rows(self) -> usize {
        1 << self.row_bits
    }

    fn pack(self, row: u32, name: u32) -> u32 {
        ((u64::from(row) & (self.rows() as u64 - 1)) << self.name_bits) as u32 | name
    }

    fn row(self, dealt: u64) -> usize {
        ((dealt & u64::from(u32::MAX)) >> self.name_bits) as usize
    }

    /// Target and name alone.
    fn without_row(self, dealt: u64) -> u64 {
        dealt & (u64::MAX << 32 | ((1 << self.name_bits) - 1))
    }
}

/// `heaps`: the relations of the first rows in any order, then of the next, to the end. `all_names`: those that occur in
/// them.
fn build_block<'a>(
    heaps: impl Iterator<Item = &'a [u64]> + Clone,
    packing: Packing,
    from: Range<u32>,
    to: Range<u32>,
    all_names: Vec<u32>,
) -> Block {
    let count = heaps.clone().map(<[u64]>::len).sum();
    let mut targets = Vec::with_capacity(count);
    let column = match &all_names[..] {
        [only] => NameColumn::Same(*only),
        _ => NameColumn::with_capacity(count, packing.name_count),
    };
    let mut names = EntryNames { column, ..EntryNames::default() };
    let mut offsets = Vec::with_capacity(from.len() + 1);
    offsets.push(0);
    let mut rows = HeapRows::default();
    for (heap, first) in heaps.zip(from.clone().step_by(packing.rows())) {
        rows.fill(heap, packing, packing.rows().min((from.end - first) as usize));
        for row in 0..rows.len() {
            let row = rows.row(row);
            row.sort_unstable();
            for same in row.chunk_by(|a, b| a >> 32 == b >> 32) {
                targets.push((same[0] >> 32) as u32);
                names.add(targets.len() as u32 - 1, same);
            }
            offsets.push(targets.len() as u32);
        }
    }
    targets.shrink_to_fit();
    names.column.shrink_to_fit();
    let forward = Csr::new(from.start, offsets, targets);
    let backward = forward.transposed(to);
    Block::new(Arc::new(forward), Arc::new(backward), names, all_names)
}

/// The relations of one heap by row: target and name.
#[derive(Default)]
struct HeapRows {
    offsets: Vec<u32>,
    entries: Vec<u64>,
}

impl HeapRows {
    fn fill(&mut self, heap: &[u64], packing: Packing, rows: usize) {
        // One place more than rows end, so that filling a row moves its start to its end.
        self.offsets.clear();
        self.offsets.resize(rows + 2, 0);
        heap.iter().for_each(|&dealt| self.offsets[packing.row(dealt) + 2] += 1);
        accumulate(&mut self.offsets);
        self.entries.resize(heap.len(), 0);
        for &dealt in heap {
            let place = &mut self.offsets[packing.row(dealt) + 1];
            self.entries[*place as usize] = packing.without_row(dealt);
            *place += 1;
        }
    }

    fn len(&self) -> usize {
        self.offsets.len() - 2
    }

    fn row(&mut self, row: usize) -> &mut [u64] {
        &mut self.entries[self.offsets[row] as usize..self.offsets[row + 1] as usize]
    }
}

impl NameColumn {
    fn with_capacity(count: usize, name_count: usize) -> NameColumn {
        if name_count <= usize::from(NARROW_SEVERAL) {
            NameColumn::Narrow(Vec::with_capacity(count))
        } else if name_count <= usize::from(MIDDLE_SEVERAL) {
            NameColumn::Middle(Vec::with_capacity(count))
        } else {
            NameColumn::Wide(Vec::with_capacity(count))
        }
    }

    /// `SEVERAL` becomes its narrower forms by losing its upper bits.
    #[inline]
    fn push(&mut self, name: u32) {
        match self {
            NameColumn::Same(_) => {}
            NameColumn::Narrow(names) => names.push(name as u8),
            NameColumn::Middle(names) => names.push(name as u16),
            NameColumn::Wide(names) => names.push(name),
        }
    }

    fn shrink_to_fit(&mut self) {
        match self {
            NameColumn::Same(_) => {}
            NameColumn::Narrow(names) => names.shrink_to_fit(),
            NameColumn::Middle(names) => names.shrink_to_fit(),
            NameColumn::Wide(names) => names.shrink_to_fit(),
        }
    }

    fn of(column: Vec<u32>, name_count: usize) -> NameColumn {
        let mut narrowest = NameColumn::with_capacity(column.len(), name_count);
        column.into_iter().for_each(|name| narrowest.push(name));
        narrowest
    }
}

impl EntryNames {
    /// The next entry, which stands for these sorted relations.
    #[inline]
    fn add(&mut self, entry: u32, same: &[u64]) {
        let first = same[0] as u32;
        if same.iter().all(|&other| other as u32 == first) {
            return self.column.push(first);
        }
        let before = self.several.len();
        for &relation in same {
            if self.several.len() == before || self.several.last() != Some(&(relation as u32)) {
                self.several.push(relation as u32);
            }
        }
        self.entries.push(entry);
        self.ends.push(self.several.len() as u32);
        self.column.push(SEVERAL);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_relation_stands_in_64_bits_whatever_number_of_names_there_is() {
        for name_count in [0, 1, 2, 256, 257, 1 << 20, (1 << 20) + 1, u32::MAX as usize] {
            let packing = Packing::of(name_count);
            let name = (name_count.max(1) - 1) as u32;
            for row in [0, 1, 4_095, 4_096, 123_456_789] {
                let dealt = 77 << 32 | u64::from(packing.pack(row, name));
                assert_eq!(packing.row(dealt), row as usize % packing.rows(), "{name_count} names, row {row}");
                assert_eq!(packing.without_row(dealt), 77 << 32 | u64::from(name), "{name_count} names, row {row}");
            }
        }
    }
}
