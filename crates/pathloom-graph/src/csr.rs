//! Compressed sparse rows: for a run of nodes, the sorted set of neighbours of each.

use crate::ranks::Ranks;

/// Where fewer than one row in so many has neighbours, only those have offsets.
const SPARSE: usize = 2;
/// Rows that are filled together.
const HEAP: usize = 1 << 12;

/// Neighbour sets of the nodes `base..base + rows`. Targets are node ids, sorted, each once.
#[derive(Clone, Debug, Default)]
pub struct Csr {
    base: u32,
    rows: u32,
    offsets: Vec<u32>,
    targets: Vec<u32>,
    /// Where most rows are empty: which are not. Only those have offsets then.
    filled: Option<Ranks>,
}

impl Csr {
    /// `offsets`: per row, then the end.
    pub fn new(base: u32, mut offsets: Vec<u32>, targets: Vec<u32>) -> Csr {
        debug_assert!(offsets.last().copied().unwrap_or(0) as usize == targets.len());
        let rows = offsets.len().saturating_sub(1);
        let is_filled = |row: usize| offsets[row] < offsets[row + 1];
        let mut filled = None;
        if (0..rows).filter(|&row| is_filled(row)).count() * SPARSE < rows {
            let ranks = Ranks::of(rows, is_filled);
            let mut kept = Vec::with_capacity(ranks.count() + 1);
            kept.extend((0..rows).filter(|&row| is_filled(row)).map(|row| offsets[row]));
            kept.push(targets.len() as u32);
            offsets = kept;
            filled = Some(ranks);
        }
        Csr { base, rows: rows as u32, offsets, targets, filled }
    }

    /// The neighbours of `node`; none for a node outside the rows.
    #[inline]
    pub fn neighbours(&self, node: u32) -> &[u32] {
        &self.targets[self.row(node)]
    }

    /// Where the neighbours of `node` stand among all targets.
    #[inline]
    pub fn row(&self, node: u32) -> std::ops::Range<usize> {
        let mut row = node.wrapping_sub(self.base) as usize;
        if let Some(filled) = &self.filled {
            row = match filled.rank(row) {
                Some(place) => place,
                None => return 0..0,
            };
        }
        match self.offsets.get(row..row.saturating_add(2)) {
            Some(&[start, end]) => start as usize..end as usize,
            _ => 0..0,
        }
    }

    #[inline]
    pub fn targets(&self) -> &[u32] {
        &self.targets
    }

    /// The place of `to` among all targets, when it is a neighbour of `from`.
    pub fn entry(&self, from: u32, to: u32) -> Option<usize> {
        let row = self.row(from);
        let place = self.targets[row.clone()].binary_search(&to).ok()?;
        Some(row.start + place)
    }

    #[inline]
    pub fn contains(&self, from: u32, to: u32) -> bool {
        self.neighbours(from).binary_search(&to).is_ok()
    }

    pub fn longest_row(&self) -> usize {
        self.offsets.windows(2).map(|bounds| bounds[1] - bounds[0]).max().unwrap_or(0) as usize
    }

    /// Number of neighbour entries over all rows.
    pub fn len(&self) -> usize {
        self.targets.len()
    }

    pub fn is_empty(&self) -> bool {
        self.targets.is_empty()
    }

    /// The nodes that have a row.
    pub fn rows(&self) -> std::ops::Range<u32> {
        self.base..self.base + self.rows
    }

    pub fn bytes(&self) -> usize {
        (self.offsets.capacity() + self.targets.capacity()) * size_of::<u32>()
            + self.filled.as_ref().map_or(0, Ranks::bytes)
    }

    /// The same pairs read from the other end, with rows `rows`. Dealt into heaps of neighbouring rows first, as a
    /// block is built. Sorted because rows are read in order.
    pub fn transposed(&self, rows: std::ops::Range<u32>) -> Csr {
        // One place more than heaps and rows end, so that filling one moves its start to its end.
        let mut heaps = vec![0u32; rows.len().div_ceil(HEAP) + 2];
        let mut offsets = vec![0u32; rows.len() + 2];
        self.targets.iter().for_each(|&target| heaps[(target - rows.start) as usize / HEAP + 2] += 1);
        accumulate(&mut heaps);
        let mut dealt = vec![(0u32, 0u32); self.targets.len()];
        for node in self.rows() {
            for &target in self.neighbours(node) {
                let row = target - rows.start;
                let place = &mut heaps[row as usize / HEAP + 1];
                dealt[*place as usize] = (row, node);
                *place += 1;
            }
        }
        dealt.iter().for_each(|&(row, _)| offsets[row as usize + 2] += 1);
        accumulate(&mut offsets);
        let mut targets = vec![0u32; self.targets.len()];
        for (row, node) in dealt {
            let place = &mut offsets[row as usize + 1];
            targets[*place as usize] = node;
            *place += 1;
        }
        offsets.pop();
        Csr::new(rows.start, offsets, targets)
    }

    /// The same rows with all their ids moved by so much, and all targets by so much; less than none wraps around.
    pub fn moved(&self, rows: u32, targets: u32) -> Csr {
        Csr {
            base: self.base.wrapping_add(rows),
            targets: self.targets.iter().map(|target| target.wrapping_add(targets)).collect(),
            ..self.clone()
        }
    }

    /// Only the entries for which `keep(place)` holds.
    pub fn filtered(&self, keep: impl Fn(usize) -> bool) -> Csr {
        let mut offsets = Vec::with_capacity(self.offsets.len());
        let mut targets = Vec::new();
        offsets.push(0);
        for bounds in self.offsets.windows(2) {
            for place in bounds[0] as usize..bounds[1] as usize {
                if keep(place) {
                    targets.push(self.targets[place]);
                }
            }
            offsets.push(targets.len() as u32);
        }
        Csr { base: self.base, rows: self.rows, offsets, targets, filled: self.filled.clone() }
    }

    /// The union of several neighbour relations, as sets, with rows `rows`.
    pub fn union(rows: std::ops::Range<u32>, parts: &[&Csr]) -> Csr {
        let mut offsets = Vec::with_capacity(rows.len() + 1);
        let mut targets = Vec::with_capacity(parts.iter().map(|part| part.len()).sum());
        offsets.push(0);
        for node in rows.clone() {
            let start = targets.len();
            let mut sources = 0;
            for part in parts {
                let neighbours = part.neighbours(node);
                sources += usize::from(!neighbours.is_empty());
                targets.extend_from_slice(neighbours);
            }
            if sources > 1 {
                targets[start..].sort_unstable();
                dedup_from(&mut targets, start);
            }
            offsets.push(targets.len() as u32);
        }
        targets.shrink_to_fit();
        Csr::new(rows.start, offsets, targets)
    }
}

/// Turns counts (shifted by one) into offsets.
pub(crate) fn accumulate(offsets: &mut [u32]) {
    let mut sum = 0;
    for offset in offsets {
        sum += *offset;
        *offset = sum;
    }
}

fn dedup_from(targets: &mut Vec<u32>, start: usize) {
    let mut kept = start;
    for place in start..targets.len() {
        if place == start || targets[place] != targets[kept - 1] {
            targets[kept] = targets[place];
            kept += 1;
        }
    }
    targets.truncate(kept);
}
