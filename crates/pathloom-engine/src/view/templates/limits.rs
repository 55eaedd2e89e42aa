//! How large a template of the user's own may be: what is in a project or a file may come from a stranger.
//! Whether it is a pattern is another question: an unfinished one is kept too.

use pathloom_graph::{MAX_SLOTS, TemplateError};
use pathloom_model::template::FilterValue;
use pathloom_model::{Relations, Slot, Template, Text2};

const MAX_LINKS: usize = 64;
const MAX_CONSTRAINTS: usize = 64;
const MAX_FILTERS: usize = 16;
/// Characters of an id or a name.
const MAX_NAME: usize = 200;
/// Characters of a sentence.
const MAX_TEXT: usize = 2_000;
/// Values of one filter, relations of one link.
const MAX_LIST: usize = 1_000;

/// The first thing that there is too much of.
pub fn check_size(template: &Template) -> Result<(), TemplateError> {
    let whole = |problem: String| Err(TemplateError::Whole(problem));
    let counted = [
        (template.slot.len(), MAX_SLOTS, "slots"),
        (template.link.len(), MAX_LINKS, "links"),
        (template.constraints.len(), MAX_CONSTRAINTS, "constraints"),
    ];
    if let Some((count, limit, what)) = counted.into_iter().find(|(count, limit, _)| count > limit) {
        return whole(format!("{count} {what}; the limit is {limit}"));
    }
    let longest = |text: &Text2| text.en.chars().count().max(text.zh.chars().count());
    if longest(&template.title) > MAX_NAME {
        return whole(format!("the title is longer than {MAX_NAME} characters"));
    }
    if longest(&template.about) > MAX_TEXT {
        return whole(format!("the description is longer than {MAX_TEXT} characters"));
    }
    template.slot.iter().try_for_each(check_slot)?;
    for link in &template.link {
        let refuse = |problem: String| TemplateError::Link { from: short(&link.from), to: short(&link.to), problem };
        if [&link.from, &link.to].into_iter().any(|id| is_long(id)) || link.between.len() > MAX_LIST {
            return Err(refuse(format!("a name is longer than {MAX_NAME} characters")));
        }
        if let Relations::Named(names) = &link.relations
            && (names.len() > MAX_LIST || names.iter().any(|name| is_long(name)))
        {
            return Err(refuse(format!("at most {MAX_LIST} relations of {MAX_NAME} characters each")));
        }
    }
    Ok(())
}

fn check_slot(slot: &Slot) -> Result<(), TemplateError> {
    let refuse = |problem: String| Err(TemplateError::Slot { slot: short(&slot.id), problem });
    if is_long(&slot.id) {
        return refuse(format!("its name is longer than {MAX_NAME} characters"));
    }
    if slot.filters.len() > MAX_FILTERS {
        return refuse(format!("{} filters; the limit is {MAX_FILTERS}", slot.filters.len()));
    }
    if slot.kinds.len() > MAX_LIST {
        return refuse(format!("{} kinds; there are seven", slot.kinds.len()));
    }
    for filter in &slot.filters {
        let fits = match &filter.value {
            None => true,
            Some(FilterValue::Number(number)) => number.is_finite(),
            Some(FilterValue::Numbers(numbers)) => {
                numbers.len() <= MAX_LIST && numbers.iter().all(|number| number.is_finite())
            }
            Some(FilterValue::Text(text)) => text.chars().count() <= MAX_TEXT,
            Some(FilterValue::Texts(texts)) => texts.len() <= MAX_LIST && !texts.iter().any(|text| is_long(text)),
        };
        if !fits || is_long(&filter.field) {
            let limits = format!("at most {MAX_LIST} values of {MAX_NAME} characters, and finite numbers");
            return refuse(format!("filter on {}: {limits}", short(&filter.field)));
        }
    }
    Ok(())
}

fn is_long(text: &str) -> bool {
    text.chars().count() > MAX_NAME
}

fn short(text: &str) -> String {
    text.chars().take(80).collect()
}
