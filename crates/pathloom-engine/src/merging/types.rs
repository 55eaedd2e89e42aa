//! Types of entities as merging asks for them: by the lexicon.

use pathloom_model::lexicon::{THING, built_in};

/// Whether two types may belong to one entity.
pub fn compatible(one: &str, other: &str) -> bool {
    one == THING || other == THING || is_a(one, other) || is_a(other, one)
}

pub fn is_a(kind: &str, wanted: &str) -> bool {
    built_in().is_a(kind, wanted)
}

/// "Thing" says nothing.
pub fn is_told(kind: &str) -> bool {
    kind != THING
}
