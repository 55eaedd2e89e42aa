//! A match: one assignment of the graph's nodes to a template, which is a sampled path.

use crate::{Direction, Key};
use serde::{Deserialize, Serialize};

/// The nodes that one slot took, sorted by key where there are several.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Binding {
    pub slot: String,
    pub nodes: Vec<Key>,
}

/// One hop between consecutive nodes: start→answer first, then evidence links in slot order, numbered from 1.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PathHop {
    pub number: u32,
    pub from: Key,
    pub to: Key,
    /// Every relation found between the two, sorted: name and whether it runs `from → to`.
    pub relations: Vec<HopRelation>,
    /// On the chain from start to answer; evidence links are not.
    pub on_chain: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct HopRelation {
    pub name: String,
    pub forward: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Match {
    /// In slot order of the template.
    pub bindings: Vec<Binding>,
    /// The chain from start to answer, intermediates included, both ends included. The answer alone
    /// where the template has no start or an optional one is absent.
    pub chain: Vec<Key>,
    pub hops: Vec<PathHop>,
    pub fingerprint: String,
}

impl Match {
    pub fn nodes_of(&self, slot: &str) -> &[Key] {
        self.bindings.iter().find(|binding| binding.slot == slot).map_or(&[], |binding| &binding.nodes)
    }

    /// Every node, chain first, then the bindings not on it, in slot order, each once.
    pub fn all_nodes(&self) -> Vec<Key> {
        let mut nodes = self.chain.clone();
        for key in self.bindings.iter().flat_map(|binding| &binding.nodes) {
            if !nodes.contains(key) {
                nodes.push(key.clone());
            }
        }
        nodes
    }
}

/// How matches are drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Strategy {
    #[default]
    Uniform,
    LongTail,
    Diverse,
}

impl Strategy {
    pub const ALL: [Strategy; 3] = [Strategy::Uniform, Strategy::LongTail, Strategy::Diverse];

    /// As the command line writes it.
    pub const fn word(self) -> &'static str {
        match self {
            Strategy::Uniform => "uniform",
            Strategy::LongTail => "long-tail",
            Strategy::Diverse => "diverse",
        }
    }

    pub fn parse(text: &str) -> Option<Strategy> {
        match text {
            "uniform" => Some(Strategy::Uniform),
            "long-tail" | "long_tail" => Some(Strategy::LongTail),
            "diverse" => Some(Strategy::Diverse),
            _ => None,
        }
    }
}

/// Number of matches of a template. `walks` counts without the rule that all nodes are distinct.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Count {
    /// Saturates at `u64::MAX`; then `exact` is false.
    pub count: u64,
    pub exact: bool,
    /// 95 % interval; both equal `count` when exact. No wider than ±2 % of `count`, except where matches are so rare
    /// among walks that no reasonable number of draws tells: then as wide as it has to be.
    pub low: u64,
    pub high: u64,
    /// Always exact while it fits; as a decimal string because it can pass 2^64.
    pub walks: u128,
}

impl Count {
    /// For an estimate that found nothing: there are fewer than about so many. "About 0" would say more than is known.
    pub fn fewer_than(self) -> Option<u64> {
        (self.count == 0 && !self.exact).then(|| two_digits_up(self.high.max(1)))
    }
}

/// The next number with no more than two digits before its zeros.
fn two_digits_up(number: u64) -> u64 {
    let unit = 10u64.pow(number.ilog10().saturating_sub(1));
    number.div_ceil(unit).saturating_mul(unit)
}

impl Direction {
    pub const fn flipped(self) -> Direction {
        match self {
            Direction::Out => Direction::In,
            Direction::In => Direction::Out,
            Direction::Any => Direction::Any,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_estimate_that_found_nothing_says_below_what_and_no_other_count_does() {
        let count = |count, exact, high| Count { count, exact, low: 0, high, walks: 0 };
        assert_eq!(count(0, false, 8_437).fewer_than(), Some(8_500), "the interval's end, rounded up");
        assert_eq!(count(0, false, 7).fewer_than(), Some(7));
        assert_eq!(count(0, false, u64::MAX).fewer_than(), Some(u64::MAX), "no number is too large to be told");
        assert_eq!(count(0, true, 0).fewer_than(), None, "nothing is nothing where all was counted");
        assert_eq!(count(3, false, 9).fewer_than(), None);
    }
}
