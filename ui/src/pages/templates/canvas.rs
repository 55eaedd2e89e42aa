//! The pattern drawn: slots as cards that can be moved and joined, relations as wires with their words. Scaled to the
//! room there is.

use super::edit;
use super::editor::{Draft, Selected};
use super::layout::{PatternLayout, SLOT_HEIGHT, SLOT_WIDTH, Wire, layout};
use super::state::TemplatesState;
use super::tools::{Tools, Verdict};
use super::words as say;
use crate::components::{Icon, KindTile, kind_class};
use crate::hooks::use_size;
use crate::state::{Tone, use_toasts};
use crate::text::common::kind_name;
use crate::text::templates::words;
use crate::text::{fill, plural};
use leptos::html::Div;
use leptos::prelude::*;
use pathloom_ipc::templates::Place;
use pathloom_model::{Kind, Link, Role, Slot};
use wasm_bindgen::JsCast;
use web_sys::{Element, PointerEvent};

/// A pointer that is pressed on a slot or on its edge.
#[derive(Clone, Debug, PartialEq)]
struct Drag {
    slot: String,
    what: What,
    /// Where it was pressed, in pixels of the window.
    from: (f64, f64),
    /// How far it has gone, in pixels of the drawing.
    by: (f64, f64),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    Move,
    Relate,
}

/// A press that goes less far is a click.
const SLACK: f64 = 4.0;

#[component]
pub fn Canvas(state: TemplatesState) -> impl IntoView {
    let editor = state.editor;
    let room = NodeRef::<Div>::new();
    let size = use_size(room);
    let drag = RwSignal::new(None::<Drag>);
    // The slot that a relation is being drawn from, by the button of the tools.
    let relating = RwSignal::new(None::<Option<String>>);
    let drawn = Memo::new(move |_| {
        editor.draft.with(|draft| draft.as_ref().map(|draft| layout(&draft.template, &draft.places)))
    });
    let scale = Memo::new(move |_| {
        let (room_x, room_y) = size.get();
        let Some((width, height)) = drawn.with(|drawn| drawn.as_ref().map(|drawn| (drawn.width, drawn.height))) else {
            return 1.0;
        };
        if room_x == 0.0 {
            return 1.0;
        }
        let most = if room_x > 950.0 { 1.2 } else { 1.0 };
        ((room_x - 56.0) / width).min((room_y - 120.0) / height).clamp(0.3, most)
    });
    let style = move || {
        let (width, height) =
            drawn.with(|drawn| drawn.as_ref().map_or((0.0, 0.0), |drawn| (drawn.width, drawn.height)));
        format!("width:{width}px;height:{height}px;transform:scale({:.3})", scale.get())
    };
    // While a slot is moved, its wires follow.
    let moved = Memo::new(move |_| {
        let shown = drawn.get()?;
        match drag.get() {
            Some(Drag { slot, what: What::Move, by, .. }) => {
                editor.draft.with(|draft| Some(layout_moved(draft.as_ref()?, &shown, &slot, by)))
            }
            _ => Some(shown),
        }
    });
    let ids = Memo::new(move |_| {
        editor.draft.with(|draft| {
            let slots = draft.iter().flat_map(|draft| &draft.template.slot);
            slots.map(|slot| slot.id.clone()).collect::<Vec<_>>()
        })
    });
    let links = Memo::new(move |_| {
        editor.draft.with(|draft| draft.as_ref().map(|draft| draft.template.link.clone())).unwrap_or_default()
    });
    let wires =
        Memo::new(move |_| moved.with(|moved| moved.as_ref().map(|moved| moved.wires.clone())).unwrap_or_default());
    let optional = Memo::new(move |_| {
        editor
            .draft
            .with(|draft| draft.as_ref().map(|draft| optional_links(&draft.template.slot, &draft.template.link)))
    });
    let follow = move |event: PointerEvent| {
        if drag.with_untracked(Option::is_none) {
            return;
        }
        let (x, y, scale) = (f64::from(event.client_x()), f64::from(event.client_y()), scale.get_untracked());
        drag.update(|drag| {
            if let Some(drag) = drag {
                drag.by = ((x - drag.from.0) / scale, (y - drag.from.1) / scale);
            }
        });
    };
    let release = move |event: PointerEvent| {
        let Some(done) = drag.get_untracked() else { return };
        drag.set(None);
        if done.by.0.hypot(done.by.1) * scale.get_untracked() < SLACK {
            return;
        }
        match done.what {
            What::Move => drop_slot(state, drawn, &done),
            What::Relate => {
                if let Some(to) = slot_under(&event) {
                    join(state, &done.slot, &to);
                }
            }
        }
    };
    let toasts = use_toasts();
    let on_slot = Callback::new(move |id: String| match relating.get_untracked() {
        None => editor.selected.set(Selected::Slot(id)),
        Some(None) => relating.set(Some(Some(id))),
        Some(Some(from)) => {
            relating.set(None);
            if !join(state, &from, &id) {
                toasts.show(Tone::Warn, words().no_relation);
            }
        }
    });
    let background = move |event: web_sys::MouseEvent| {
        const THINGS: &str = ".slot,.edge,.pat__tb,.pat__ok,.hit";
        // What is gone by now, an item of a menu, was not the background.
        let on = event.target().and_then(|target| target.dyn_into::<Element>().ok()).filter(|on| on.is_connected());
        if on.is_some_and(|on| on.closest(THINGS).ok().flatten().is_none()) {
            relating.set(None);
            editor.selected.set(Selected::Whole);
        }
    };
    view! {
        <div class="pat" class:is-relating=move || relating.with(Option::is_some) node_ref=room
            on:pointermove=follow on:pointerup=release on:pointercancel=move |_| drag.set(None) on:click=background>
            <div class="pat__in" style=style>
                <svg class="w" aria-hidden="true">
                    {move || wires.get().into_iter().map(|wire| {
                        let dashed = optional.with(|all| all.as_ref().is_some_and(|all| all.get(wire.link) == Some(&true)));
                        view! { <WireLine state wire dashed/> }
                    }).collect_view()}
                    {move || drag.get().and_then(|drag| Some(view! { <NewWire drawn=drawn.get()? drag of=ids.get()/> }))}
                </svg>
                <For each=move || ids.get() key=|id| id.clone()
                    children=move |id| view! { <SlotCard state id moved drag on_slot relating/> }/>
                {move || {
                    let links = links.get();
                    let labels = wires.get().into_iter().filter_map(|wire| Some((links.get(wire.link)?.clone(), wire)));
                    labels.map(|(link, wire)| view! { <WireLabel state wire link/> }).collect_view()
                }}
            </div>
            <Tools state relating/>
            <Verdict state/>
        </div>
    }
}

#[component]
fn SlotCard(
    state: TemplatesState,
    id: String,
    moved: Memo<Option<PatternLayout>>,
    drag: RwSignal<Option<Drag>>,
    on_slot: Callback<String>,
    relating: RwSignal<Option<Option<String>>>,
) -> impl IntoView {
    let editor = state.editor;
    let id = StoredValue::new(id);
    let place = Memo::new(move |_| {
        editor
            .draft
            .with(|draft| draft.as_ref()?.template.slot.iter().position(|slot| id.with_value(|id| slot.id == *id)))
    });
    let slot = Memo::new(move |_| editor.draft.with(|draft| draft.as_ref()?.template.slot.get(place.get()?).cloned()));
    let at = Memo::new(move |_| moved.with(|moved| moved.as_ref()?.slots.get(place.get()?).copied()));
    let candidates = Memo::new(move |_| {
        state.pattern.with(|pattern| {
            let of = pattern.as_ref()?.slots.iter().find(|slot| id.with_value(|id| slot.slot == *id))?;
            Some(of.candidates)
        })
    });
    let is_bad = Memo::new(move |_| {
        state.pattern.with(|pattern| {
            let named = pattern.as_ref().and_then(|pattern| pattern.problem.as_ref()?.slot.clone());
            id.with_value(|id| named.as_ref() == Some(id))
        })
    });
    let is_on = Memo::new(move |_| {
        editor.selected.with(|selected| id.with_value(|id| *selected == Selected::Slot(id.clone())))
    });
    let is_from = move || relating.with(|from| id.with_value(|id| from.as_ref() == Some(&Some(id.clone()))));
    let style = move || {
        let (x, y) = at.get().map_or((0.0, 0.0), |at| (at.x, at.y));
        format!("left:{x}px;top:{y}px;width:{SLOT_WIDTH}px;height:{SLOT_HEIGHT}px")
    };
    let press = move |event: PointerEvent, what: What| {
        if event.button() != 0 || relating.with_untracked(Option::is_some) {
            return;
        }
        let from = (f64::from(event.client_x()), f64::from(event.client_y()));
        drag.set(Some(Drag { slot: id.get_value(), what, from, by: (0.0, 0.0) }));
    };
    let look = move |slot: &Slot| {
        let kind = slot.kinds.first().copied().unwrap_or(Kind::Entity);
        let many = if slot.instances[1] > 1 { " slot--many" } else { "" };
        let optional = if slot.instances[0] == 0 { " slot--opt" } else { "" };
        format!("slot {}{many}{optional}", kind_class(kind))
    };
    let class = move || {
        let mut class = slot.with(|slot| slot.as_ref().map(look)).unwrap_or_default();
        for (is, name) in [(is_on.get(), " is-on"), (is_bad.get(), " is-bad"), (is_from(), " is-from")] {
            class.push_str(if is { name } else { "" });
        }
        class
    };
    let body = move || {
        let slot = slot.get()?;
        let letter = at.get().map_or('A', |at| at.letter);
        Some(view! { <SlotBody of=slot letter candidates/> })
    };
    let label = move || {
        slot.with(|slot| {
            let names: Vec<&str> = slot.iter().flat_map(|slot| &slot.kinds).map(|kind| kind_name(*kind)).collect();
            let letter = at.get().map_or('A', |at| at.letter).to_string();
            fill(words().slot_label, &[("letter", &letter), ("kind", &names.join(", "))])
        })
    };
    view! {
        <div class=class style=style data-slot=id.get_value()
            on:pointerdown=move |event| press(event, What::Move)>
            <button type="button" class="slot__b" aria-label=label aria-pressed=move || is_on.get().to_string()
                on:click=move |_| on_slot.run(id.get_value())>{body}</button>
            <span class="slot__out" title=words().drag_relation
                on:pointerdown=move |event| { event.stop_propagation(); press(event, What::Relate) }></span>
        </div>
    }
}

#[component]
fn SlotBody(of: Slot, letter: char, candidates: Memo<Option<u64>>) -> impl IntoView {
    let slot = of;
    let kind = slot.kinds.first().copied().unwrap_or(Kind::Entity);
    let names: Vec<&str> = slot.kinds.iter().map(|kind| kind_name(*kind)).collect();
    let role = match slot.role {
        Role::Bridge | Role::Evidence => None,
        role => Some((say::role(role), role == Role::Answer)),
    };
    let filters = say::filters(&slot);
    let amount = (slot.instances != [1, 1]).then(|| say::instances(slot.instances));
    let about: Vec<String> = amount.into_iter().chain((!filters.is_empty()).then_some(filters)).collect();
    view! {
        <span class="slot__h">
            <KindTile kind size=20/>
            <b>{names.join(" / ")}</b>
            <span class="slot__l">{letter.to_string()}</span>
            {role.map(|(name, answer)| view! { <span class="chip" class:chip--ink=answer>{name}</span> })}
        </span>
        <span class="slot__p">{about.join(words().comma)}</span>
        <span class="slot__f">
            <span>{move || candidates.get().map(|count| plural(count, words().candidates_one, words().candidates))}</span>
            {slot.blur.then(|| view! {
                <span title=words().blurred_about><Icon name="eye-off" size=12/>{words().blurred}</span>
            })}
        </span>
    }
}

#[component]
fn WireLine(state: TemplatesState, wire: Wire, dashed: bool) -> impl IntoView {
    let heads =
        [wire.arrow_at_end.then(|| head(&wire.points, false)), wire.arrow_at_start.then(|| head(&wire.points, true))];
    let (link, path) = (wire.link, line(&wire));
    let is_on = move || state.editor.selected.with(|selected| *selected == Selected::Link(link));
    view! {
        <g class:opt=dashed class:is-on=is_on>
            <path class="hit" d=path.clone() on:click=move |_| state.editor.selected.set(Selected::Link(link))></path>
            <path d=path></path>
            {heads.into_iter().flatten().map(|transform| view! {
                <path class="ar" d="M0 0L-8 -4.2V4.2z" transform=transform></path>
            }).collect_view()}
        </g>
    }
}

/// The relation that is being drawn.
#[component]
fn NewWire(drawn: PatternLayout, drag: Drag, of: Vec<String>) -> impl IntoView {
    let from = of.iter().position(|id| *id == drag.slot).and_then(|place| drawn.slots.get(place).copied());
    let path = from.filter(|_| drag.what == What::Relate).map(|at| {
        let (x, y) = (at.x + SLOT_WIDTH, at.y + SLOT_HEIGHT / 2.0);
        format!("M{x:.1} {y:.1}L{:.1} {:.1}", x + drag.by.0, y + drag.by.1)
    });
    view! { <g class="new"><path d=path></path></g> }
}

#[component]
fn WireLabel(state: TemplatesState, wire: Wire, link: Link) -> impl IntoView {
    let place = wire.link;
    let class = if wire.label_beside { "edge edge--v" } else { "edge edge--h" };
    let relations = say::relations(&link);
    let title = format!("{relations}, {}", say::direction(link.direction));
    let is_on = move || state.editor.selected.with(|selected| *selected == Selected::Link(place));
    view! {
        <button type="button" class=class class:is-on=is_on aria-pressed=move || is_on().to_string() title=title
            style=format!("left:{}px;top:{}px", wire.label.0, wire.label.1)
            on:click=move |_| state.editor.selected.set(Selected::Link(place))>
            <span>{relations}</span>
            <small>{say::hops(link.hops)}</small>
        </button>
    }
}

/// Joins two slots and selects the new link; false where the graph has no relation between them.
fn join(state: TemplatesState, from: &str, to: &str) -> bool {
    let editor = state.editor;
    let schema = editor.schema.get_untracked();
    let mut joined = false;
    editor.change(|template| joined = edit::relate(template, &schema, from, to));
    if joined {
        let last = editor.draft.with_untracked(|draft| draft.as_ref().map_or(0, |draft| draft.template.link.len()));
        editor.selected.set(Selected::Link(last.saturating_sub(1)));
    }
    joined
}

/// All slots are placed from now on, so that nothing jumps when one is moved.
fn drop_slot(state: TemplatesState, drawn: Memo<Option<PatternLayout>>, done: &Drag) {
    let Some(shown) = drawn.get_untracked() else { return };
    state.editor.change_as("move", |draft| {
        let template = &draft.template;
        draft.places = places(template.slot.iter().map(|slot| slot.id.as_str()), &shown, &done.slot, done.by);
        align(&mut draft.places, &done.slot);
    });
    state.editor.selected.set(Selected::Slot(done.slot.clone()));
}

/// A slot that is put down nearly in line with another stands in line with it, so that their wire runs straight.
fn align(places: &mut [Place], moved: &str) {
    const NEAR: f64 = 26.0;
    let Some(own) = places.iter().position(|place| place.slot == moved) else { return };
    let near = |of: fn(&Place) -> f64| {
        let others = places.iter().filter(|place| place.slot != moved).map(of);
        let own = of(&places[own]);
        others.filter(|other| (other - own).abs() <= NEAR).min_by(|a, b| (a - own).abs().total_cmp(&(b - own).abs()))
    };
    let (x, y) = (near(|place| place.x), near(|place| place.y));
    let place = &mut places[own];
    (place.x, place.y) = (x.unwrap_or(place.x), y.unwrap_or(place.y));
}

fn layout_moved(draft: &Draft, shown: &PatternLayout, slot: &str, by: (f64, f64)) -> PatternLayout {
    let ids = draft.template.slot.iter().map(|slot| slot.id.as_str());
    let all = places(ids, shown, slot, by);
    let mut moved = layout(&draft.template, &all);
    // The drawing keeps its corner while something is carried beyond it.
    let corner = all.iter().fold((f64::INFINITY, f64::INFINITY), |least, at| (least.0.min(at.x), least.1.min(at.y)));
    for slot in &mut moved.slots {
        (slot.x, slot.y) = (slot.x + corner.0, slot.y + corner.1);
    }
    for wire in &mut moved.wires {
        wire.points.iter_mut().for_each(|point| *point = (point.0 + corner.0, point.1 + corner.1));
        wire.label = (wire.label.0 + corner.0, wire.label.1 + corner.1);
    }
    moved
}

fn places<'a>(ids: impl Iterator<Item = &'a str>, shown: &PatternLayout, moved: &str, by: (f64, f64)) -> Vec<Place> {
    ids.zip(&shown.slots)
        .map(|(id, at)| {
            let (x, y) = if id == moved { by } else { (0.0, 0.0) };
            Place { slot: id.to_owned(), x: (at.x + x).round(), y: (at.y + y).round() }
        })
        .collect()
}

fn slot_under(event: &PointerEvent) -> Option<String> {
    let found = document().element_from_point(event.client_x() as f32, event.client_y() as f32)?;
    found.closest("[data-slot]").ok().flatten()?.get_attribute("data-slot")
}

/// The wire without the last pixels under its arrow heads.
fn line(wire: &Wire) -> String {
    let mut points = wire.points.clone();
    let last = points.len() - 1;
    if wire.arrow_at_end {
        points[last] = towards(points[last], points[last - 1], 7.0);
    }
    if wire.arrow_at_start {
        points[0] = towards(points[0], points[1], 7.0);
    }
    let steps =
        points.iter().enumerate().map(|(place, (x, y))| format!("{}{x:.1} {y:.1}", if place == 0 { "M" } else { "L" }));
    steps.collect()
}

fn towards(from: (f64, f64), to: (f64, f64), by: f64) -> (f64, f64) {
    let length = (to.0 - from.0).hypot(to.1 - from.1).max(1.0);
    (from.0 + (to.0 - from.0) / length * by, from.1 + (to.1 - from.1) / length * by)
}

fn head(points: &[(f64, f64)], at_start: bool) -> String {
    let (tip, before) =
        if at_start { (points[0], points[1]) } else { (points[points.len() - 1], points[points.len() - 2]) };
    let angle = (tip.1 - before.1).atan2(tip.0 - before.0).to_degrees();
    format!("translate({:.1} {:.1}) rotate({angle:.1})", tip.0, tip.1)
}

/// Links that end at a slot which may be absent.
fn optional_links(slots: &[Slot], links: &[Link]) -> Vec<bool> {
    let is_optional = |id: &str| slots.iter().any(|slot| slot.id == id && slot.instances[0] == 0);
    links.iter().map(|link| is_optional(&link.from) || is_optional(&link.to)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slot_put_down_nearly_in_line_with_another_stands_in_line() {
        let at = |slot: &str, x, y| Place { slot: slot.into(), x, y };
        let mut places = [at("a", 0.0, 0.0), at("b", 262.0, 19.0), at("c", 524.0, 184.0)];
        align(&mut places, "b");
        assert_eq!((places[1].x, places[1].y), (262.0, 0.0), "with the nearest, in the one direction that is near");
        align(&mut places, "c");
        assert_eq!((places[2].x, places[2].y), (524.0, 184.0), "what is far from all stays where it was put");
    }
}
