//! How texts are cut into chunks, with what the sizes make of the open document while they are moved. There a press
//! between two sentences or chunks sets a border or takes it away.

use super::store::Sources;
use crate::components::{Button, ButtonKind, ButtonSize, Callout, Dialog, ErrorNote, IconButton, Skeleton};
use crate::hooks::{use_command, use_query};
use crate::ipc;
use crate::state::{Tone, use_toasts};
use crate::text::common::words as common;
use crate::text::sources::words;
use crate::text::{fill, number};
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use pathloom_ipc::chunks::{
    ChunkEdit, ChunkPreview, ChunkPreviewRequest, ChunkSettings, ChunkingView, PreviewedChunk, PreviewedSentence,
};

#[component]
pub fn Chunking(open: RwSignal<bool>, sources: Sources) -> impl IntoView {
    view! { <Dialog open label=words().chunking class="dialog--chunks"><Loaded open sources/></Dialog> }
}

#[component]
fn Loaded(open: RwSignal<bool>, sources: Sources) -> impl IntoView {
    let open_document = sources.opened().and_then(|row| row.key);
    let chunking = use_query(move || ipc::chunking(open_document.clone()));
    view! {
        <div class="dialog__h">
            <h2 class="h-title">{words().chunking}</h2><span class="sp"></span>
            <IconButton icon="x" label=common().close.to_owned() on_click=move || open.set(false)/>
        </div>
        {move || match (chunking.data.get(), chunking.error.get()) {
            (Some(now), _) => view! { <Form open now/> }.into_any(),
            (None, Some(error)) => view! { <div class="dialog__f"><ErrorNote error/></div> }.into_any(),
            (None, None) => view! { <Skeleton/> }.into_any(),
        }}
    }
}

#[component]
fn Form(open: RwSignal<bool>, now: ChunkingView) -> impl IntoView {
    let words = words();
    let toasts = use_toasts();
    let ChunkSettings { target, minimum, overlap } = now.settings;
    let (target, minimum, overlap) = (RwSignal::new(target), RwSignal::new(minimum), RwSignal::new(overlap));
    let edits = RwSignal::new(now.edits.clone());
    let document = StoredValue::new(now.document.clone());
    // What is too large for the size moves with it.
    let settings = Memo::new(move |_| {
        let target = target.get();
        ChunkSettings { target, minimum: minimum.get().min(target), overlap: overlap.get().min(target / 2) }
    });
    let preview = use_query(move || {
        let (settings, edits, document) = (settings.get(), edits.get(), document.get_value());
        async move {
            match document {
                Some(document) => ipc::chunk_preview(ChunkPreviewRequest { document, settings, edits }).await.map(Some),
                None => Ok(None),
            }
        }
    });
    let save = use_command(ipc::set_chunks, move |run| {
        if run.is_some() {
            toasts.show(Tone::Ok, words.chunking_started);
        }
        open.set(false);
    });
    let wanted = move || ChunkingView { settings: settings.get(), document: document.get_value(), edits: edits.get() };
    let same_sizes = Memo::new(move |_| settings.get() == now.settings);
    let same = Signal::derive(move || same_sizes.get() && edits.with(|edits| *edits == now.edits));
    let error = move || save.error.get().or_else(|| preview.error.get());
    view! {
        <div class="ck">
            <div class="ck__form">
                <Size value=target label=words.chunk_target about=words.chunk_target_about from=40 to=2000/>
                <Size value=minimum label=words.chunk_minimum about=words.chunk_minimum_about from=0 to=400/>
                <Size value=overlap label=words.chunk_overlap about=words.chunk_overlap_about from=0 to=400/>
                <p class="micro">{words.chunking_about}</p>
                <ByHand edits/>
            </div>
            <div class="ck__list" tabindex="0" role="region" aria-label=words.chunk_preview>
                {move || match preview.data.get() {
                    Some(Some(preview)) => view! { <Shown preview edits/> }.into_any(),
                    Some(None) => view! { <p class="ink2">{words.chunk_choose}</p> }.into_any(),
                    None => view! { <Skeleton/> }.into_any(),
                }}
            </div>
        </div>
        {move || error().map(|error| view! { <div class="dialog__f"><ErrorNote error/></div> })}
        <div class="dialog__f row">
            <span class="sp"></span>
            <Button on_click=move || open.set(false)>{common().cancel}</Button>
            <Button kind=ButtonKind::Primary busy=save.busy disabled=same
                on_click=move || save.run(untrack(wanted))>
                {move || if same_sizes.get() { words.chunk_apply_here } else { words.chunk_apply }}</Button>
        </div>
    }
}

#[component]
fn Size(value: RwSignal<u32>, label: &'static str, about: &'static str, from: u32, to: u32) -> impl IntoView {
    view! {
        <label class="ck__size">
            <span class="row"><b>{label}</b><span class="sp"></span><span class="num">{move || number(u64::from(value.get()))}</span></span>
            <input type="range" min=from max=to step="10" prop:value=move || value.get().to_string()
                on:input:target=move |event| if let Ok(next) = event.target().value().parse() { value.set(next) }/>
            <span class="micro">{about}</span>
        </label>
    }
}

#[component]
fn Shown(preview: ChunkPreview, edits: RwSignal<Vec<ChunkEdit>>) -> impl IntoView {
    let ChunkPreview { chunks, total, least, median, most, lost } = preview;
    let sum = fill(
        words().chunk_sum,
        &[
            ("n", &number(total)),
            ("least", &number(u64::from(least))),
            ("median", &number(u64::from(median))),
            ("most", &number(u64::from(most))),
        ],
    );
    let rest = total.saturating_sub(chunks.len() as u64);
    let lost = (lost > 0).then(|| {
        let said = fill(words().chunk_lost, &[("n", &number(lost))]);
        view! { <Callout tone=Tone::Warn>{said}</Callout> }
    });
    let rows = chunks.into_iter().map(|chunk| view! { <Piece chunk edits/> });
    view! {
        <p class="meta">{sum}</p>{lost}
        <ol>{rows.collect_view()}</ol>
        {(rest > 0).then(|| view! { <p class="meta">{fill(words().more_notes, &[("n", &number(rest))])}</p> })}
    }
}

/// A chunk. A press on a sentence begins a chunk there; the button above makes it one with the chunk before.
#[component]
fn Piece(chunk: PreviewedChunk, edits: RwSignal<Vec<ChunkEdit>>) -> impl IntoView {
    let PreviewedChunk { section, sentences, tokens, joins } = chunk;
    let first = sentences.first().and_then(|sentence| sentence.border.clone());
    let join = first.filter(|_| joins).map(|border| {
        view! {
            <Button kind=ButtonKind::Quiet size=ButtonSize::Small icon="merge"
                on_click=move || set(edits, border.clone(), false)>{words().chunk_join}</Button>
        }
    });
    let mut paragraphs: Vec<Vec<AnyView>> = Vec::new();
    for (at, PreviewedSentence { text, border, new_line }) in sentences.into_iter().enumerate() {
        let sentence = match border.filter(|_| at > 0) {
            // A button would not break over lines with the text around it.
            Some(border) => {
                let border = StoredValue::new(border);
                let begin = move || set(edits, border.get_value(), true);
                let pressed = move |event: KeyboardEvent| {
                    if matches!(event.key().as_str(), "Enter" | " ") {
                        event.prevent_default();
                        begin();
                    }
                };
                view! {
                    <span class="ck__s" role="button" tabindex="0" title=words().chunk_begin
                        on:click=move |_| begin() on:keydown=pressed>{text}</span>
                }
                .into_any()
            }
            None => view! { <span>{text}</span> }.into_any(),
        };
        match paragraphs.last_mut() {
            Some(paragraph) if !new_line => paragraph.push(sentence),
            _ => paragraphs.push(vec![sentence]),
        }
    }
    let paragraphs = paragraphs.into_iter().map(|paragraph| view! { <p dir="auto">{paragraph}</p> });
    view! {
        <li class="ck__c">
            <span class="row"><span class="micro trunc" dir="auto">{section}</span><span class="sp"></span>{join}
                <span class="micro num">{number(u64::from(tokens))}</span></span>
            {paragraphs.collect_view()}
        </li>
    }
}

#[component]
fn ByHand(edits: RwSignal<Vec<ChunkEdit>>) -> impl IntoView {
    let count = Memo::new(move |_| edits.with(Vec::len) as u64);
    move || match count.get() {
        0 => view! { <p class="micro">{words().chunk_by_hand_about}</p> }.into_any(),
        some => view! {
            <p class="micro">{fill(words().chunk_by_hand, &[("n", &number(some))])}</p>
            <Button size=ButtonSize::Small on_click=move || edits.set(vec![])>{words().chunk_by_hand_none}</Button>
        }
        .into_any(),
    }
}

/// What was set by hand at the place is taken back; where nothing was, it is set.
fn set(edits: RwSignal<Vec<ChunkEdit>>, (words, nth): (String, u32), begins: bool) {
    edits.update(|edits| {
        let before = edits.len();
        edits.retain(|edit| edit.words != words || edit.nth != nth || edit.begins == begins);
        if edits.len() == before {
            edits.push(ChunkEdit { words, nth, begins });
        }
    });
}
