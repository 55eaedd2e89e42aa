//! Running sums along the rows of one hop, an entry each, so that a draw from a row looks at numbers that stand side by
//! side instead of asking each neighbour.

use crate::mass::Mass;

/// Beside each entry of a hop's rows: the values of the neighbours up to and with it, in 32 bits where all fit. Empty
/// where no draw asks.
#[derive(Debug)]
pub(crate) struct RowSums<M> {
    narrow: Vec<u32>,
    wide: Vec<M>,
}

/// Rows up to this long are counted through, longer ones halved.
pub(crate) const SHORT: usize = 16;

impl<M: Mass> RowSums<M> {
    pub fn none() -> RowSums<M> {
        RowSums { narrow: Vec::new(), wide: Vec::new() }
    }

    pub fn narrow(sums: Vec<u32>) -> RowSums<M> {
        RowSums { narrow: sums, wide: Vec::new() }
    }

    pub fn wide(sums: Vec<M>) -> RowSums<M> {
        RowSums { narrow: Vec::new(), wide: sums }
    }

    #[inline]
    pub fn is_narrow(&self) -> bool {
        !self.narrow.is_empty()
    }

    /// The sum up to and with an entry.
    #[inline]
    pub fn at(&self, entry: usize) -> M {
        if self.is_narrow() { M::from_sum_bits(self.narrow[entry]) } else { self.wide[entry] }
    }

    /// How many entries of a row have a sum up to `left`, each neighbour's value less by `less`.
    #[inline]
    pub fn place(&self, start: usize, length: usize, left: M, less: M) -> usize {
        if self.is_narrow() {
            count(&self.narrow[start..start + length], left, less, M::from_sum_bits)
        } else {
            count(&self.wide[start..start + length], left, less, |sum| sum)
        }
    }

    /// Brings the ends of a row near.
    #[inline]
    pub fn touch(&self, start: usize, length: usize) -> u32 {
        if self.is_narrow() {
            self.narrow[start] ^ self.narrow[start + length - 1]
        } else {
            self.wide[start].low_bits() ^ self.wide[start + length - 1].low_bits()
        }
    }
}

/// No branch hangs on a sum of a short row, so that the loads of the next row need not wait.
#[inline]
fn count<T: Copy, M: Mass>(sums: &[T], left: M, less: M, wide: impl Fn(T) -> M) -> usize {
    if sums.len() <= SHORT && less.is_zero() {
        return sums.iter().map(|&sum| usize::from(wide(sum) <= left)).sum();
    }
    let is_before = |(place, &sum): (usize, &T)| wide(sum).less(less, place + 1) <= left;
    if sums.len() <= SHORT {
        return sums.iter().enumerate().map(|at| usize::from(is_before(at))).sum();
    }
    let (mut low, mut size) = (0, sums.len());
    while size > 1 {
        let half = size / 2;
        low += if is_before((low + half - 1, &sums[low + half - 1])) { half } else { 0 };
        size -= half;
    }
    low + usize::from(is_before((low, &sums[low])))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_falls_on_the_neighbour_whose_share_holds_it() {
        for length in [1, 3, SHORT, SHORT + 1, 100] {
            let values: Vec<u64> = (0..length as u64).map(|place| place * 7 % 5).collect();
            let sums: Vec<u64> = values
                .iter()
                .scan(0, |sum, value| {
                    *sum += value;
                    Some(*sum)
                })
                .collect();
            let total = sums[length - 1];
            let narrow = RowSums::narrow(sums.iter().map(|sum| sum.sum_bits()).collect());
            let wide = RowSums::wide(sums.clone());
            let weights = RowSums::narrow(sums.iter().map(|&sum| (sum as f64).sum_bits()).collect());
            for left in 0..total {
                let expected = sums.iter().position(|&sum| sum > left).expect("below the total");
                assert_eq!(narrow.place(0, length, left, 0), expected, "{length} neighbours");
                assert_eq!(wide.place(0, length, left, 0), expected, "{length} neighbours");
                assert_eq!(weights.place(0, length, left as f64, 0.0), expected, "{length} neighbours");
            }
        }
    }

    #[test]
    fn each_value_is_less_by_what_turns_back() {
        let values = [5u64, 2, 9, 3];
        let sums: Vec<u64> = values
            .iter()
            .scan(0, |sum, value| {
                *sum += value;
                Some(*sum)
            })
            .collect();
        let row = RowSums::wide(sums);
        let found: Vec<usize> = (0..11).map(|left| row.place(0, 4, left, 2)).collect();
        assert_eq!(found, [0, 0, 0, 2, 2, 2, 2, 2, 2, 2, 3], "3, 0, 7 and 1 are left of them");
    }
}
