//! The panels that float over the canvas: layout and hops, zoom, and what is shown of how much.

use super::state::{GraphState, Trail};
use crate::components::{Button, ButtonSize, IconButton, Segment, Segmented};
use crate::text::graph::words;
use crate::text::{fill, number, plural};
use leptos::prelude::*;
use pathloom_ipc::graph::{GraphPicture, Layout};

#[component]
pub fn LayoutBar(state: GraphState) -> impl IntoView {
    let layout = Memo::new(move |_| state.request.with(|request| request.layout));
    let hops = Memo::new(move |_| state.request.with(|request| request.hops));
    let layouts = [(Layout::Force, words().force), (Layout::Radial, words().radial), (Layout::Layers, words().layers)];
    let layouts = layouts.map(|(value, label)| Segment { value, label: label.into() }).to_vec();
    let hop = |value: u32| {
        let title = plural(u64::from(value), words().hops_one, words().hops_many);
        view! {
            <button type="button" role="radio" title=title class:is-on=move || hops.get() == value
                aria-checked=move || (hops.get() == value).to_string()
                on:click=move |_| state.request.update(|request| request.hops = value)>{value}</button>
        }
    };
    view! {
        <div class="fl glayout">
            <Segmented value=layout segments=layouts label=words().layout
                on_change=move |layout| state.request.update(|request| request.layout = layout)/>
            <span class="lab" aria-hidden="true">{words().hops}</span>
            <div class="seg" role="radiogroup" aria-label=words().hops>{[1, 2, 3].map(hop)}</div>
        </div>
    }
}

#[component]
pub fn ZoomBar(state: GraphState) -> impl IntoView {
    let zoom = move |factor: f64| state.change(|stage| stage.zoom(factor, None));
    view! {
        <div class="fl gzoom">
            <IconButton icon="minus" label=words().zoom_out on_click=move || zoom(1.0 / 1.3)/>
            <span class="meta num">{move || format!("{}%", state.percent.get())}</span>
            <IconButton icon="plus" label=words().zoom_in on_click=move || zoom(1.3)/>
            <IconButton icon="maximize" size=15 label=words().fit on_click=move || state.change(|stage| stage.fit())/>
        </div>
    }
}

/// "Around Halden · 144 shown, 1,096 hidden by relevance · Show more".
#[component]
pub fn Scope(state: GraphState) -> impl IntoView {
    let shown =
        Memo::new(move |_| state.picture.with(|picture| picture.as_ref().map_or(0, |picture| visible(state, picture))));
    let hidden = Memo::new(move |_| state.picture.with(|picture| picture.as_ref().map_or(0, |picture| picture.hidden)));
    let in_path = Memo::new(move |_| state.path.with(Option::is_some));
    view! {
        <Show when=move || { shown.get() > 0 }>
            <div class="fl gscope" role="status">
                {move || around(state).map(|around| view! { <span class="opt trunc">{around}</span> })}
                <span>
                    <b>{move || number(shown.get())}</b>" "{words().shown}
                    <Show when=move || { hidden.get() > 0 }>{crate::text::common::words().comma}<b>{move || number(hidden.get())}</b>" "{words().hidden}</Show>
                </span>
                <Show when=move || { hidden.get() > 0 && state.can_show_more() }>
                    <Button size=ButtonSize::Small on_click=move || state.show_more()>{words().show_more}</Button>
                </Show>
                <Show when=move || in_path.get()>
                    <Button size=ButtonSize::Small on_click=move || state.path.set(None)>{words().leave_path}</Button>
                </Show>
            </div>
        </Show>
    }
}

fn around(state: GraphState) -> Option<String> {
    match state.path.get() {
        Some(Trail::Between(from, to)) => {
            return Some(fill(words().path_between, &[("from", &from.name), ("to", &to.name)]));
        }
        Some(Trail::Nodes(_)) => return Some(words().sampled_path.to_owned()),
        None => {}
    }
    let picture = state.picture.get()?;
    let key = picture.center.as_ref()?;
    let node = picture.nodes.iter().find(|node| node.key == *key)?;
    Some(fill(words().around, &[("name", &node.name)]))
}

fn visible(state: GraphState, picture: &GraphPicture) -> u64 {
    if state.path.with(Option::is_some) {
        return picture.nodes.len() as u64;
    }
    state
        .request
        .with(|request| picture.nodes.iter().filter(|node| !request.hidden.contains(&node.kind)).count() as u64)
}
