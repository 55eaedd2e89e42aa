//! Above the pattern: adding slots and relations, undo and redo, tidying up; and whether it is a pattern.

use super::edit::{self, MOST_SLOTS};
use super::editor::Selected;
use super::state::TemplatesState;
use super::words as say;
use crate::components::{Button, ButtonKind, Icon, IconButton, KindTile, Popover};
use crate::text::common::kind_name;
use crate::text::templates::words;
use crate::text::{fill, number};
use leptos::prelude::*;
use pathloom_model::{Kind, Link, Role, Template};

#[component]
pub fn Tools(state: TemplatesState, relating: RwSignal<Option<Option<String>>>) -> impl IntoView {
    let editor = state.editor;
    let open = RwSignal::new(false);
    let full = Memo::new(move |_| {
        editor.draft.with(|draft| draft.as_ref().is_none_or(|draft| draft.template.slot.len() >= MOST_SLOTS))
    });
    let trigger = view! {
        <button type="button" class="btn btn--ghost" aria-expanded=move || open.get().to_string()
            disabled=move || full.get() on:click=move |_| open.update(|open| *open = !*open)>
            <Icon name="plus" size=15/>{words().add_slot}
        </button>
    };
    let toggle = move || relating.update(|now| *now = if now.is_some() { None } else { Some(None) });
    let tidy = move || editor.change_as("", |draft| draft.places.clear());
    view! {
        <div class="pat__tb">
            <Popover open trigger=trigger.into_any() class="pop--kinds"><Kinds state open/></Popover>
            <span class:is-on=move || relating.with(Option::is_some)>
                <Button kind=ButtonKind::Quiet icon="spline" title=words().add_relation_about on_click=toggle>{words().add_relation}</Button>
            </span>
            <span class="pat__sep"></span>
            <IconButton icon="undo-2" label=words().undo.to_owned() disabled=Signal::derive(move || !editor.can_undo.get())
                on_click=move || editor.undo()/>
            <IconButton icon="redo-2" label=words().redo.to_owned() disabled=Signal::derive(move || !editor.can_redo.get())
                on_click=move || editor.redo()/>
            <IconButton icon="layout-grid" label=words().tidy.to_owned() on_click=tidy/>
        </div>
        {move || relating.get().map(|from| {
            let said = if from.is_none() { words().relate_from } else { words().relate_to };
            view! { <div class="pat__how" role="status">{said}</div> }
        })}
    }
}

/// Which kind of slot to add, with how many nodes of it the graph has.
#[component]
fn Kinds(state: TemplatesState, open: RwSignal<bool>) -> impl IntoView {
    let editor = state.editor;
    let add = move |kind: Kind| {
        open.set(false);
        let schema = editor.schema.get_untracked();
        let beside = match editor.selected.get_untracked() {
            Selected::Slot(id) => Some(id),
            _ => None,
        };
        let mut added = None;
        editor.change(|template| added = Some(edit::add_slot(template, &schema, kind, beside.as_deref())));
        if let Some(id) = added {
            editor.selected.set(Selected::Slot(id));
        }
    };
    let count = move |kind: Kind| {
        editor.schema.with(|schema| {
            schema
                .kinds
                .iter()
                .find(|(known, _)| *known == kind)
                .map_or_else(|| "0".into(), |(_, count)| number(*count))
        })
    };
    view! {
        <div class="menu" role="menu" aria-label=words().add_slot>
            {Kind::ALL.map(|kind| view! {
                <button type="button" role="menuitem" class="menu__i" on:click=move |_| add(kind)>
                    <KindTile kind size=20/><span class="grow">{kind_name(kind)}</span>
                    <span class="micro num">{move || count(kind)}</span>
                </button>
            }).collect_view()}
        </div>
    }
}

/// "Valid pattern, 3 slots, 2 to 4 hops", or what it lacks.
#[component]
pub fn Verdict(state: TemplatesState) -> impl IntoView {
    let problem = Memo::new(move |_| state.pattern.with(|pattern| pattern.as_ref()?.problem.clone()));
    let facts = Memo::new(move |_| state.editor.draft.with(|draft| draft.as_ref().map(|draft| facts(&draft.template))));
    view! {
        <div class="pat__ok" role="status">
            {move || match problem.get() {
                Some(problem) => view! { <Icon name="triangle-alert" size=15 class="warn"/><span>{say::named(state, &problem.message)}</span> }.into_any(),
                None => view! { <Icon name="circle-check" size=15 class="ok"/><span>{move || facts.get()}</span> }.into_any(),
            }}
        </div>
    }
}

/// "3 slots, 2 to 4 hops": hops from start to answer where one link joins them, else of all links together.
fn facts(template: &Template) -> String {
    if template.link.is_empty() {
        return words().pattern_one.to_owned();
    }
    let id_of = |role: Role| template.slot.iter().find(|slot| slot.role == role).map(|slot| slot.id.as_str());
    let ends = [id_of(Role::Start), id_of(Role::Answer)];
    let joins = |link: &&Link| ends.contains(&Some(link.from.as_str())) && ends.contains(&Some(link.to.as_str()));
    let sum = |end: usize| template.link.iter().map(|link| link.hops[end]).sum();
    let hops = template.link.iter().find(joins).map_or([sum(0), sum(1)], |link| link.hops);
    let slots = template.slot.len().to_string();
    fill(words().pattern_facts, &[("slots", &slots), ("hops", &say::hops(hops))])
}
