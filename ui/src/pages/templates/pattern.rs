//! The template drawn: slots as cards, relations as wires with their words. Scaled to the room there is.

use super::layout::{PatternLayout, SLOT_HEIGHT, SLOT_WIDTH, SlotPlace, Wire, layout};
use super::state::TemplatesState;
use super::words as say;
use crate::components::{Icon, KindTile, kind_class};
use crate::hooks::use_size;
use crate::text::common::kind_name;
use crate::text::templates::words;
use crate::text::{fill, plural};
use leptos::html::Div;
use leptos::prelude::*;
use pathloom_ipc::templates::TemplateView;
use pathloom_model::{Link, Role, Slot};

#[component]
pub fn Pattern(state: TemplatesState, view: TemplateView) -> impl IntoView {
    let drawn = layout(&view.template);
    let room = NodeRef::<Div>::new();
    let size = use_size(room);
    let (width, height) = (drawn.width, drawn.height);
    let scale = move || {
        let (room_x, room_y) = size.get();
        if room_x == 0.0 {
            return 1.0;
        }
        let most = if room_x > 950.0 { 1.2 } else { 1.0 };
        ((room_x - 56.0) / width).min((room_y - 96.0) / height).clamp(0.4, most)
    };
    let style = move || {
        let scale = scale();
        format!("width:{width}px;height:{height}px;transform:scale({scale:.3})")
    };
    let facts = pattern_facts(&view);
    let PatternLayout { slots: places, wires, .. } = drawn;
    let candidates = move |id: &str| view.candidates.iter().find(|(slot, _)| slot == id).map(|(_, count)| *count);
    let links = view.template.link.clone();
    let optional = optional_links(&view.template.slot, &links);
    view! {
        <div class="pat" node_ref=room>
            <div class="pat__ok"><Icon name="circle-check" size=15 class="ok"/>{facts}</div>
            <div class="pat__in" style=style>
                <Wires wires=wires.clone() optional width height/>
                {view.template.slot.iter().zip(places).enumerate().map(|(place, (slot, at))| {
                    view! { <SlotCard state place of=slot.clone() at candidates=candidates(&slot.id)/> }
                }).collect_view()}
                {wires.into_iter().map(|wire| {
                    let link = links[wire.link].clone();
                    view! { <WireLabel wire link/> }
                }).collect_view()}
            </div>
        </div>
    }
}

#[component]
fn SlotCard(state: TemplatesState, place: usize, of: Slot, at: SlotPlace, candidates: Option<u64>) -> impl IntoView {
    let slot = of;
    let kind = slot.kinds.first().copied().unwrap_or(pathloom_model::Kind::Entity);
    let names: Vec<&str> = slot.kinds.iter().map(|kind| kind_name(*kind)).collect();
    let label = fill(words().slot_label, &[("letter", &at.letter.to_string()), ("kind", &names.join(", "))]);
    let role = match slot.role {
        Role::Bridge | Role::Evidence => None,
        role => Some((say::role(role), role == Role::Answer)),
    };
    let filters = say::filters(&slot);
    let many = slot.instances[1] > 1;
    let amount = (slot.instances != [1, 1]).then(|| say::instances(slot.instances));
    let about: Vec<String> = amount.into_iter().chain((!filters.is_empty()).then_some(filters)).collect();
    view! {
        <button type="button" class=format!("slot {}", kind_class(kind)) class:is-on=move || state.slot.get() == place class:slot--many=many class:slot--opt=slot.instances[0] == 0
            style=format!("left:{}px;top:{}px;width:{SLOT_WIDTH}px;height:{SLOT_HEIGHT}px", at.x, at.y)
            aria-label=label aria-pressed=move || (state.slot.get() == place).to_string()
            on:click=move |_| state.slot.set(place)>
            <div class="slot__h">
                <KindTile kind size=20/>
                <b>{names.join(" / ")}</b>
                <span class="slot__l">{at.letter.to_string()}</span>
                {role.map(|(name, answer)| view! { <span class="chip" class:chip--ink=answer>{name}</span> })}
            </div>
            <p>{about.join(words().comma)}</p>
            <div class="slot__f">
                <span>{candidates.map(|count| plural(count, words().candidates_one, words().candidates))}</span>
                {slot.blur.then(|| view! {
                    <span title=words().blurred_about><Icon name="eye-off" size=12/>{words().blurred}</span>
                })}
            </div>
        </button>
    }
}

#[component]
fn Wires(wires: Vec<Wire>, optional: Vec<bool>, width: f64, height: f64) -> impl IntoView {
    view! {
        <svg class="w" width=width height=height aria-hidden="true">
            {wires.into_iter().map(|wire| {
                let dashed = optional.get(wire.link).copied().unwrap_or_default();
                let heads = [
                    wire.arrow_at_end.then(|| head(&wire.points, false)),
                    wire.arrow_at_start.then(|| head(&wire.points, true)),
                ];
                view! {
                    <g class=if dashed { "opt" } else { "" }>
                        <path d=line(&wire)></path>
                        {heads.into_iter().flatten().map(|transform| view! {
                            <path class="ar" d="M0 0L-8 -4.2V4.2z" transform=transform></path>
                        }).collect_view()}
                    </g>
                }
            }).collect_view()}
        </svg>
    }
}

#[component]
fn WireLabel(wire: Wire, link: Link) -> impl IntoView {
    let class = if wire.label_beside { "edge edge--v" } else { "edge edge--h" };
    let relations = say::relations(&link);
    view! {
        <div class=class style=format!("left:{}px;top:{}px", wire.label.0, wire.label.1) title=format!("{relations}, {}", say::direction(link.direction))>
            <span>{relations.clone()}</span>
            <small>{say::hops(link.hops)}</small>
        </div>
    }
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

/// "3 slots, 2 to 4 hops": hops from start to answer where one link joins them, else of all links together.
fn pattern_facts(view: &TemplateView) -> String {
    let template = &view.template;
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
