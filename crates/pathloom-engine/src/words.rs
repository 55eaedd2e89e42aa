//! The words that the core itself says about relations, one for each direction, and about templates without matches.

use pathloom_graph::{Change, Explanation, Part};
use pathloom_model::path::Count;
use pathloom_model::template::FilterValue;
use pathloom_model::{Constraint, Filter, FilterOp, Template, lexicon};

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

/// "12 matches", "about 12 matches", "1 match"; "fewer than about 300 matches" where an estimate found none.
pub fn matches(count: Count) -> String {
    if let Some(most) = count.fewer_than() {
        return format!("fewer than about {most} matches");
    }
    let about = if count.exact { "" } else { "about " };
    format!("{about}{}", counted(count.count))
}

/// "12 matches", "1 match".
pub fn counted(count: u64) -> String {
    format!("{count} {}", if count == 1 { "match" } else { "matches" })
}

/// What empties a pattern, and what would give matches.
pub fn explanation(explained: &Explanation, template: &Template) -> String {
    let cause = cause(explained, template);
    match explained.relaxations.first() {
        Some(relaxed) if explained.count.count == 0 => {
            format!("{cause} {} to get {}.", changes(&relaxed.changes, template), matches(relaxed.count))
        }
        _ => cause,
    }
}

/// What empties a pattern, or how many matches it has.
pub fn cause(explained: &Explanation, template: &Template) -> String {
    let count = explained.count;
    match &explained.emptied_by {
        _ if count.count > 0 => {
            let words = matches(count);
            format!("{}{}.", words[..1].to_uppercase(), &words[1..])
        }
        Some(part) if count.exact => emptied(part, template),
        _ if count.exact => "No path matches.".to_owned(),
        _ => "No match was found among many tries, though there may be some.".to_owned(),
    }
}

/// The part after which nothing is left.
pub fn emptied(part: &Part, template: &Template) -> String {
    match part {
        Part::Slot { slot } => {
            format!("Nothing in the graph fits slot \"{slot}\". Add documents that have such nodes.")
        }
        Part::Filter { slot, field, .. } => format!("The filter on {field} of slot \"{slot}\" leaves nothing."),
        Part::Link { from, to, .. } => format!("Nothing that fits \"{from}\" is linked to \"{to}\" as asked."),
        Part::Constraint { place } => format!("No path has {}.", constraint(template, *place)),
        Part::Distinct => "Every walk visits a node twice.".into(),
    }
}

/// "Drop the filter on name of "start" and allow 1 to 5 hops from "start" to "answer"".
pub fn changes(changes: &[Change], template: &Template) -> String {
    let words: Vec<String> = changes.iter().map(|one| change(one, template)).collect();
    let words = words.join(" and ");
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn change(change: &Change, template: &Template) -> String {
    match change {
        Change::Loosen { slot, filter, .. } => format!("ask for {} of \"{slot}\"", bound(filter)),
        Change::DropFilter { slot, field, .. } => format!("drop the filter on {field} of \"{slot}\""),
        Change::Instances { slot, to: [0, _] } => format!("let \"{slot}\" be absent"),
        Change::Instances { slot, to } => format!("take {} for \"{slot}\"", range(*to, "node")),
        Change::AnyDirection { from, to, .. } => format!("go either way between \"{from}\" and \"{to}\""),
        Change::AnyRelation { from, to, .. } => format!("allow any relation between \"{from}\" and \"{to}\""),
        Change::Hops { from, to, hops, .. } => format!("allow {} from \"{from}\" to \"{to}\"", range(*hops, "hop")),
        Change::DropConstraint { place } => format!("no longer ask for {}", constraint(template, *place)),
    }
}

/// "degree of at least 3", "page from 2 to 9".
fn bound(Filter { field, op, value }: &Filter) -> String {
    match (op, value) {
        (FilterOp::AtMost, Some(FilterValue::Number(most))) => format!("{field} of at most {most}"),
        (_, Some(FilterValue::Number(least))) => format!("{field} of at least {least}"),
        (_, Some(FilterValue::Numbers(both))) => {
            format!("{field} from {}", both.iter().map(f64::to_string).collect::<Vec<_>>().join(" to "))
        }
        _ => field.clone(),
    }
}

fn range([low, high]: [u32; 2], noun: &str) -> String {
    match (low, high) {
        (1, 1) => format!("1 {noun}"),
        _ if low == high => format!("{low} {noun}s"),
        _ => format!("{low} to {high} {noun}s"),
    }
}

fn constraint(template: &Template, place: usize) -> String {
    match template.constraints.get(place) {
        Some(Constraint::SameDocument([a, b])) => format!("\"{a}\" and \"{b}\" in the same document"),
        Some(Constraint::DifferentDocument([a, b])) => format!("\"{a}\" and \"{b}\" in different documents"),
        None => format!("constraint {}", place + 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pathloom_graph::Relaxation;

    #[test]
    fn an_estimate_is_never_told_as_if_it_were_counted() {
        let template = crate::presets()[0].clone();
        let count = |count, exact| Count { count, exact, low: count, high: count, walks: u128::from(count) };
        let hops = Change::Hops { place: 0, from: "start".into(), to: "answer".into(), hops: [1, 4] };
        let relaxed = |exact| Relaxation {
            changes: vec![hops.clone()],
            template: template.clone(),
            count: count(if exact { 1 } else { 5_120 }, exact),
            milliseconds: 0.0,
        };
        let told = |count, relaxations| {
            let none =
                Explanation { candidates: vec![], steps: vec![], emptied_by: None, relaxations, count, is_cut: false };
            explanation(&none, &template)
        };
        let asked = "Allow 1 to 4 hops from \"start\" to \"answer\" to get";
        assert_eq!(told(count(0, true), vec![relaxed(false)]), format!("No path matches. {asked} about 5120 matches."));
        assert_eq!(told(count(0, true), vec![relaxed(true)]), format!("No path matches. {asked} 1 match."));
        assert_eq!(told(count(70, false), vec![]), "About 70 matches.");
        assert!(told(count(0, false), vec![]).contains("there may be some"), "nothing found is not nothing there");
        let rare = Count { high: 8_437, ..count(0, false) };
        assert_eq!(matches(rare), "fewer than about 8500 matches");
    }
}
