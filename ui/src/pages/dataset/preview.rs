//! One row of the export as it will be written: JSON in colours, another sample, copy.

use super::highlight::{CodeLine, lines};
use crate::components::{CheckBox, Icon, IconButton};
use crate::state::{Tone, use_toasts};
use crate::text::core_words::from_core;
use crate::text::dataset::words;
use crate::text::{fill, number};
use leptos::prelude::*;
use pathloom_ipc::dataset::ExportPreview;

#[component]
pub fn RowPreview(preview: Memo<Option<ExportPreview>>, on_another: Callback<()>) -> impl IntoView {
    let toasts = use_toasts();
    let copy = move || {
        if let Some(preview) = preview.get_untracked() {
            let _ = window().navigator().clipboard().write_text(&preview.json);
            toasts.show(Tone::Ok, words().copied);
        }
    };
    let title = move || {
        let preview = preview.get().filter(|preview| !preview.sample_id.is_empty())?;
        let tokens = fill(words().preview_tokens, &[("n", &number(preview.tokens))]);
        let id: String = preview.sample_id.chars().take(12).collect();
        Some(view! { {words().preview_of}" "<b style="color:var(--ink);font-weight:600">{id}</b>", "{tokens} })
    };
    let has_row = Memo::new(move |_| preview.with(|preview| preview.as_ref().is_some_and(|preview| preview.rows > 0)));
    view! {
        <div class="pbar" style="height:32px">
            <span class="meta trunc">{title}</span>
            <span class="sp"></span>
            <Show when=move || has_row.get()>
                <IconButton icon="shuffle" size=14 label=words().another on_click=move || on_another.run(())/>
                <IconButton icon="copy" size=14 label=words().copy on_click=copy/>
            </Show>
        </div>
        <div class="code" tabindex="0" role="region" aria-label=words().preview_label>
            {move || match preview.get() {
                Some(preview) if preview.json.is_empty() => view! { <p class="code__none">{words().nothing_to_preview}</p> }.into_any(),
                Some(preview) => view! { <ol>{lines(&preview.json).into_iter().map(|line| view! { <Line line/> }).collect_view()}</ol> }.into_any(),
                None => ().into_any(),
            }}
        </div>
    }
}

#[component]
fn Line(line: CodeLine) -> impl IntoView {
    let pieces = line.pieces.into_iter().map(|(tone, text)| view! { <span class=tone.class()>{text}</span> });
    view! { <li><span dir="auto" style=format!("--d:{}", line.depth)>{pieces.collect_view()}</span></li> }
}

/// What keeps the export from going, if anything does.
#[component]
pub fn Blocked(preview: Memo<Option<ExportPreview>>) -> impl IntoView {
    let reasons = move || preview.get().map(|preview| preview.blocked).filter(|blocked| !blocked.is_empty());
    move || {
        reasons().map(|blocked| {
            view! {
                <div class="ex__b"><div class="call call--warn" role="status">
                    <Icon name="triangle-alert"/>
                    <div class="grow">
                        <b style="font-weight:600">{words().blocked}</b>
                        <ul class="ex__why">{blocked.into_iter().map(|why| view! { <li>{from_core(&why)}</li> }).collect_view()}</ul>
                    </div>
                </div></div>
            }
        })
    }
}

/// What stays out because of its documents, and the choice to take the confidential along.
#[component]
pub fn LeftOut(preview: Memo<Option<ExportPreview>>, confidential: RwSignal<bool>) -> impl IntoView {
    let reasons =
        Memo::new(move |_| preview.with(|preview| preview.as_ref().map(|it| it.left_out.clone())).unwrap_or_default());
    view! {
        <Show when=move || confidential.get() || reasons.with(|reasons| !reasons.is_empty())>
            <div class="ex__b"><div class="call" role="status">
                <Icon name="shield-check"/>
                <div class="grow">
                    {move || reasons.get().into_iter().map(|why| view! { <p>{from_core(&why)}</p> }).collect_view()}
                    <CheckBox value=confidential label=words().with_confidential/>
                </div>
            </div></div>
        </Show>
    }
}
