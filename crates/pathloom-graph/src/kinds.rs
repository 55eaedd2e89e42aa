//! Sets of node kinds, and the order in which kinds stand among node ids.

use pathloom_model::relation::STRUCTURAL;
use pathloom_model::{Direction, Kind};

/// A set of kinds in one byte.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct KindSet(u8);

impl KindSet {
    pub const EMPTY: KindSet = KindSet(0);

    pub fn of(kinds: &[Kind]) -> KindSet {
        KindSet(kinds.iter().fold(0, |bits, kind| bits | 1 << kind.index()))
    }

    pub const fn contains(self, kind: Kind) -> bool {
        self.0 & (1 << kind.index()) != 0
    }

    pub const fn union(self, other: KindSet) -> KindSet {
        KindSet(self.0 | other.0)
    }

    pub const fn meets(self, other: KindSet) -> bool {
        self.0 & other.0 != 0
    }

    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// In id order.
    pub fn iter(self) -> impl Iterator<Item = Kind> {
        IN_KEY_ORDER.into_iter().filter(move |&kind| self.contains(kind))
    }
}

/// Kinds in the order of their keys' prefixes: ids in key order therefore hold each kind in one run.
pub const IN_KEY_ORDER: [Kind; 7] =
    [Kind::Assertion, Kind::Chunk, Kind::Document, Kind::Entity, Kind::Formula, Kind::Image, Kind::Table];

/// The place of a kind in [`IN_KEY_ORDER`].
pub const fn rank(kind: Kind) -> usize {
    match kind {
        Kind::Assertion => 0,
        Kind::Chunk => 1,
        Kind::Document => 2,
        Kind::Entity => 3,
        Kind::Formula => 4,
        Kind::Image => 5,
        Kind::Table => 6,
    }
}

/// Whether the language of the graph allows this relation. Between two entities every name is open.
pub fn is_legal(from: Kind, name: &str, to: Kind) -> bool {
    if from == Kind::Entity && to == Kind::Entity {
        return true;
    }
    STRUCTURAL.iter().any(|listed| listed.from == from && listed.name == name && listed.to == to)
}

/// Whether some relation can run from `from` to `to` in this direction; `names` limits which.
pub fn can_step(from: Kind, to: Kind, direction: Direction, names: Option<&[String]>) -> bool {
    let listed = |a: Kind, b: Kind| match names {
        Some(names) => names.iter().any(|name| is_legal(a, name, b)),
        None => (a == Kind::Entity && b == Kind::Entity) || STRUCTURAL.iter().any(|rel| rel.from == a && rel.to == b),
    };
    match direction {
        Direction::Out => listed(from, to),
        Direction::In => listed(to, from),
        Direction::Any => listed(from, to) || listed(to, from),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_stand_in_the_order_of_their_prefixes() {
        let prefixes: Vec<&str> = IN_KEY_ORDER.iter().map(|kind| kind.prefix()).collect();
        assert!(prefixes.is_sorted(), "ids in key order hold each kind in one run: {prefixes:?}");
        assert!(IN_KEY_ORDER.iter().enumerate().all(|(place, &kind)| rank(kind) == place), "rank is the place");
    }
}
