//! The kinds with their shapes and counts: a click hides one, with Alt only that one stays.

use super::state::GraphState;
use crate::components::{IconButton, KindShape};
use crate::text::common::kind_name;
use crate::text::graph::words;
use crate::text::number;
use leptos::prelude::*;
use pathloom_model::Kind;
use web_sys::MouseEvent;

#[component]
pub fn Legend(state: GraphState) -> impl IntoView {
    let open = RwSignal::new(true);
    let fold = move |icon, label| view! { <IconButton icon size=14 label on_click=move || open.update(|open| *open = !*open)/> };
    view! {
        <div class="fl glegend" role="group" aria-label=words().kinds>
            <div class="glegend__h">
                <span class="label">{words().kinds}</span>
                <span class="sp"></span>
                {move || if open.get() { fold("chevron-up", words().collapse) } else { fold("chevron-down", words().expand) }}
            </div>
            <Show when=move || open.get()>
                {Kind::ALL.map(|kind| view! { <Row state kind/> })}
            </Show>
        </div>
    }
}

#[component]
fn Row(state: GraphState, kind: Kind) -> impl IntoView {
    let count = move || {
        let of = |(other, count): &(Kind, u64)| (*other == kind).then_some(*count);
        state.overview.with(|overview| overview.as_ref()?.by_kind.iter().find_map(of)).map(number)
    };
    let off = Memo::new(move |_| state.request.with(|request| request.hidden.contains(&kind)));
    let press = move |event: MouseEvent| {
        if event.alt_key() { state.isolate_kind(kind) } else { state.toggle_kind(kind) }
    };
    view! {
        <button type="button" class="lg" class:is-off=off aria-pressed=move || (!off.get()).to_string()
            title=words().legend_hint on:click=press>
            <KindShape kind size=15/>
            <span>{kind_name(kind)}</span>
            <span class="num">{count}</span>
        </button>
    }
}
