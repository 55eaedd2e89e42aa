//! How long samples are: a histogram for the Dataset page, which draws it.

use pathloom_ipc::dataset::Lengths;

const BINS: usize = 12;

/// Tokens a sample, in bins of a round width; `None` of nothing.
pub fn lengths(tokens: &[u64]) -> Option<Lengths> {
    let mut sorted = tokens.to_vec();
    sorted.sort_unstable();
    let (&largest, &median) = (sorted.last()?, sorted.get(sorted.len() / 2)?);
    let width = nice_width(largest);
    let mut bins = vec![0; (largest / width) as usize + 1];
    for &value in tokens {
        bins[(value / width) as usize] += 1;
    }
    Some(Lengths { width, bins, median })
}

/// A bin width of 1, 2 or 5 times a power of ten that holds everything in [`BINS`] bins.
fn nice_width(largest: u64) -> u64 {
    let need = largest / BINS as u64 + 1;
    let mut power: u64 = 1;
    loop {
        for step in [1, 2, 5] {
            let width = power.saturating_mul(step);
            if width >= need {
                return width;
            }
        }
        power = power.saturating_mul(10);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sample_is_in_a_bin_of_a_round_width() {
        let found = lengths(&[120, 180, 200, 400, 90]).expect("there are samples");
        assert_eq!((found.width, found.median), (50, 180));
        assert_eq!(found.bins.iter().sum::<u64>(), 5, "each is counted once: {:?}", found.bins);
        assert_eq!(found.bins.len(), 9, "the last bin holds the longest");
        assert_eq!(lengths(&[]), None);
        assert_eq!((nice_width(0), nice_width(4096)), (1, 500));
        assert!(nice_width(u64::MAX) > 0, "no length is too long");
    }
}
