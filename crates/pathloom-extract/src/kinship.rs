//! Which type is below which: by the parents of an ontology, then by those of the lexicon.

use crate::ontology::{self, THING};
use pathloom_model::Ontology;
use std::collections::HashMap;

/// Without an ontology, the lexicon's alone.
#[derive(Clone, Debug, Default)]
pub struct Kinship {
    parents: HashMap<String, String>,
}

impl Kinship {
    pub fn of(ontology: &Ontology) -> Kinship {
        let parent = |entity: &pathloom_model::EntityType| Some((entity.name.clone(), entity.parent.clone()?));
        Kinship { parents: ontology.entity_types.iter().filter_map(parent).collect() }
    }

    /// `kind` is `wanted` or below it. A Thing is not.
    pub fn is_a(&self, kind: &str, wanted: &str) -> bool {
        let mut at = kind;
        for _ in 0..=self.parents.len() {
            if ontology::is_a(at, wanted) {
                return true;
            }
            match self.parents.get(at) {
                Some(wider) => at = wider,
                None => break,
            }
        }
        false
    }

    /// Whether two types may belong to one entity.
    pub fn compatible(&self, one: &str, other: &str) -> bool {
        one == THING || other == THING || self.is_a(one, other) || self.is_a(other, one)
    }

    /// The narrower of two compatible types.
    pub fn narrower<'a>(&self, one: &'a str, other: &'a str) -> &'a str {
        if one == THING || self.is_a(other, one) { other } else { one }
    }
}
