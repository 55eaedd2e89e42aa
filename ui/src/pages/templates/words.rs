//! Slots and links of a template in words: filters, instances, relations, hops.

use super::edit::is_blank;
use super::layout::letter;
use super::state::TemplatesState;
use crate::text::core_words::from_core;
use crate::text::fill;
use crate::text::graph::relation_word;
use crate::text::templates::words;
use leptos::prelude::With;
use pathloom_model::template::FilterValue;
use pathloom_model::{Direction, Field, Filter, FilterOp, Link, Relations, Role, Slot};

/// "Type is “Company”, Neighbours at least 4"; empty without filters.
pub fn filters(slot: &Slot) -> String {
    slot.filters.iter().filter(|filter| !is_blank(filter)).map(filter).collect::<Vec<_>>().join(words().comma)
}

pub fn filter(filter: &Filter) -> String {
    let words = words();
    let sentence = match filter.op {
        FilterOp::Equals => words.op_equals,
        FilterOp::Contains => words.op_contains,
        FilterOp::StartsWith => words.op_starts_with,
        FilterOp::Regex => words.op_regex,
        FilterOp::AtLeast => words.op_at_least,
        FilterOp::AtMost => words.op_at_most,
        FilterOp::Between => words.op_between,
        FilterOp::IsEmpty => words.op_is_empty,
        FilterOp::In => words.op_in,
    };
    let value = filter.value.as_ref().map(value).unwrap_or_default();
    let value = if filter.field == "class" { class(&value) } else { value };
    fill(sentence, &[("field", &field(&filter.field)), ("value", &value)])
}

pub fn field(name: &str) -> String {
    let words = words();
    let (name, relation) = name.split_once(':').unwrap_or((name, ""));
    let said = match name {
        "name" => words.field_name.to_owned(),
        "type" => words.field_type.to_owned(),
        "document" => words.field_document.to_owned(),
        "page" => words.field_page.to_owned(),
        "degree" => words.field_degree.to_owned(),
        "class" => words.field_class.to_owned(),
        "rows" => words.field_rows.to_owned(),
        "columns" => words.field_columns.to_owned(),
        "aliases" => words.field_aliases.to_owned(),
        "description" => words.field_description.to_owned(),
        "text" => words.field_text.to_owned(),
        "section" => words.field_section.to_owned(),
        "caption" => words.field_caption.to_owned(),
        "symbols" => words.field_symbols.to_owned(),
        "latex" => words.field_latex.to_owned(),
        "subject" => words.field_subject.to_owned(),
        "predicate" => words.field_predicate.to_owned(),
        "object" => words.field_object.to_owned(),
        "value" => words.field_value.to_owned(),
        "unit" => words.field_unit.to_owned(),
        "scale" => words.field_scale.to_owned(),
        "precision" => words.field_precision.to_owned(),
        "period" => words.field_period.to_owned(),
        "as_of" => words.field_as_of.to_owned(),
        "scenario" => words.field_scenario.to_owned(),
        "scope" => words.field_scope.to_owned(),
        "conditions" => words.field_conditions.to_owned(),
        "pages" => words.field_pages.to_owned(),
        other => other.replace('_', " "),
    };
    if relation.is_empty() { said } else { format!("{said} ({})", relation_word(relation)) }
}

/// The operator alone, for a list to choose from.
pub fn op(op: FilterOp) -> &'static str {
    let words = words();
    match op {
        FilterOp::Equals => words.is,
        FilterOp::Contains => words.contains,
        FilterOp::StartsWith => words.starts_with,
        FilterOp::Regex => words.fits,
        FilterOp::AtLeast => words.at_least,
        FilterOp::AtMost => words.at_most,
        FilterOp::Between => words.from_to_op,
        FilterOp::IsEmpty => words.is_empty,
        FilterOp::In => words.one_of,
    }
}

/// A class of images.
fn class(name: &str) -> String {
    let known = match name {
        "chart" => words().class_chart,
        "flowchart" => words().class_flowchart,
        "mind map" => words().class_mind_map,
        "photo" => words().class_photo,
        other => other,
    };
    known.to_owned()
}

fn value(value: &FilterValue) -> String {
    match value {
        FilterValue::Number(number) => number.to_string(),
        FilterValue::Text(text) => text.replace('_', " "),
        FilterValue::Numbers(numbers) => numbers.iter().map(f64::to_string).collect::<Vec<_>>().join(words().to),
        FilterValue::Texts(texts) => texts.join(words().comma),
    }
}

/// A sentence of the core about the pattern: in the language chosen, slots by the letter that is on them.
pub fn named(state: TemplatesState, sentence: &str) -> String {
    state.editor.draft.with(|draft| {
        let slots = draft.iter().flat_map(|draft| draft.template.slot.iter().enumerate());
        let letters: Vec<(String, String)> =
            slots.map(|(place, slot)| (slot.id.clone(), letter(place).to_string())).collect();
        said(sentence, &letters)
    })
}

/// The same of a pattern that is not in the editor: slots by their ids.
pub fn reason(sentence: &str) -> String {
    said(sentence, &[])
}

fn said(sentence: &str, letters: &[(String, String)]) -> String {
    let mut text = with_field_names(sentence);
    for (id, letter) in letters {
        text = text.replace(&format!("\"{id}\""), letter);
    }
    let of = |id: &str| letters.iter().find(|(known, _)| known == id).map_or(id, |(_, letter)| letter).to_owned();
    if let Some((slot, rest)) = text.strip_prefix("slot ").and_then(|text| text.split_once(": ")) {
        return format!("{}: {}", fill(words().slot, &[("letter", slot)]), from_core(rest));
    }
    if let Some((ends, rest)) = text.strip_prefix("link ").and_then(|text| text.split_once(": "))
        && let Some((from, to)) = ends.split_once(" → ")
    {
        return format!("{} → {}: {}", of(from), of(to), from_core(rest));
    }
    from_core(&text)
}

/// Fields as the editor calls them.
fn with_field_names(sentence: &str) -> String {
    for before in ["filter on ", "Ask for "] {
        let Some(start) = sentence.find(before).map(|start| start + before.len()) else { continue };
        let end = sentence[start..].find([' ', ':']).map_or(sentence.len(), |length| start + length);
        // Of a degree by one relation the name goes on after its colon.
        let end = if &sentence[start..end] == "degree"
            && sentence[end..].starts_with(':')
            && !sentence[end..].starts_with(": ")
        {
            sentence[end + 1..].find([' ', ':']).map_or(sentence.len(), |length| end + 1 + length)
        } else {
            end
        };
        if Field::find(&sentence[start..end]).is_some() {
            return format!("{}{}{}", &sentence[..start], field(&sentence[start..end]), &sentence[end..]);
        }
    }
    sentence.to_owned()
}

/// "Exactly 1", "1 to 3", "None or 1".
pub fn instances([low, high]: [u32; 2]) -> String {
    let (low_text, high_text) = (low.to_string(), high.to_string());
    match (low, high) {
        (0, 1) => words().optional_one.to_owned(),
        _ if low == high => fill(words().exactly, &[("n", &low_text)]),
        _ => fill(words().from_to, &[("low", &low_text), ("high", &high_text)]),
    }
}

/// "related to", "operates, owns +2", "any relation".
pub fn relations(link: &Link) -> String {
    match &link.relations {
        Relations::Any => words().any_relation.to_owned(),
        Relations::Named(names) => {
            let shown: Vec<String> = names.iter().take(2).map(|name| relation_word(name)).collect();
            let more = names.len().saturating_sub(2);
            let more = if more > 0 { format!(" +{more}") } else { String::new() };
            format!("{}{more}", shown.join(words().comma))
        }
    }
}

/// "1 hop", "2 to 4 hops".
pub fn hops([low, high]: [u32; 2]) -> String {
    let (low_text, high_text) = (low.to_string(), high.to_string());
    match (low, high) {
        (1, 1) => words().one_hop.to_owned(),
        _ if low == high => fill(words().n_hops, &[("n", &low_text)]),
        _ => fill(words().low_high_hops, &[("low", &low_text), ("high", &high_text)]),
    }
}

pub fn direction(direction: Direction) -> &'static str {
    match direction {
        Direction::Out => words().out,
        Direction::In => words().into,
        Direction::Any => words().both_ways,
    }
}

pub fn role(role: Role) -> &'static str {
    match role {
        Role::Start => words().role_start,
        Role::Bridge => words().role_bridge,
        Role::Evidence => words().role_evidence,
        Role::Answer => words().role_answer,
    }
}

/// What the role means for the question.
pub fn role_about(role: Role) -> &'static str {
    match role {
        Role::Start => words().role_start_about,
        Role::Bridge => words().role_bridge_about,
        Role::Evidence => words().role_evidence_about,
        Role::Answer => words().role_answer_about,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pathloom_model::Kind;

    #[test]
    fn filters_amounts_and_hops_read_as_sentences() {
        let text = |field: &str, op, value| Filter { field: field.into(), op, value };
        let class = text("class", FilterOp::Equals, Some(FilterValue::Text("mind_map".into())));
        assert_eq!(filter(&class), "Class is mind map");
        let degree = text("degree:owns", FilterOp::Between, Some(FilterValue::Numbers(vec![2.0, 40.0])));
        assert_eq!(filter(&degree), "Neighbours (owns) 2 to 40");
        assert_eq!((instances([0, 1]), instances([2, 2])), ("None or 1".to_owned(), "Exactly 2".to_owned()));
        assert_eq!((hops([1, 1]), hops([2, 4])), ("1 hop".to_owned(), "2 to 4 hops".to_owned()));
    }

    #[test]
    fn sentences_of_the_core_name_slots_by_letter_and_fields_as_the_editor_does() {
        let letters = [("start".to_owned(), "A".to_owned()), ("answer".to_owned(), "B".to_owned())];
        let told = |sentence| said(sentence, &letters);
        assert_eq!(
            told("Ask for degree:owns of at least 3 of \"start\""),
            "Ask for Neighbours (owns) of at least 3 of A"
        );
        assert_eq!(
            told("slot \"answer\": filter on page: expected a number as value"),
            "Slot B: filter on Page: expected a number as value"
        );
        assert_eq!(told("link start → answer: 9 hops; the limit is 8"), "A → B: 9 hops; the limit is 8");
        assert_eq!(
            reason("The filter on name of slot \"x\" leaves nothing."),
            "The filter on Name of slot \"x\" leaves nothing."
        );
    }

    #[test]
    fn many_relations_are_cut_and_counted() {
        let named = |names: &[&str]| Link {
            from: "a".into(),
            to: "b".into(),
            relations: Relations::Named(names.iter().map(|name| (*name).to_owned()).collect()),
            direction: Direction::Out,
            hops: [1, 1],
            between: vec![Kind::Entity],
        };
        assert_eq!(relations(&named(&["located_in"])), "located in");
        assert_eq!(relations(&named(&["owns", "operates", "makes", "buys"])), "owns, operates +2");
    }
}
