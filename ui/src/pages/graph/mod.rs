//! Graph: a neighbourhood of the knowledge graph drawn on a canvas, with search, paths and one node in detail.

mod canvas;
mod finder;
mod inspector;
mod legend;
mod minimap;
mod names;
mod path;
mod relations;
mod state;
mod surface;
mod toolbar;

use crate::components::{EmptyState, ErrorNote, Icon};
use crate::hooks::{Stroke, use_keys};
use crate::ipc;
use crate::state::{Screen, use_changes, use_route, use_toasts};
use crate::text::graph::words;
use crate::text::{common, fill, number};
use finder::NodeFinder;
use inspector::Inspector;
use legend::Legend;
use leptos::prelude::*;
use leptos::task::spawn_local;
use minimap::Minimap;
use path::PathPanel;
use pathloom_ipc::search::NodeHit;
use pathloom_model::Key;
use state::{GraphState, Trail};
use std::sync::Arc;
use surface::Surface;
use toolbar::{LayoutBar, Scope, ZoomBar};

#[component]
pub fn GraphPage() -> impl IntoView {
    let state = GraphState::new();
    follow_address(state);
    load_overview(state);
    load_picture(state);
    use_keys(move |stroke| on_stroke(state, stroke));
    let is_empty = Memo::new(move |_| {
        state.overview.with(|overview| overview.as_ref().is_some_and(|overview| overview.nodes == 0))
    });
    view! {
        <Head state/>
        <Show when=move || !is_empty.get() fallback=Nothing>
            <div class="split gr">
                <Area state/>
                <Inspector state/>
            </div>
        </Show>
    }
}

#[component]
fn Head(state: GraphState) -> impl IntoView {
    let finding = RwSignal::new(false);
    let counts = move || {
        let overview = state.overview.get()?;
        let (nodes, relations) = (number(overview.nodes), number(overview.relations));
        Some(fill(words().counts, &[("nodes", &nodes), ("relations", &relations)]))
    };
    let parts = move || {
        let overview = state.overview.get().filter(|overview| overview.nodes > 0)?;
        let (parts, largest) = (number(overview.components), number(overview.largest_component));
        Some(match overview.components {
            1 => words().one_part.to_owned(),
            _ => fill(words().parts, &[("n", &parts), ("largest", &largest)]),
        })
    };
    let can_find = Memo::new(move |_| {
        state.overview.with(|overview| overview.as_ref().is_some_and(|overview| overview.nodes > 1))
    });
    view! {
        <div class="phead">
            <h1>{words().title}</h1>
            <span class="count" title=parts>{counts}</span>
            <span class="sp"></span>
            <Show when=move || can_find.get()>
                <button type="button" class="btn" aria-expanded=move || finding.get().to_string()
                    on:click=move |_| finding.update(|on| *on = !*on)>
                    <Icon name="route" size=15/>{words().find_path}
                </button>
            </Show>
            <Show when=move || finding.get()><PathPanel state open=finding/></Show>
        </div>
    }
}

/// The canvas and what floats over it.
#[component]
fn Area(state: GraphState) -> impl IntoView {
    let first = Memo::new(move |_| state.busy.get() && state.picture.with(Option::is_none));
    let old = Memo::new(move |_| state.busy.get() && state.picture.with(Option::is_some));
    let bare = Memo::new(move |_| {
        let none = state.picture.with(|picture| picture.as_ref().is_some_and(|picture| picture.nodes.is_empty()));
        none && !state.busy.get() && state.error.with(Option::is_none)
    });
    let name = Memo::new(move |_| selected_name(state));
    let retry = Callback::new(move |()| state.request.update(|_| {}));
    view! {
        <section class="cv" class:is-old=old aria-label=words().canvas_area>
            <Surface state/>
            <div class="fl gsearch">
                <NodeFinder label=words().find_node initial=name
                    on_choose=Callback::new(move |hit: NodeHit| state.centre(hit.key))
                    on_clear=Callback::new(move |()| state.selected.set(None))/>
            </div>
            <Legend state/>
            <LayoutBar state/>
            <Minimap state/>
            <Scope state/>
            <ZoomBar state/>
            <Show when=move || first.get()><Loading state/></Show>
            <Show when=move || bare.get()><NoMatch state/></Show>
            {move || state.error.get().map(|error| view! { <div class="gnone"><div><ErrorNote error on_retry=retry/></div></div> })}
        </section>
    }
}

fn selected_name(state: GraphState) -> String {
    let Some(key) = state.selected.get() else { return String::new() };
    state.picture.with(|picture| {
        let found = picture.as_ref().and_then(|picture| picture.nodes.iter().find(|node| node.key == key));
        found.map(|node| node.name.clone()).unwrap_or_default()
    })
}

#[component]
fn Loading(state: GraphState) -> impl IntoView {
    let nodes = move || number(state.overview.with(|overview| overview.as_ref().map_or(0, |overview| overview.nodes)));
    view! {
        <div class="gload"><div class="fl gload__c" role="status">
            <b style="font-weight:600">{move || fill(words().laying_out, &[("n", &nodes())])}</b>
            <div class="bar bar--6"><i class="b-acc"></i></div>
            <p class="meta" style="margin-top:10px">{words().laying_out_hint}</p>
        </div></div>
    }
}

#[component]
fn NoMatch(state: GraphState) -> impl IntoView {
    view! {
        <div class="gnone"><div role="status">
            <b style="font-weight:600">{words().none}</b>
            <span class="meta">{words().none_hint}</span>
            <div class="row"><button type="button" class="btn" on:click=move |_| state.clear_filters()>{common::words().clear_filters}</button></div>
        </div></div>
    }
}

#[component]
fn Nothing() -> impl IntoView {
    view! {
        <EmptyState icon="waypoints" title=words().empty about=words().empty_hint>
            <a class="btn btn--primary" href="#/sources"><Icon name="files" size=15/>{words().to_sources}</a>
        </EmptyState>
    }
}

/// `#/graph?node=KEY` puts that node in the middle, `#/graph?path=KEY,KEY` shows these alone.
fn follow_address(state: GraphState) {
    let route = use_route();
    let asked = Memo::new(move |_| {
        route.with(|route| (route.screen == Screen::Graph).then(|| route.get("node").and_then(Key::parse)).flatten())
    });
    Effect::new(move |_| {
        if let Some(key) = asked.get() {
            state.centre(key);
        }
    });
    let path = Memo::new(move |_| {
        route.with(|route| {
            let keys = route.get("path").filter(|_| route.screen == Screen::Graph)?.split(',').filter_map(Key::parse);
            Some(keys.collect::<Vec<_>>()).filter(|keys| !keys.is_empty())
        })
    });
    Effect::new(move |_| {
        if let Some(keys) = path.get() {
            state.among(keys);
        }
    });
}

fn load_overview(state: GraphState) {
    let changes = use_changes();
    Effect::new(move |_| {
        changes.graph.track();
        spawn_local(async move {
            match ipc::graph_overview().await {
                Ok(overview) => drop(state.overview.try_set(Some(Arc::new(overview)))),
                Err(error) => drop(state.error.try_set(Some(error))),
            }
        });
    });
}

/// Asks the core for a picture whenever the request, the path or the graph changes.
fn load_picture(state: GraphState) {
    let (changes, toasts) = (use_changes(), use_toasts());
    Effect::new(move |_| {
        changes.graph.track();
        let (request, path) = (state.request.get(), state.path.get());
        let asked = state.ask();
        state.busy.set(true);
        spawn_local(async move {
            let is_path = path.is_some();
            let found = match path {
                Some(Trail::Between(from, to)) => ipc::find_path(from.key, to.key).await,
                Some(Trail::Nodes(keys)) => ipc::among(keys).await,
                None => ipc::neighbourhood(request).await,
            };
            if !state.is_newest(asked) {
                return;
            }
            state.busy.set(false);
            match found {
                Ok(picture) => {
                    state.error.set(None);
                    state.picture.set(Some(Arc::new(picture)));
                }
                Err(error) if is_path => {
                    state.path.set(None);
                    toasts.error(&error);
                }
                Err(error) => state.error.set(Some(error)),
            }
        });
    });
}

/// F fits, + and − zoom, H hides the kind under the pointer, Escape closes the node.
fn on_stroke(state: GraphState, stroke: &Stroke) -> bool {
    match stroke.key.as_str() {
        _ if stroke.ctrl || stroke.alt => return false,
        "f" => state.change(|stage| stage.fit()),
        "+" | "=" => state.change(|stage| stage.zoom(1.3, None)),
        "-" => state.change(|stage| stage.zoom(1.0 / 1.3, None)),
        "h" => match state.with_stage(|stage| stage.hovered().map(Key::kind)).flatten() {
            Some(kind) => state.toggle_kind(kind),
            None => return false,
        },
        "Escape" if state.selected.with_untracked(Option::is_some) => state.selected.set(None),
        _ => return false,
    }
    true
}
