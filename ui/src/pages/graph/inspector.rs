//! The right pane: one node with its aliases, properties, evidence and relations; the relations are the drawing's
//! twin for the keyboard. Without a node: where to begin.

use super::names::Names;
use super::relations::{RelationList, step_rows};
use super::state::GraphState;
use crate::components::{Callout, ErrorNote, Icon, IconButton, KindChip, KindTile};
use crate::hooks::use_query;
use crate::ipc;
use crate::state::Tone;
use crate::text::core_words::from_core;
use crate::text::graph::words;
use crate::text::{common, fill, number};
use leptos::prelude::*;
use pathloom_ipc::graph::{NodeView, SpanView};
use pathloom_model::Kind;

/// Quotes shown at first; the rest after "Show all".
const QUOTES: usize = 3;

#[component]
pub fn Inspector(state: GraphState) -> impl IntoView {
    let node = use_query(move || {
        state.overview.track();
        let key = state.selected.get();
        async move {
            match key {
                Some(key) => ipc::node(key).await.map(Some),
                None => Ok(None),
            }
        }
    });
    let shown = move || {
        let Some(key) = state.selected.get() else { return view! { <Hubs state/> }.into_any() };
        if let Some(error) = node.error.get() {
            let retry = Callback::new(move |()| node.reload());
            return view! { <div class="sec"><ErrorNote error on_retry=retry/></div> }.into_any();
        }
        match node.data.get().flatten().filter(|view| view.key == key) {
            Some(view) => view! { <NodePane state view/> }.into_any(),
            None => view! { <Waiting/> }.into_any(),
        }
    };
    view! { <aside class="pane" aria-label=words().inspector>{shown}</aside> }
}

#[component]
fn Waiting() -> impl IntoView {
    let bars = [(96, 20), (220, 24), (260, 16), (280, 16), (180, 16)];
    view! {
        <div class="insp__skel" aria-hidden="true">
            {bars.map(|(width, height)| view! { <div class="skel" style=format!("width:{width}px;height:{height}px")></div> })}
        </div>
    }
}

#[component]
fn NodePane(state: GraphState, view: NodeView) -> impl IntoView {
    let NodeView { key, kind, name, entity_type, aliases, description, properties, spans, relations } = view;
    let unverified = properties.iter().find(|(label, _)| label == "Unverified").map(|(_, why)| why.clone());
    let key = StoredValue::new(key);
    let is_pinned = Memo::new(move |_| {
        state.moved.track();
        state.stage.with_value(|stage| stage.as_ref().is_some_and(|stage| key.with_value(|key| stage.is_pinned(key))))
    });
    let unpin = move || state.change(|stage| key.with_value(|key| stage.unpin(key)));
    view! {
        <div class="scroll grow">
            <div class="insp__top">
                <div class="row">
                    <KindChip kind detail=entity_type/>
                    <span class="sp"></span>
                    <Show when=move || is_pinned.get()>
                        <IconButton icon="pin" label=words().pinned pressed=Signal::stored(true) on_click=unpin/>
                    </Show>
                    <IconButton icon="x" label=words().deselect on_click=move || state.selected.set(None)/>
                </div>
                {unverified.map(|why| view! { <Callout tone=Tone::Warn>{words().unverified}" "{from_core(&why)}</Callout> })}
                <div class="insp__name"><h2 class="h-title" dir="auto">{name}</h2></div>
                {(!aliases.is_empty()).then(|| view! {
                    <div class="alias">
                        {aliases.into_iter().map(|alias| view! { <span class="chip chip--line" dir="auto">{alias}</span> }).collect_view()}
                    </div>
                })}
                {(!description.is_empty()).then(|| view! { <p class="ink2 insp__about" dir="auto">{description}</p> })}
            </div>
            {(!properties.is_empty()).then(|| view! {
                <div class="sec">
                    <div class="sec__h"><h3 class="h-sec">{words().properties}</h3></div>
                    <dl class="props">
                        {properties.into_iter().map(|(label, value)| view! { <dt>{from_core(&label)}</dt><dd dir="auto">{value}</dd> }).collect_view()}
                    </dl>
                </div>
            })}
            {(kind == Kind::Entity).then(|| view! { <Names entity=key.get_value()/> })}
            {(!spans.is_empty()).then(|| view! { <EvidenceList spans/> })}
            {(!relations.is_empty()).then(|| view! { <RelationList state relations/> })}
        </div>
    }
}

#[component]
fn EvidenceList(spans: Vec<SpanView>) -> impl IntoView {
    let all = RwSignal::new(false);
    let count = spans.len();
    let spans = StoredValue::new(spans);
    let shown = move || {
        spans.with_value(|spans| {
            let many = if all.get() { spans.len() } else { QUOTES };
            spans.iter().take(many).cloned().map(|view| view! { <QuoteLink view/> }).collect_view()
        })
    };
    view! {
        <div class="sec">
            <div class="sec__h">
                <h3 class="h-sec">{words().evidence}</h3>
                <span class="count">{number(count as u64)}</span>
                <span class="sp"></span>
                <Show when=move || { count > QUOTES && !all.get() }>
                    <button class="link meta" on:click=move |_| all.set(true)>{common::words().show_all}</button>
                </Show>
            </div>
            {shown}
        </div>
    }
}

/// A quote in its sentence, with the page that it stands on.
#[component]
fn QuoteLink(view: SpanView) -> impl IntoView {
    let href = format!("#/sources?document={}&page={}", view.span.document, view.span.page);
    let page = fill(common::words().page_short, &[("n", &view.span.page.to_string())]);
    let place = format!("{}, {page}", view.document_name);
    let (before, marked, after) = around_quote(&view.context, &view.span.quote);
    view! {
        <div class="quote">
            <div dir="auto">"“"{before}<span class="mark">{marked}</span>{after}"”"</div>
            <a class="src" href=href><Icon name="file-text" size=13/><span class="trunc">{place}</span></a>
        </div>
    }
}

/// Before, quote, after: the quote marked inside its context where the context holds it.
fn around_quote(context: &str, quote: &str) -> (String, String, String) {
    const AROUND: usize = 160;
    let Some(at) = (!quote.is_empty()).then(|| context.find(quote)).flatten() else {
        let plain = if quote.is_empty() { context } else { quote };
        return (String::new(), plain.chars().take(AROUND * 2).collect(), String::new());
    };
    let (before, after) = (&context[..at], &context[at + quote.len()..]);
    let start = before.char_indices().rev().nth(AROUND).map_or(0, |(at, _)| at);
    let end = after.char_indices().nth(AROUND).map_or(after.len(), |(at, _)| at);
    let lead = if start > 0 { "…" } else { "" };
    let trail = if end < after.len() { "…" } else { "" };
    (format!("{lead}{}", &before[start..]), quote.to_owned(), format!("{}{trail}", &after[..end]))
}

/// The best-connected entities: where to begin.
#[component]
fn Hubs(state: GraphState) -> impl IntoView {
    let hubs = move || {
        let hubs =
            state.overview.with(|overview| overview.as_ref().map_or(Vec::new(), |overview| overview.hubs.clone()));
        hubs.into_iter()
            .map(|hub| {
                let key = hub.key.clone();
                view! {
                    <button class="rl rl--hub" on:click=move |_| state.centre(key.clone())>
                        <KindTile kind=hub.kind/>
                        <span class="trunc">{hub.name}" "<span class="ink3">{hub.detail}</span></span>
                        <span class="count">{number(hub.degree)}</span>
                    </button>
                }
            })
            .collect_view()
    };
    view! {
        <div class="scroll grow">
            <div class="hubs">
                <div class="sec__h" style="margin-bottom:4px"><h3 class="h-sec">{words().begin}</h3></div>
                <p class="meta" style="margin-bottom:8px">{words().begin_hint}</p>
                <div on:keydown=step_rows>{hubs}</div>
            </div>
        </div>
    }
}
