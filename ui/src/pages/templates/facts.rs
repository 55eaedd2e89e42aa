//! The right pane: what the template asks, and the selected slot in words.

use super::in_language;
use super::layout::layout;
use super::state::TemplatesState;
use super::words as say;
use crate::components::KindChip;
use crate::text::templates::words;
use crate::text::{fill, number};
use leptos::prelude::*;
use pathloom_ipc::templates::TemplateView;
use pathloom_model::Slot;

#[component]
pub fn Facts(state: TemplatesState, view: TemplateView) -> impl IntoView {
    let about = split_example(&in_language(&view.template.about));
    let letters: Vec<char> = layout(&view.template).slots.iter().map(|slot| slot.letter).collect();
    let slot = move || {
        let place = state.slot.get();
        let slot = view.template.slot.get(place)?.clone();
        let count = view.candidates.iter().find(|(id, _)| *id == slot.id).map(|(_, count)| *count);
        let letter = letters.get(place).copied().unwrap_or('A');
        Some(view! { <SlotFacts letter of=slot count/> })
    };
    view! {
        <div class="sec" style="border-top:0">
            <div class="sec__h"><h3 class="h-sec">{words().asks}</h3></div>
            <p class="te__about ink2">{about.0}</p>
            {about.1.map(|example| view! { <p class="te__about">{example}</p> })}
        </div>
        {slot}
    }
}

#[component]
fn SlotFacts(letter: char, of: Slot, count: Option<u64>) -> impl IntoView {
    let slot = of;
    let name = fill(words().slot, &[("letter", &letter.to_string())]);
    let filters: Vec<String> = slot.filters.iter().map(say::filter).collect();
    let filters = if filters.is_empty() { words().no_filters.to_owned() } else { filters.join("; ") };
    let question = match (slot.blur, slot.show) {
        (true, _) => Some(words().blurred_about),
        (false, true) => Some(words().named),
        (false, false) => None,
    };
    view! {
        <div class="sec">
            <div class="alias" style="margin:0 0 12px">
                {slot.kinds.iter().map(|kind| view! { <KindChip kind=*kind detail=name.clone()/> }).collect_view()}
            </div>
            <dl class="props">
                <dt>{words().role}</dt>
                <dd>{say::role(slot.role)}<span class="meta" style="display:block">{say::role_about(slot.role)}</span></dd>
                <dt>{words().instances_of}</dt><dd>{say::instances(slot.instances)}</dd>
                <dt>{words().candidates_head}</dt><dd>{count.map(number)}</dd>
                <dt>{words().filters}</dt><dd>{filters}</dd>
                {question.map(|question| view! { <dt>{words().in_question}</dt><dd>{question}</dd> })}
            </dl>
        </div>
    }
}

/// The sentence and its example question, where a colon parts them.
fn split_example(about: &str) -> (String, Option<String>) {
    match about.split_once(": ").or_else(|| about.split_once('：')) {
        Some((sentence, example)) => {
            (format!("{}.", sentence.trim_end_matches('.')).replace("。.", "。"), Some(example.to_owned()))
        }
        None => (about.to_owned(), None),
    }
}
