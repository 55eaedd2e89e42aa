//! Numbers with their unit, as printed and as meant. Decimal throughout: 0.1 + 0.2 is 0.3.

pub use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};

/// A literal `{value, unit, scale, precision}`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Quantity {
    /// As printed, without its scale: 1,750 EUR m is 1750.
    pub value: Decimal,
    pub unit: Unit,
    /// Powers of ten that a printed scale word stands for: m = 6, 万 = 4, 亿 = 8, none = 0. Two quantities
    /// of equal unit compare by `value * 10^scale`.
    pub scale: i8,
    /// Digits after the point as printed.
    pub precision: u8,
}

impl Quantity {
    /// `value * 10^scale`; `None` when it does not fit.
    pub fn base(&self) -> Option<Decimal> {
        let factor = Decimal::from(10i128.checked_pow(self.scale.unsigned_abs() as u32)?);
        if self.scale >= 0 { self.value.checked_mul(factor) } else { self.value.checked_div(factor) }
    }

    /// Whether two printings can be of one value: the same unit, and equal when rounded as the coarser one is printed.
    /// `None` where their units differ.
    pub fn agrees_with(&self, other: &Quantity) -> Option<bool> {
        if self.unit != other.unit {
            return None;
        }
        let step =
            |it: &Quantity| Quantity { value: Decimal::new(5, u32::from(it.precision) + 1), ..it.clone() }.base();
        let (a, b) = (self.base()?, other.base()?);
        Some((a - b).abs() <= step(self)?.max(step(other)?))
    }

    /// Same unit and same scale word: may be added and compared as printed.
    pub fn same_measure(&self, other: &Quantity) -> bool {
        self.unit == other.unit && self.scale == other.scale
    }
}

/// The unit as the reader knows it: "EUR", "kW", "%", "units", "". Scale words are not part of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Unit(pub String);

impl Unit {
    pub fn is_percent(&self) -> bool {
        self.0 == "%"
    }
}
