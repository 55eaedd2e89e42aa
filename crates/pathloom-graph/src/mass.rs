//! The numbers that counting sums: whole numbers while they fit, floating point for weights and beyond 2^128.

use crate::random::Random;

/// A number of walks, or their total weight.
pub(crate) trait Mass: Copy + PartialOrd + Send + Sync + std::fmt::Debug + 'static {
    const ZERO: Self;
    const ONE: Self;
    /// `None` on overflow.
    fn plus(self, other: Self) -> Option<Self>;
    fn times(self, other: Self) -> Option<Self>;
    /// Only where the sum is known to fit.
    fn plus_within(self, other: Self) -> Self;
    /// Only for `other <= self`.
    fn minus(self, other: Self) -> Self;
    /// `each` taken away `count` times; only where as much is there.
    fn less(self, each: Self, count: usize) -> Self;
    /// Its low 32 bits, which are all of it where it is narrow.
    fn low_bits(self) -> u32;
    fn is_narrow(self) -> bool;
    fn from_narrow(value: u32) -> Self;
    /// A running sum in 32 bits: whole numbers as they are, weights to seven digits.
    fn sum_bits(self) -> u32;
    fn from_sum_bits(bits: u32) -> Self;
    /// It is the same in 32 bits, or near enough to draw by.
    fn fits_sum_bits(self) -> bool;
    /// To keep it beside others.
    fn pack(self) -> u128;
    fn unpack(bits: u128) -> Self;
    fn from_len(len: usize) -> Self;
    fn scaled(self, weight: f64) -> Self;
    /// Uniform in `0..self`.
    fn below(self, random: &mut Random) -> Self;
    fn to_u128(self) -> u128;
    fn to_f64(self) -> f64;

    fn is_zero(self) -> bool {
        self == Self::ZERO
    }

    /// Ways to take `count` of `self` things, unordered.
    fn choose(self, count: usize) -> Option<Self>;
}

macro_rules! whole_mass {
    ($number:ty, $below:expr) => {
        impl Mass for $number {
            const ZERO: Self = 0;
            const ONE: Self = 1;

            #[inline]
            fn plus(self, other: Self) -> Option<Self> {
                self.checked_add(other)
            }

            #[inline]
            fn times(self, other: Self) -> Option<Self> {
                self.checked_mul(other)
            }

            #[inline]
            fn plus_within(self, other: Self) -> Self {
                self.wrapping_add(other)
            }

            #[inline]
            fn minus(self, other: Self) -> Self {
                self - other
            }

            #[inline]
            fn less(self, each: Self, count: usize) -> Self {
                self.wrapping_sub(each.wrapping_mul(count as $number))
            }

            #[inline]
            fn low_bits(self) -> u32 {
                self as u32
            }

            #[inline]
            fn is_narrow(self) -> bool {
                self <= u32::MAX.into()
            }

            #[inline]
            fn from_narrow(value: u32) -> Self {
                value.into()
            }

            #[inline]
            fn sum_bits(self) -> u32 {
                self as u32
            }

            #[inline]
            fn from_sum_bits(bits: u32) -> Self {
                bits.into()
            }

            #[inline]
            fn fits_sum_bits(self) -> bool {
                self.is_narrow()
            }

            #[inline]
            fn pack(self) -> u128 {
                self.into()
            }

            #[inline]
            fn unpack(bits: u128) -> Self {
                bits as $number
            }

            fn from_len(len: usize) -> Self {
                len as $number
            }

            fn scaled(self, _weight: f64) -> Self {
                self
            }

            #[inline]
            fn below(self, random: &mut Random) -> Self {
                $below(random, self)
            }

            fn to_u128(self) -> u128 {
                self.into()
            }

            fn to_f64(self) -> f64 {
                self as f64
            }

            fn choose(self, count: usize) -> Option<Self> {
                let count = count as $number;
                if self < count {
                    return Some(0);
                }
                (0..count).try_fold(1 as $number, |ways, i| Some(ways.checked_mul(self - i)? / (i + 1)))
            }
        }
    };
}

whole_mass!(u64, |random: &mut Random, bound| random.below(bound));
whole_mass!(u128, |random: &mut Random, bound| random.below_wide(bound));

impl Mass for f64 {
    const ZERO: Self = 0.0;
    const ONE: Self = 1.0;

    #[inline]
    fn plus(self, other: Self) -> Option<Self> {
        Some(self + other)
    }

    #[inline]
    fn times(self, other: Self) -> Option<Self> {
        Some(self * other)
    }

    #[inline]
    fn plus_within(self, other: Self) -> Self {
        self + other
    }

    #[inline]
    fn minus(self, other: Self) -> Self {
        (self - other).max(0.0)
    }

    #[inline]
    fn less(self, each: Self, count: usize) -> Self {
        (self - each * count as f64).max(0.0)
    }

    #[inline]
    fn low_bits(self) -> u32 {
        0
    }

    /// Weights hardly ever fit without loss.
    #[inline]
    fn is_narrow(self) -> bool {
        false
    }

    #[inline]
    fn from_narrow(value: u32) -> Self {
        value.into()
    }

    #[inline]
    fn sum_bits(self) -> u32 {
        (self as f32).to_bits()
    }

    #[inline]
    fn from_sum_bits(bits: u32) -> Self {
        f32::from_bits(bits).into()
    }

    /// Far from where such numbers end.
    #[inline]
    fn fits_sum_bits(self) -> bool {
        self == 0.0 || (1e-30..1e30).contains(&self)
    }

    #[inline]
    fn pack(self) -> u128 {
        self.to_bits().into()
    }

    #[inline]
    fn unpack(bits: u128) -> Self {
        f64::from_bits(bits as u64)
    }

    fn from_len(len: usize) -> Self {
        len as f64
    }

    #[inline]
    fn scaled(self, weight: f64) -> Self {
        self * weight
    }

    #[inline]
    fn below(self, random: &mut Random) -> Self {
        random.unit() * self
    }

    fn to_u128(self) -> u128 {
        self as u128
    }

    fn to_f64(self) -> f64 {
        self
    }

    /// Groups are never weighted, so `self` is a whole number.
    fn choose(self, count: usize) -> Option<Self> {
        if self < count as f64 {
            return Some(0.0);
        }
        Some((0..count).fold(1.0, |ways, i| ways * (self - i as f64) / (i as f64 + 1.0)))
    }
}
