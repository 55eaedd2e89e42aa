//! What a rule would do, counted before it is applied, and how each number is spread for its slider. Samples are told one
//! by one, so that their number does not matter.

use super::{Condition, Gate, Measure, Op, Scored, Side};
use std::collections::BTreeMap;

/// Bars of a histogram.
const BARS: usize = 20;
/// Different values of one number that are counted apart; with more, near ones go together.
const VALUES: usize = 4_096;

/// How many samples a rule keeps, drops and cannot tell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    pub kept: u64,
    pub dropped: u64,
    pub borderline: u64,
    /// (side, condition, what was found) → samples, most first. A sample counts once for each of its reasons.
    pub reasons: Vec<((Side, String, String), u64)>,
}

/// How one number is spread over the samples.
#[derive(Clone, Debug, PartialEq)]
pub struct Histogram {
    pub of: Measure,
    /// Lowest and highest value of the slider.
    pub low: f64,
    pub high: f64,
    /// From low to high, all of one width.
    pub bars: Vec<u64>,
    /// Samples for which it could not be computed.
    pub missing: u64,
    /// What the rule asks of it.
    pub bound: Option<(Op, f64)>,
}

/// Counts samples as they are told.
pub struct Tallying<'a> {
    gate: &'a Gate,
    counted: Counted,
    reasons: BTreeMap<(Side, String, String), u64>,
    values: BTreeMap<Measure, BTreeMap<i64, u64>>,
    missing: BTreeMap<Measure, u64>,
}

impl<'a> Tallying<'a> {
    pub fn new(gate: &'a Gate) -> Tallying<'a> {
        Tallying {
            gate,
            counted: Counted::default(),
            reasons: BTreeMap::new(),
            values: BTreeMap::new(),
            missing: BTreeMap::new(),
        }
    }

    pub fn add(&mut self, scored: Scored<'_>) -> Side {
        let sorted = self.gate.sort(scored);
        match sorted.side {
            Side::Kept => self.counted.kept += 1,
            Side::Dropped => self.counted.dropped += 1,
            Side::Borderline => self.counted.borderline += 1,
        }
        for (condition, found) in sorted.reasons {
            // Numbers differ from sample to sample; their condition is reason enough.
            let found = if found.parse::<f64>().is_ok() { String::new() } else { found };
            *self.reasons.entry((sorted.side, condition, found)).or_default() += 1;
        }
        for measure in Measure::ALL {
            match measure.of(scored) {
                Ok(value) => {
                    let values = self.values.entry(measure).or_default();
                    let step = if values.len() < VALUES { 1.0 } else { 100.0 };
                    let place = (value * 10_000.0 / step).round() * step;
                    *values.entry(place.clamp(-1e18, 1e18) as i64).or_default() += 1;
                }
                Err(_) => *self.missing.entry(measure).or_default() += 1,
            }
        }
        sorted.side
    }

    /// The counts, and a histogram for each number that some sample has or that the rule asks for.
    pub fn finish(mut self) -> (Counted, Vec<Histogram>) {
        let histograms = Measure::ALL.into_iter().filter_map(|measure| self.histogram(measure)).collect();
        let mut reasons: Vec<_> = self.reasons.into_iter().collect();
        reasons.sort_by(|a, b| (b.1, &a.0).cmp(&(a.1, &b.0)));
        self.counted.reasons = reasons;
        (self.counted, histograms)
    }

    fn histogram(&self, of: Measure) -> Option<Histogram> {
        let bound = self.gate.conditions.iter().find_map(|condition| match condition {
            Condition::Number { of: asked, op, amount } if *asked == of => Some((*op, amount.value())),
            _ => None,
        });
        let values = self.values.get(&of);
        if values.is_none() && bound.is_none() {
            return None;
        }
        let found = |place: Option<(&i64, &u64)>| place.map(|(value, _)| *value as f64 / 10_000.0);
        let first = found(values.and_then(|values| values.first_key_value())).unwrap_or(0.0);
        let last = found(values.and_then(|values| values.last_key_value())).unwrap_or(1.0);
        let (low, high) = of.range().unwrap_or((first.min(0.0), last.max(first + 1.0)));
        let mut bars = vec![0; BARS];
        for (value, count) in values.into_iter().flatten() {
            let share = (*value as f64 / 10_000.0 - low) / (high - low);
            let place = (share * BARS as f64).floor().clamp(0.0, BARS as f64 - 1.0) as usize;
            bars[place] += count;
        }
        let missing = self.missing.get(&of).copied().unwrap_or(0);
        Some(Histogram { of, low, high, bars, missing, bound })
    }
}
