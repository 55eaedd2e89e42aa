//! A small seeded generator (splitmix64): the same seed gives the same numbers on every machine.

/// One stream of numbers. Streams of different indices under one seed are independent.
#[derive(Clone, Debug)]
pub struct Random {
    state: u64,
}

const STEP: u64 = 0x9E37_79B9_7F4A_7C15;

impl Random {
    /// The stream number `index` under `seed`.
    pub fn stream(seed: u64, index: u64) -> Random {
        Random { state: mix(mix(seed.wrapping_add(STEP)) ^ mix(index.wrapping_mul(STEP) ^ 0x5851_F42D_4C95_7F2D)) }
    }

    pub fn next_u64(&mut self) -> u64 {
        self.state = self.state.wrapping_add(STEP);
        mix(self.state)
    }

    /// Uniform in `0..bound`, without bias. 0 for a bound of 0.
    pub fn below(&mut self, bound: u64) -> u64 {
        let mut product = u128::from(self.next_u64()) * u128::from(bound);
        if (product as u64) < bound {
            let threshold = bound.wrapping_neg() % bound.max(1);
            while (product as u64) < threshold {
                product = u128::from(self.next_u64()) * u128::from(bound);
            }
        }
        (product >> 64) as u64
    }

    /// Uniform in `0..bound`, without bias, for bounds past 2^64.
    pub fn below_wide(&mut self, bound: u128) -> u128 {
        if let Ok(small) = u64::try_from(bound) {
            return u128::from(self.below(small));
        }
        let mask = u128::MAX >> (bound - 1).leading_zeros();
        loop {
            let high = u128::from(self.next_u64()) << 64;
            let drawn = (high | u128::from(self.next_u64())) & mask;
            if drawn < bound {
                return drawn;
            }
        }
    }

    /// Uniform in `0.0..1.0`, 53 bits.
    pub fn unit(&mut self) -> f64 {
        (self.next_u64() >> 11) as f64 * (1.0 / (1u64 << 53) as f64)
    }

    /// Fisher–Yates.
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last as u64 + 1) as usize);
        }
    }
}

/// The finaliser of splitmix64: a bijection that spreads every bit.
pub(crate) fn mix(mut bits: u64) -> u64 {
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    bits ^ (bits >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_hold_and_every_value_comes() {
        let mut random = Random::stream(7, 0);
        let mut seen = [0u32; 10];
        for _ in 0..10_000 {
            seen[random.below(10) as usize] += 1;
        }
        assert!(
            seen.iter().all(|&count| (850..1150).contains(&count)),
            "each of ten values about 1,000 times: {seen:?}"
        );
        let wide = (1u128 << 100) + 3;
        assert!((0..1_000).all(|_| random.below_wide(wide) < wide), "a wide bound is never passed");
        assert_eq!(random.below(0), 0, "an empty range gives 0 and does not divide by it");
    }
}
