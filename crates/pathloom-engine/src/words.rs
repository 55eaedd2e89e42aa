//! The words that the core itself says about relations, one for each direction, and about templates without matches.

use pathloom_graph::{Change, Explanation, Part};
use pathloom_model::lexicon;

/// "located in" one way, "contains" the other way.
pub fn relation(name: &str, forward: bool) -> String {
    let structural = match (name, forward) {
        ("belongs_to", true) => "belongs to",
        ("belongs_to", false) => "has part",
        ("located_in", true) => "located in",
        ("located_in", false) => "contains",
        ("refer_to", true) => "refers to",
        ("refer_to", false) => "referred to by",
        ("related_to", true) => "shown in",
        ("related_to", false) => "shows",
        ("has_subject", true) => "is about",
        ("has_subject", false) => "subject of",
        ("has_object", true) => "has object",
        ("has_object", false) => "object of",
        ("uses", true) => "uses",
        ("uses", false) => "used by",
        _ => "",
    };
    if !structural.is_empty() {
        return structural.to_owned();
    }
    let plain = name.replace('_', " ");
    if forward {
        return plain;
    }
    let passive = lexicon::built_in().relation(name).and_then(|words| words.en.passive.first().cloned());
    match passive.filter(|words| !words.contains('{')) {
        Some(words) => words.trim_start_matches("was ").trim_start_matches("is ").to_owned(),
        None => format!("← {plain}"),
    }
}

/// What empties a pattern, and what would give matches.
pub fn explanation(explained: &Explanation) -> String {
    if explained.count.count > 0 {
        return format!("{} matches.", explained.count.count);
    }
    if let Some(slot) = explained.candidates.iter().find(|slot| slot.count == 0) {
        return format!("Nothing in the graph fits slot \"{}\". Add documents that have such nodes.", slot.slot);
    }
    let cause = explained.emptied_by.as_ref().map_or_else(|| "No path matches.".into(), emptied);
    match explained.relaxations.first() {
        Some(relaxed) => {
            let changes: Vec<String> = relaxed.changes.iter().map(change).collect();
            format!("{cause} With {} there are {} matches.", changes.join(" and "), relaxed.count.count)
        }
        None => cause,
    }
}

fn emptied(part: &Part) -> String {
    match part {
        Part::Slot { slot } => format!("Nothing fits slot \"{slot}\" together with the slots before it."),
        Part::Filter { slot, field } => format!("The filter on {field} of slot \"{slot}\" leaves nothing."),
        Part::Link { from, to } => format!("Nothing that fits \"{from}\" is linked to \"{to}\" as asked."),
        Part::Constraint { place } => format!("Constraint {} leaves nothing.", place + 1),
        Part::Distinct => "Every walk visits a node twice.".into(),
    }
}

fn change(change: &Change) -> String {
    match change {
        Change::DropFilter { slot, field } => format!("no filter on {field} of \"{slot}\""),
        Change::Instances { slot, to: [low, high] } if low == high => format!("{low} instead for \"{slot}\""),
        Change::Instances { slot, to: [low, high] } => format!("{low} to {high} for \"{slot}\""),
        Change::AnyDirection { from, to } => format!("any direction between \"{from}\" and \"{to}\""),
        Change::AnyRelation { from, to } => format!("any relation between \"{from}\" and \"{to}\""),
        Change::Hops { from, to, hops: [low, high] } => format!("{low} to {high} hops from \"{from}\" to \"{to}\""),
        Change::DropConstraint { place } => format!("constraint {} dropped", place + 1),
    }
}
