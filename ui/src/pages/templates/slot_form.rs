//! What a slot may hold: kinds, instances, filters, degree, role, what the question shows of it, its documents.

use super::edit::{self, is_leaf};
use super::editor::Selected;
use super::filters::{Degree, Filters};
use super::kind_row::KindRow;
use super::layout::letter;
use super::state::TemplatesState;
use super::words as say;
use crate::components::{Choice, IconButton, KindChip, Select};
use crate::text::common::kind_name;
use crate::text::fill;
use crate::text::templates::words;
use leptos::prelude::*;
use pathloom_model::{Constraint, Kind, Role, Slot};

const INSTANCES: [[u32; 2]; 7] = [[1, 1], [0, 1], [2, 2], [1, 2], [1, 3], [3, 3], [2, 4]];
const ROLES: [Role; 4] = [Role::Start, Role::Bridge, Role::Evidence, Role::Answer];

#[component]
pub fn SlotForm(state: TemplatesState, id: String) -> impl IntoView {
    let editor = state.editor;
    let id = StoredValue::new(id);
    let slot = Memo::new(move |_| {
        editor.draft.with(|draft| {
            let slots = &draft.as_ref()?.template.slot;
            id.with_value(|id| slots.iter().find(|slot| slot.id == *id).cloned())
        })
    });
    let edit = Callback::new(move |(name, change): (&'static str, Callback<Slot, Slot>)| {
        editor.change_as(name, |draft| {
            if let Some(slot) = draft.template.slot.iter_mut().find(|slot| id.with_value(|id| slot.id == *id)) {
                *slot = change.run(slot.clone());
            }
        });
    });
    let title = move || {
        editor.draft.with(|draft| {
            let place = draft.as_ref()?.template.slot.iter().position(|slot| id.with_value(|id| slot.id == *id))?;
            Some(fill(words().slot, &[("letter", &letter(place).to_string())]))
        })
    };
    let duplicate = move || {
        let mut copy = None;
        editor.change(|template| copy = edit::duplicate_slot(template, &id.get_value()));
        if let Some(copy) = copy {
            editor.selected.set(Selected::Slot(copy));
        }
    };
    let delete = move || editor.change(|template| edit::remove_slot(template, &id.get_value()));
    let chips = move || {
        let detail = title().unwrap_or_default();
        let kinds = slot.with(|slot| slot.as_ref().map(|slot| slot.kinds.clone())).unwrap_or_default();
        kinds.into_iter().map(|kind| view! { <KindChip kind detail=detail.clone()/> }).collect_view()
    };
    view! {
        <div class="pbar te__sel"><span class="alias">{chips}</span><span class="sp"></span>
            <IconButton icon="copy" size=15 label=words().duplicate_slot.to_owned() on_click=duplicate/>
            <IconButton icon="trash-2" size=15 label=words().delete_slot.to_owned() on_click=delete/>
        </div>
        <div class="sec" style="border-top:0">
            <Kinds of=slot edit/>
            <Instances state of=slot edit/>
        </div>
        <Filters state of=slot edit/>
        <Degree state of=slot edit/>
        <Roles state of=slot/>
        <Shown of=slot edit/>
        <Documents state of=slot/>
    }
}

/// What changes a slot, under a name for undo.
pub type EditSlot = Callback<(&'static str, Callback<Slot, Slot>)>;

pub fn change(edit: EditSlot, name: &'static str, with: impl Fn(&mut Slot) + Send + Sync + 'static) {
    edit.run((
        name,
        Callback::new(move |mut slot: Slot| {
            with(&mut slot);
            slot
        }),
    ));
}

#[component]
fn Kinds(of: Memo<Option<Slot>>, edit: EditSlot) -> impl IntoView {
    let slot = of;
    let has = move |kind: Kind| slot.with(|slot| slot.as_ref().is_some_and(|slot| slot.kinds.contains(&kind)));
    // A press makes it the only kind; with Shift it is one of several.
    let press = move |kind: Kind, several: bool| {
        change(edit, "", move |slot| {
            if !several {
                slot.kinds = vec![kind];
            } else if let Some(place) = slot.kinds.iter().position(|known| *known == kind) {
                if slot.kinds.len() > 1 {
                    slot.kinds.remove(place);
                }
            } else {
                slot.kinds.push(kind);
            }
        });
    };
    view! { <KindRow label=words().kind about=words().kind_about is_on=has on_press=press/> }
}

#[component]
fn Instances(state: TemplatesState, of: Memo<Option<Slot>>, edit: EditSlot) -> impl IntoView {
    let slot = of;
    let of = move || slot.with(|slot| slot.as_ref().map_or([1, 1], |slot| slot.instances));
    let text = |[low, high]: [u32; 2]| format!("{low}-{high}");
    let may_vary = Memo::new(move |_| {
        state.editor.draft.with(|draft| {
            let (Some(draft), Some(slot)) = (draft.as_ref(), slot.get()) else { return false };
            is_leaf(&draft.template, &slot.id) && matches!(slot.role, Role::Evidence | Role::Bridge | Role::Start)
        })
    });
    let choices = Signal::derive(move || {
        let now = of();
        let mut all: Vec<[u32; 2]> = if may_vary.get() { INSTANCES.to_vec() } else { vec![[1, 1]] };
        if !all.contains(&now) {
            all.push(now);
        }
        all.into_iter().map(|range| Choice::new(text(range), say::instances(range))).collect::<Vec<_>>()
    });
    let set = move |value: String| {
        let Some((low, high)) = value.split_once('-') else { return };
        if let (Ok(low), Ok(high)) = (low.parse(), high.parse()) {
            change(edit, "", move |slot| slot.instances = [low, high]);
        }
    };
    let value = Signal::derive(move || text(of()));
    view! {
        <div class="gen__r" title=words().instances_about><span class="ink2">{words().instances_of}</span>
            <Select value choices label=words().instances_of on_change=set/></div>
    }
}

#[component]
fn Roles(state: TemplatesState, of: Memo<Option<Slot>>) -> impl IntoView {
    let slot = of;
    let editor = state.editor;
    let is = move |role: Role| slot.with(|slot| slot.as_ref().is_some_and(|slot| slot.role == role));
    let set = move |role: Role| {
        if let Some(slot) = slot.get_untracked() {
            editor.change(|template| edit::set_role(template, &slot.id, role));
        }
    };
    // "Now slot F": who would lose the role.
    let holder = move |role: Role| {
        if !matches!(role, Role::Answer | Role::Start) {
            return None;
        }
        editor.draft.with(|draft| {
            let slots = &draft.as_ref()?.template.slot;
            let place = slots.iter().position(|slot| slot.role == role)?;
            let other = slot.with(|slot| slot.as_ref().is_some_and(|slot| slot.id != slots[place].id));
            other.then(|| fill(words().role_now, &[("letter", &letter(place).to_string())]))
        })
    };
    view! {
        <div class="sec">
            <div class="sec__h" style="margin-bottom:2px"><h3 class="h-sec">{words().role}</h3></div>
            <div role="radiogroup" aria-label=words().role>
                {ROLES.map(|role| view! {
                    <button type="button" class="opt-r" role="radio" aria-checked=move || is(role).to_string() on:click=move |_| set(role)>
                        <span class="rb" class:is-on=move || is(role)></span>
                        <span>{say::role(role)}<br/><span class="meta">{say::role_about(role)}{move || holder(role)}</span></span>
                    </button>
                }).collect_view()}
            </div>
        </div>
    }
}

#[component]
fn Shown(of: Memo<Option<Slot>>, edit: EditSlot) -> impl IntoView {
    let slot = of;
    let is_answer = Memo::new(move |_| slot.with(|slot| slot.as_ref().is_some_and(|slot| slot.role == Role::Answer)));
    let show = move || slot.with(|slot| slot.as_ref().is_some_and(|slot| slot.show));
    let blur = move || slot.with(|slot| slot.as_ref().is_some_and(|slot| slot.blur));
    view! {
        <Show when=move || !is_answer.get()>
            <div class="sec">
                <div class="sec__h"><h3 class="h-sec">{words().in_question}</h3></div>
                <label class="check"><input type="checkbox" prop:checked=show
                    on:change:target=move |event| { let on = event.target().checked(); change(edit, "", move |slot| slot.show = on) }/>
                    <span>{words().show}<span class="micro">{words().show_about}</span></span></label>
                <label class="check"><input type="checkbox" prop:checked=blur
                    on:change:target=move |event| { let on = event.target().checked(); change(edit, "", move |slot| slot.blur = on) }/>
                    <span>{words().blur}<span class="micro">{words().blurred_about}</span></span></label>
            </div>
        </Show>
    }
}

/// In the same document as another slot, or in a different one.
#[component]
fn Documents(state: TemplatesState, of: Memo<Option<Slot>>) -> impl IntoView {
    let slot = of;
    let editor = state.editor;
    let own = move || slot.with(|slot| slot.as_ref().map(|slot| slot.id.clone())).unwrap_or_default();
    let others = Memo::new(move |_| {
        let own = own();
        editor.draft.with(|draft| {
            let slots = draft.iter().flat_map(|draft| draft.template.slot.iter().enumerate());
            let others = slots.filter(|(_, slot)| slot.id != own);
            others.map(|(place, slot)| (slot.id.clone(), letter(place), slot.kinds.clone())).collect::<Vec<_>>()
        })
    });
    let of = move |other: &str| {
        let own = own();
        editor.draft.with(|draft| {
            let all = draft.as_ref().map(|draft| draft.template.constraints.as_slice()).unwrap_or_default();
            all.iter().find(|constraint| joins(constraint, &own, other)).map_or("", |constraint| match constraint {
                Constraint::SameDocument(_) => "same",
                Constraint::DifferentDocument(_) => "different",
            })
        })
    };
    let set = move |other: String, value: String| {
        let own = own();
        editor.change(move |template| {
            template.constraints.retain(|constraint| !joins(constraint, &own, &other));
            match value.as_str() {
                "same" => template.constraints.push(Constraint::SameDocument([own, other])),
                "different" => template.constraints.push(Constraint::DifferentDocument([own, other])),
                _ => {}
            }
        });
    };
    view! {
        <Show when=move || others.with(|others| !others.is_empty())>
            <div class="sec">
                <div class="sec__h"><h3 class="h-sec">{words().documents}</h3></div>
                {move || others.get().into_iter().map(|(id, letter, kinds)| {
                    let (shown, changed) = (id.clone(), id);
                    let kinds: Vec<&str> = kinds.iter().map(|kind| kind_name(*kind)).collect();
                    let label = format!("{} {letter}", kinds.join(" / "));
                    let choices = Signal::derive(|| vec![
                        Choice::new("", words().document_any),
                        Choice::new("same", words().document_same),
                        Choice::new("different", words().document_different),
                    ]);
                    let value = Signal::derive(move || of(&shown).to_owned());
                    view! {
                        <div class="gen__r te__doc"><span class="ink2 trunc">{label.clone()}</span>
                            <Select value choices label=label on_change=move |value| set(changed.clone(), value)/></div>
                    }
                }).collect_view()}
            </div>
        </Show>
    }
}

fn joins(constraint: &Constraint, one: &str, other: &str) -> bool {
    let [a, b] = edit::ends(constraint);
    (a == one && b == other) || (a == other && b == one)
}
