//! A set of rows, and the place of each among those in the set: a few bits for each row.

/// Rows from 0.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ranks {
    words: Vec<Word>,
    count: u32,
}

/// 64 rows: a bit for each that is in the set, and how many are in it before.
#[derive(Clone, Copy, Debug, Default)]
struct Word {
    bits: u64,
    before: u32,
}

impl Ranks {
    pub fn of(rows: usize, holds: impl Fn(usize) -> bool) -> Ranks {
        let mut ranks = Ranks { words: Vec::with_capacity(rows.div_ceil(64)), count: 0 };
        for first in (0..rows).step_by(64) {
            let in_set = |bits, row| bits | u64::from(holds(row)) << (row - first);
            let bits: u64 = (first..rows.min(first + 64)).fold(0, in_set);
            ranks.words.push(Word { bits, before: ranks.count });
            ranks.count += bits.count_ones();
        }
        ranks
    }

    /// The place of a row among those in the set.
    #[inline]
    pub fn rank(&self, row: usize) -> Option<usize> {
        let word = self.words.get(row / 64)?;
        let bit = 1 << (row % 64);
        (word.bits & bit != 0).then(|| (word.before + (word.bits & (bit - 1)).count_ones()) as usize)
    }

    /// Rows in the set.
    pub fn count(&self) -> usize {
        self.count as usize
    }

    pub fn bytes(&self) -> usize {
        self.words.capacity() * size_of::<Word>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_in_the_set_has_its_place_and_no_other_has_one() {
        let ranks = Ranks::of(300, |row| row % 7 == 2 || (64..128).contains(&row));
        let places: Vec<usize> = (0..400).filter_map(|row| ranks.rank(row)).collect();
        assert_eq!(places, (0..ranks.count()).collect::<Vec<usize>>(), "places rise by one");
        assert!((0..300).all(|row| ranks.rank(row).is_some() == (row % 7 == 2 || (64..128).contains(&row))));
    }
}
