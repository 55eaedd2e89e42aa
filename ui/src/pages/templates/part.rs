//! The part of the graph that matches are looked for in: a quiet row below the strategy.

use super::state::TemplatesState;
use crate::components::{Choice, Icon, Select};
use crate::text::templates::words;
use crate::text::{fill, number};
use leptos::prelude::*;
use pathloom_ipc::templates::SubgraphView;
use pathloom_model::SubgraphMethod;

const MOST: u64 = 10_000_000;

#[component]
pub fn Part(state: TemplatesState) -> impl IntoView {
    let choices = SubgraphMethod::ALL.map(|method| Choice::new(method.name(), label(method))).to_vec();
    let value = Signal::derive(move || state.part.with(|part| part.method.name().to_owned()));
    let choose = move |name: String| {
        if let Some(method) = SubgraphMethod::parse(&name) {
            state.part.update(|part| part.method = method);
        }
    };
    let is_part = Memo::new(move |_| state.part.with(|part| !part.is_whole()));
    view! {
        <div class="row lp__part">
            <span class="label">{words().within}</span>
            <Select plain=true label=words().within choices=Signal::stored(choices) value on_change=choose/>
            <Show when=move || is_part.get()><Drawn state/></Show>
        </div>
    }
}

#[component]
fn Drawn(state: TemplatesState) -> impl IntoView {
    let typed = move |text: String| {
        if let Ok(order) = text.parse::<u64>() {
            state.part.update(|part| part.order = order.clamp(1, MOST));
        }
    };
    let drawn = Memo::new(move |_| state.preview.with(|preview| preview.as_ref()?.as_ref().ok()?.subgraph.clone()));
    let told = move || {
        drawn.get().map(|SubgraphView { nodes, relations, why_fewer, .. }| {
            let said = fill(words().part_is, &[("nodes", &number(nodes)), ("relations", &number(relations))]);
            view! {
                <span class="micro">{said}</span>
                {why_fewer.map(|why| view! { <span class="micro warn trunc" title=why.clone()>{why.clone()}</span> })}
            }
        })
    };
    let is_seeded = move || state.part.with(|part| part.method != SubgraphMethod::Degree);
    view! {
        <span class="field">
            <input class="num" type="number" min="1" max=MOST step="1" aria-label=words().part_order title=words().part_order
                prop:value=move || state.part.with(|part| part.order)
                on:change:target=move |event| {
                    typed(event.target().value());
                    event.target().set_value(&state.part.with_untracked(|part| part.order).to_string());
                }/>
        </span>
        <Show when=is_seeded>
            <button type="button" class="ib" aria-label=words().part_again title=words().part_again
                on:click=move |_| state.part.update(|part| part.seed += 1)><Icon name="shuffle" size=15/></button>
        </Show>
        {told}
    }
}

fn label(method: SubgraphMethod) -> &'static str {
    match method {
        SubgraphMethod::Whole => words().whole_graph,
        SubgraphMethod::Random => words().random_part,
        SubgraphMethod::Bfs => words().bfs_part,
        SubgraphMethod::Acs => words().acs_part,
        SubgraphMethod::Degree => words().degree_part,
    }
}
