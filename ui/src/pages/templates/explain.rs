//! Why a pattern has few matches or none: the cause, changes that give more and can be pressed, what each part leaves.

use super::editor::Selected;
use super::layout::letter;
use super::preview::in_words;
use super::state::TemplatesState;
use super::words::{self as say, named};
use crate::components::{Button, ButtonSize, Icon, Ring};
use crate::text::templates::words;
use crate::text::{fill, number};
use leptos::prelude::*;
use pathloom_ipc::templates::{CountView, ExplainView, PartLeft, PatternPart, Relaxed};
use pathloom_model::Constraint;

/// Of a pattern without matches. `exact`: none exist; else none were found.
#[component]
pub fn Why(state: TemplatesState, exact: bool) -> impl IntoView {
    let explained = state.explained;
    let show_slot = move || {
        let slot = explained.with(|explained| explained.as_ref()?.slot.clone())?;
        let select = move || state.editor.selected.set(Selected::Slot(slot.clone()));
        Some(view! { <Button size=ButtonSize::Small on_click=select>{words().show_slot}</Button> })
    };
    let cause = move || match explained.with(|explained| explained.as_ref().map(|explained| explained.why.clone())) {
        Some(why) => view! { <Icon name="triangle-alert" size=16/><p>{named(state, &why)}</p> }.into_any(),
        None => view! { <Ring spinning=true size=14/><p>{words().explaining}</p> }.into_any(),
    };
    view! {
        <div class="pbar">
            <h2>{if exact { words().no_matches } else { words().none_found }}</h2><span class="sp"></span>{show_slot}
        </div>
        <div class="lp__why" role="status">{cause}</div>
        {move || explained.get().map(|explained| view! { <Changes state explained/> })}
    }
}

/// Below the few matches of a pattern.
#[component]
pub fn More(state: TemplatesState) -> impl IntoView {
    let has_some =
        move || state.explained.with(|explained| explained.as_ref().is_some_and(|one| !one.relaxed.is_empty()));
    view! {
        <Show when=has_some>
            <div class="pbar"><h2>{words().few_matches}</h2></div>
            {move || state.explained.get().map(|explained| view! { <Changes state explained/> })}
        </Show>
    }
}

#[component]
fn Changes(state: TemplatesState, explained: ExplainView) -> impl IntoView {
    let ExplainView { relaxed, steps, is_cut, .. } = explained;
    let relaxed = relaxed.into_iter().map(|Relaxed { changes, template, count, .. }| {
        let apply = move || {
            let relaxed = template.clone();
            state.editor.change(move |now| {
                (now.slot, now.link, now.constraints) = (relaxed.slot, relaxed.link, relaxed.constraints);
            });
        };
        let change: Vec<String> = changes.iter().map(|change| named(state, change)).collect();
        view! {
            <div class="lp__relax">
                <Button size=ButtonSize::Small on_click=apply>{words().relax}</Button>
                <span class="grow">{change.join(words().and_then)}</span>
                <span class="meta num">{matches(&count)}</span>
            </div>
        }
    });
    view! {
        {relaxed.collect_view()}
        {is_cut.then(|| view! { <p class="lp__cut meta">{words().not_all_tried}</p> })}
        <Parts state steps/>
    }
}

/// The table of parts, closed until somebody wants it.
#[component]
fn Parts(state: TemplatesState, steps: Vec<PartLeft>) -> impl IntoView {
    let rows = steps.into_iter().map(|step| {
        let relaxed = step.relaxed.as_ref().map(in_words);
        view! {
            <tr class:is-none=step.empties>
                <th scope="row">{part(state, &step.part)}</th>
                <td class="num">{number(step.left)}</td>
                <td class="num">{relaxed}</td>
            </tr>
        }
    });
    view! {
        <details class="lp__parts">
            <summary>{words().parts_left}</summary>
            <table>
                <thead><tr>
                    <th scope="col">{words().part}</th><th scope="col">{words().left}</th><th scope="col">{words().if_relaxed}</th>
                </tr></thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </details>
    }
}

/// A part by the letters that its slots have on the canvas.
fn part(state: TemplatesState, part: &PatternPart) -> String {
    let letter_of = |id: &str| {
        let place = state
            .editor
            .draft
            .with(|draft| draft.as_ref().and_then(|draft| draft.template.slot.iter().position(|slot| slot.id == id)));
        place.map_or_else(|| id.to_owned(), |place| letter(place).to_string())
    };
    let slot = |id: &str| fill(words().slot, &[("letter", &letter_of(id))]);
    match part {
        PatternPart::Slot { slot: id } => slot(id),
        PatternPart::Filter { slot: id, field } => {
            fill(words().part_filter, &[("slot", &slot(id)), ("field", &say::field(field))])
        }
        PatternPart::Link { from, to, .. } => format!("{} → {}", letter_of(from), letter_of(to)),
        PatternPart::Constraint { place } => {
            let constraint = state.editor.draft.with(|draft| {
                draft.as_ref().and_then(|draft| draft.template.constraints.get(*place as usize).cloned())
            });
            let (sentence, [a, b]) = match constraint {
                Some(Constraint::SameDocument(ends)) => (words().part_same, ends),
                Some(Constraint::DifferentDocument(ends)) => (words().part_different, ends),
                None => return String::new(),
            };
            fill(sentence, &[("a", &letter_of(&a)), ("b", &letter_of(&b))])
        }
        PatternPart::Distinct => words().part_distinct.to_owned(),
    }
}

/// "1 match", "about 3,400 matches".
fn matches(count: &CountView) -> String {
    match (count.count, count.exact) {
        (1, true) => words().one_match.to_owned(),
        _ => fill(words().n_matches, &[("n", &in_words(count))]),
    }
}
