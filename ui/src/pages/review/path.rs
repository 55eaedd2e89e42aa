//! The right pane: the path from top to bottom, each node with the evidence that the sample uses there.

use super::View;
use super::active::Active;
use super::store::use_store;
use super::thread::Redraw;
use crate::components::{EvidenceTable, Icon, IconButton, KindTile, MathView, Picture, Quote, Segment, Segmented};
use crate::state::{Screen, go};
use crate::text::core_words::from_core;
use crate::text::graph::relation_word;
use crate::text::review::words;
use crate::text::{common, fill};
use leptos::prelude::*;
use pathloom_ipc::graph::SpanView;
use pathloom_ipc::review::{CardContent, PathCard, SampleView};
use std::sync::Arc;

/// Quotes shown at one node.
const QUOTES: usize = 4;

#[component]
pub fn PathPane() -> impl IntoView {
    let store = use_store();
    let documents = move || {
        store.sample.with(|sample| {
            let mut names: Vec<String> = Vec::new();
            for card in sample.iter().flat_map(|sample| &sample.cards) {
                if !card.document_name.is_empty() && !names.contains(&card.document_name) {
                    names.push(card.document_name.clone());
                }
            }
            names.join(common::words().comma)
        })
    };
    let open_graph = move || {
        let key =
            store.sample.with_untracked(|sample| sample.as_ref()?.sample.nodes.first().map(|node| node.key.clone()));
        if let Some(key) = key {
            go(Screen::Graph, &[("node", key.as_str())]);
        }
    };
    view! {
        <aside class="pane rv__path" aria-label=words().path_label>
            <div class="pbar">
                <h2>{words().path}</h2><span class="count trunc" title=documents>{documents}</span><span class="sp"></span>
                <PathOrPage/>
                <IconButton icon="waypoints" label=common::words().open_in_graph.to_owned() on_click=open_graph/>
            </div>
            <div class="scroll grow">
                {move || store.sample.get().map(|sample| view! {
                    <div class="pv">{(0..sample.cards.len()).map(|place| view! { <Card sample=sample.clone() place/> }).collect_view()}</div>
                })}
            </div>
        </aside>
    }
}

/// Path or page; where there is room for both there is nothing to choose.
#[component]
pub fn PathOrPage() -> impl IntoView {
    let view = expect_context::<View>();
    let segments = vec![
        Segment { value: false, label: words().path_tab.to_owned() },
        Segment { value: true, label: words().page_tab.to_owned() },
    ];
    let segments = StoredValue::new(segments);
    view! {
        <Show when=move || !view.wide.get()>
            <Segmented value=view.page label=words().view_label segments=segments.get_value() on_change=move |page| view.page.set(page)/>
        </Show>
    }
}

#[component]
fn Card(sample: Arc<SampleView>, place: usize) -> impl IntoView {
    let view = expect_context::<View>();
    let card = sample.cards[place].clone();
    let shown = sample.clone();
    let is_on = Memo::new(move |_| view.active.with(|active| active.cards(&shown).contains(&place)));
    let hop = card.hop.clone().map(|(number, word)| view! { <Hop sample=sample.clone() number word/> });
    let PathCard { kind, name, detail, role, page, content, unverified, hop: led, .. } = card;
    let open = {
        let sample = sample.clone();
        move |_| {
            let first = (0, String::new());
            let (number, _) = led.as_ref().unwrap_or(&first);
            let next = match number {
                0 => Active { step: None, hops: Vec::new() },
                number => Active::of_hop(&sample, *number),
            };
            view.active.set(next);
            view.page.set(true);
        }
    };
    let chip = match role.as_str() {
        "Answer" => Some(("chip chip--ink", words().answer)),
        "Start" => Some(("chip", words().start)),
        _ => None,
    };
    let page_word = fill(common::words().page_short, &[("n", &page.to_string())]);
    let page_label = fill(common::words().open_page, &[("n", &page.to_string())]);
    view! {
        {hop}
        <div class="pn" class:is-on=is_on data-card=place>
            <KindTile kind size=24/>
            <div class="pn__b">
                <div class="pn__h">
                    <b class="trunc" title=name.clone() dir="auto">{name.clone()}</b>
                    {(!detail.is_empty()).then(|| view! { <span class="micro trunc">{detail}</span> })}
                    {unverified.map(|why| view! {
                        <span class="chip chip--warn" title=from_core(&why)>{crate::text::ontology::words().unverified}</span>
                    })}
                    {chip.map(|(class, word)| view! { <span class=class>{word}</span> })}
                    {(page > 0).then(|| view! {
                        <button type="button" class="pn__pg" aria-label=page_label on:click=open>
                            {page_word}<Icon name="arrow-up-right" size=13/>
                        </button>
                    })}
                </div>
                {evidence(content, &name)}
            </div>
        </div>
    }
}

#[component]
fn Hop(sample: Arc<SampleView>, number: u32, word: String) -> impl IntoView {
    let view = expect_context::<View>();
    let is_on = Memo::new(move |_| view.active.with(|active| active.hops.contains(&number)));
    let look = move || {
        let next = Active::of_hop(&sample, number);
        if view.active.with_untracked(|now| *now != next) {
            view.active.set(next);
        }
    };
    view! {
        <div class="ph" class:is-on=is_on data-hop=number on:pointerenter=move |_| look()>
            <span class="ph__n">{number}</span><span>{relation_word(&word)}" "<Icon name="arrow-down" size=13/></span>
        </div>
    }
}

fn evidence(content: CardContent, name: &str) -> AnyView {
    let redraw = Callback::new(|()| Redraw::now());
    match content {
        CardContent::None => ().into_any(),
        CardContent::Quotes { quotes } => {
            quotes.into_iter().take(QUOTES).map(|view| view! { <Quote view/> }).collect_view().into_any()
        }
        CardContent::Table { table, used, .. } => view! { <EvidenceTable table used/> }.into_any(),
        CardContent::Image { blob: Some(blob), caption, .. } => {
            let caption = if caption.is_empty() { name.to_owned() } else { caption };
            view! { <Picture blob caption on_load=redraw/> }.into_any()
        }
        CardContent::Image { blob: None, caption, span } => words_of(caption, span),
        CardContent::Formula { math: Some(math), .. } => {
            view! { <div class="ev ev--f"><MathView math/></div> }.into_any()
        }
        CardContent::Formula { math: None, text, span } => words_of(text, span),
        CardContent::Missing { message } => {
            view! { <div class="ev ev--miss"><Icon name="file-x" size=15/><span>{message}</span></div> }.into_any()
        }
    }
}

fn words_of(text: String, span: Option<SpanView>) -> AnyView {
    match span {
        Some(view) if !view.span.quote.is_empty() => view! { <Quote view/> }.into_any(),
        _ => view! { <div class="ev ev--q" dir="auto">{text}</div> }.into_any(),
    }
}
