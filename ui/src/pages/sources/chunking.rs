//! How texts are cut into chunks, with what the sizes make of the open document while they are moved.

use super::store::Sources;
use crate::components::{Button, ButtonKind, Dialog, ErrorNote, IconButton, Skeleton};
use crate::hooks::{use_command, use_query};
use crate::ipc;
use crate::state::{Tone, use_toasts};
use crate::text::common::words as common;
use crate::text::sources::words;
use crate::text::{fill, number};
use leptos::prelude::*;
use pathloom_ipc::chunks::{ChunkPreview, ChunkPreviewRequest, PreviewedChunk};
use pathloom_model::ChunkSettings;

#[component]
pub fn Chunking(open: RwSignal<bool>, sources: Sources) -> impl IntoView {
    view! { <Dialog open label=words().chunking class="dialog--chunks"><Loaded open sources/></Dialog> }
}

#[component]
fn Loaded(open: RwSignal<bool>, sources: Sources) -> impl IntoView {
    let settings = use_query(ipc::chunk_settings);
    view! {
        <div class="dialog__h">
            <h2 class="h-title">{words().chunking}</h2><span class="sp"></span>
            <IconButton icon="x" label=common().close.to_owned() on_click=move || open.set(false)/>
        </div>
        {move || match (settings.data.get(), settings.error.get()) {
            (Some(now), _) => view! { <Form open sources now/> }.into_any(),
            (None, Some(error)) => view! { <div class="dialog__f"><ErrorNote error/></div> }.into_any(),
            (None, None) => view! { <Skeleton/> }.into_any(),
        }}
    }
}

#[component]
fn Form(open: RwSignal<bool>, sources: Sources, now: ChunkSettings) -> impl IntoView {
    let words = words();
    let toasts = use_toasts();
    let (target, minimum, overlap) =
        (RwSignal::new(now.target), RwSignal::new(now.minimum), RwSignal::new(now.overlap));
    // What is too large for the size moves with it.
    let settings = Memo::new(move |_| {
        let target = target.get();
        ChunkSettings { target, minimum: minimum.get().min(target), overlap: overlap.get().min(target / 2) }
    });
    let preview = use_query(move || {
        let (settings, document) = (settings.get(), sources.opened().and_then(|row| row.key));
        async move {
            match document {
                Some(document) => ipc::chunk_preview(ChunkPreviewRequest { document, settings }).await.map(Some),
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
    let same = Signal::derive(move || settings.get() == now);
    let error = move || save.error.get().or_else(|| preview.error.get());
    view! {
        <div class="ck">
            <div class="ck__form">
                <Size value=target label=words.chunk_target about=words.chunk_target_about from=40 to=2000/>
                <Size value=minimum label=words.chunk_minimum about=words.chunk_minimum_about from=0 to=400/>
                <Size value=overlap label=words.chunk_overlap about=words.chunk_overlap_about from=0 to=400/>
                <p class="micro">{words.chunking_about}</p>
            </div>
            <div class="ck__list" tabindex="0" role="region" aria-label=words.chunk_preview>
                {move || match preview.data.get() {
                    Some(Some(preview)) => view! { <Shown preview/> }.into_any(),
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
                on_click=move || save.run(settings.get_untracked())>{words.chunk_apply}</Button>
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
fn Shown(preview: ChunkPreview) -> impl IntoView {
    let ChunkPreview { chunks, total, least, median, most } = preview;
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
    let rows = chunks.into_iter().map(|PreviewedChunk { section, text, tokens }| {
        view! {
            <li class="ck__c">
                <span class="row"><span class="micro trunc" dir="auto">{section}</span><span class="sp"></span>
                    <span class="micro num">{number(u64::from(tokens))}</span></span>
                <p dir="auto">{text}</p>
            </li>
        }
    });
    view! {
        <p class="meta">{sum}</p>
        <ol>{rows.collect_view()}</ol>
        {(rest > 0).then(|| view! { <p class="meta">{fill(words().more_notes, &[("n", &number(rest))])}</p> })}
    }
}
