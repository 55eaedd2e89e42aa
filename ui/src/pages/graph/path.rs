//! "Find path": two ends are asked for, then the shortest paths between them are drawn.

use super::finder::NodeFinder;
use super::state::{GraphState, Trail};
use crate::components::{Button, ButtonKind};
use crate::state::Overlay;
use crate::text::common;
use crate::text::graph::words;
use leptos::prelude::*;
use pathloom_ipc::search::NodeHit;

#[component]
pub fn PathPanel(state: GraphState, open: RwSignal<bool>) -> impl IntoView {
    let from = RwSignal::new(selected_end(state));
    let to = RwSignal::new(None::<NodeHit>);
    let ready = move || from.with(Option::is_some) && to.with(Option::is_some);
    let name_of = move |end: RwSignal<Option<NodeHit>>| {
        Signal::derive(move || end.with(|end| end.as_ref().map_or(String::new(), |hit| hit.name.clone())))
    };
    let find = move || {
        if let (Some(from), Some(to)) = (from.get_untracked(), to.get_untracked()) {
            state.selected.set(Some(from.key.clone()));
            state.path.set(Some(Trail::Between(from, to)));
            open.set(false);
        }
    };
    Overlay::follow(open.into());
    let start_known = from.with_untracked(Option::is_some);
    view! {
        <div class="pop gpath" role="dialog" aria-label=words().find_path
            on:keydown=move |event| if event.key() == "Escape" { open.set(false) }>
            <div class="label">{words().path_from}</div>
            <NodeFinder label=words().path_from
                initial=name_of(from) autofocus=!start_known
                on_choose=Callback::new(move |hit| from.set(Some(hit)))
                on_clear=Callback::new(move |()| from.set(None))/>
            <div class="label">{words().path_to}</div>
            <NodeFinder label=words().path_to
                initial=name_of(to) autofocus=start_known
                on_choose=Callback::new(move |hit| to.set(Some(hit)))
                on_clear=Callback::new(move |()| to.set(None))/>
            <div class="gpath__f">
                <span class="meta grow">{words().path_hint}</span>
                <Button on_click=move || open.set(false)>{common::words().cancel}</Button>
                <Button kind=ButtonKind::Primary disabled=Signal::derive(move || !ready()) on_click=find>{words().path_go}</Button>
            </div>
        </div>
    }
}

/// The selected node is where most paths begin.
fn selected_end(state: GraphState) -> Option<NodeHit> {
    let key = state.selected.get_untracked()?;
    let picture = state.picture.get_untracked()?;
    let node = picture.nodes.iter().find(|node| node.key == key)?;
    Some(NodeHit { key, kind: node.kind, name: node.name.clone(), detail: String::new() })
}
