//! What a composed question asks, as data: the words can be checked against it, and it can be asked again of any graph.

use crate::{Decimal, Key, Qualifiers, Quantity};
use serde::{Deserialize, Serialize};

/// The thing asked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Asked {
    /// Exactly one entity.
    Entity(Who),
    /// The one literal that an entity has for a measure.
    Value { who: Who, measure: Measure },
    /// Arithmetic over literals. `over` names the whole set where the operands must be all of its members.
    Computed {
        expression: String,
        terms: Vec<Term>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        over: Option<Who>,
    },
    /// How many entities there are.
    Count(Who),
    /// All of them, in any order.
    List(Who),
    /// Among these periods, the one in which the entity's measure was highest, or lowest.
    Period { who: Who, measure: Measure, periods: Vec<String>, pick: Pick },
}

/// One operand: the literal of one entity.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Term {
    pub symbol: String,
    pub who: Who,
    pub measure: Measure,
}

/// A set of entities, as a question describes it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Who {
    Named(Key),
    /// Every entity of a type.
    Typed(String),
    /// `forward`: the objects of `relation` whose subject is in `of`; else the subjects whose object is.
    Related {
        relation: String,
        forward: bool,
        of: Box<Who>,
        entity_type: String,
    },
    /// In all of these sets.
    Both(Vec<Who>),
    /// In any of these sets.
    Listed(Vec<Who>),
    /// The one at a place, 1 = first, when the set is sorted by a measure. No ties.
    Place {
        among: Box<Who>,
        measure: Measure,
        place: u32,
        highest: bool,
    },
    /// Of these, the one for which a formula over their literals comes to most, or least. No ties.
    Computed {
        among: Vec<Who>,
        /// What the formula gives, in words: "isentropic efficiency".
        result: String,
        /// The letters a, b, … stand for `measures`.
        expression: String,
        measures: Vec<Measure>,
        highest: bool,
    },
    /// Those whose measure passes a test.
    Where {
        among: Box<Who>,
        measure: Measure,
        test: Test,
        than: Than,
    },
}

/// Which literal of an entity: the metric and what limits it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Measure {
    pub predicate: String,
    #[serde(default)]
    pub qualifiers: Qualifiers,
    /// The document that states it, where documents conflict and it decides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub said_in: Option<Key>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Test {
    Above,
    Below,
    Equal,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Than {
    Value(Quantity),
    /// A text literal.
    Text(String),
    /// The same measure of another entity.
    Of(Box<Who>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pick {
    Highest,
    Lowest,
    /// Largest rise on the period before.
    LargestRise,
    /// Largest fall on the period before.
    LargestFall,
}

/// What a claim says that something is: the statement to be judged true or false.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Claimed {
    Entity(Key),
    /// To so many digits after the point.
    Number {
        value: Decimal,
        precision: u32,
    },
    /// A period, or a literal that is no figure.
    Text(String),
    /// The relations of the path lead from one node to the other, by way of a third where one is named.
    Leads {
        from: Key,
        to: Key,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        through: Option<Key>,
    },
}

impl Measure {
    pub fn new(predicate: impl Into<String>, qualifiers: Qualifiers) -> Measure {
        Measure { predicate: predicate.into(), qualifiers, said_in: None }
    }
}
