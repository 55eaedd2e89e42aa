//! The right pane: how reasoning is written, one row as it will be, where it goes, and the button.

use super::preview::{Blocked, LeftOut, RowPreview};
use super::result::Written;
use crate::components::{Button, ButtonKind, ButtonSize, Choice, ErrorNote, Icon, Select};
use crate::hooks::{use_command, use_query};
use crate::ipc;
use crate::state::{Tone, recall, remember, use_app, use_changes, use_toasts};
use crate::text::dataset::words;
use crate::text::{fill, number, plural};
use leptos::prelude::*;
use pathloom_ipc::dataset::{ExportOptions, ExportRequest, ExportView, Reasoning};
use pathloom_ipc::project::PickRequest;

#[component]
pub fn ExportPane() -> impl IntoView {
    let changes = use_changes();
    let reasoning = RwSignal::new(Reasoning::ThinkTags);
    let confidential = RwSignal::new(false);
    let place = RwSignal::new(0u64);
    let folder = RwSignal::new(recall(&folder_name()));
    let written = RwSignal::new(None::<ExportView>);
    let preview = use_query(move || {
        changes.samples.track();
        ipc::export_preview(ExportOptions {
            reasoning: reasoning.get(),
            preview: place.get(),
            confidential: confidential.get(),
        })
    });
    let row = Memo::new(move |_| preview.data.get());
    let another = Callback::new(move |()| {
        let rows = row.with_untracked(|row| row.as_ref().map_or(0, |row| row.rows)).max(1);
        place.update(|place| *place = (*place + 1) % rows);
    });
    let retry = Callback::new(move |()| preview.reload());
    view! {
        <aside class="pane" aria-label=words().export>
            <div class="pbar"><h2>{words().export}</h2><span class="sp"></span><span class="meta trunc">{words().format}</span></div>
            <div class="ex__b" style="padding:8px 16px"><div class="row">
                <span class="meta">{words().reasoning}</span><Reasonings reasoning/>
            </div></div>
            {move || preview.error.get().map(|error| view! { <div class="ex__b"><ErrorNote error on_retry=retry/></div> })}
            <RowPreview preview=row on_another=another/>
            <Blocked preview=row/>
            <LeftOut preview=row confidential/>
            {move || written.get().map(|view| view! { <Written view/> })}
            <Go reasoning confidential folder written rows=Memo::new(move |_| row.with(|row| row.as_ref().filter(|row| row.blocked.is_empty()).map_or(0, |row| row.rows)))/>
        </aside>
    }
}

#[component]
fn Reasonings(reasoning: RwSignal<Reasoning>) -> impl IntoView {
    let all = [
        (Reasoning::ThinkTags, "think_tags", words().think_tags),
        (Reasoning::InAnswer, "in_answer", words().in_answer),
        (Reasoning::None, "none", words().no_reasoning),
    ];
    let name = move || {
        let now = reasoning.get();
        all.iter().find(|(value, ..)| *value == now).map(|(_, name, _)| (*name).to_owned()).unwrap_or_default()
    };
    let choices = all.map(|(_, name, label)| Choice::new(name, label)).to_vec();
    let choose = move |chosen: String| {
        if let Some((value, ..)) = all.iter().find(|(_, name, _)| *name == chosen) {
            reasoning.set(*value);
        }
    };
    view! { <Select value=Signal::derive(name) choices=Signal::stored(choices) label=words().reasoning on_change=choose/> }
}

/// The folder and the button.
#[component]
fn Go(
    reasoning: RwSignal<Reasoning>,
    confidential: RwSignal<bool>,
    folder: RwSignal<Option<String>>,
    written: RwSignal<Option<ExportView>>,
    /// That can go; 0 keeps the button still.
    rows: Memo<u64>,
) -> impl IntoView {
    let toasts = use_toasts();
    let pick = use_command(ipc::pick, move |picked: Vec<String>| {
        if let Some(path) = picked.into_iter().next() {
            remember(&folder_name(), &path);
            folder.set(Some(path));
        }
    });
    let export = use_command(ipc::export, move |view: ExportView| {
        toasts.show(Tone::Ok, plural(view.rows, words().exported_one, words().exported));
        written.set(Some(view));
    });
    let start = move || {
        let options = ExportOptions {
            reasoning: reasoning.get_untracked(),
            preview: 0,
            confidential: confidential.get_untracked(),
        };
        export.run(ExportRequest { folder: folder.get_untracked(), options });
    };
    let shown = move || folder.get().unwrap_or_else(|| words().folder_project.to_owned());
    let error = move || export.error.get().or_else(|| pick.error.get());
    view! {
        {move || error().map(|error| view! { <div class="ex__b"><ErrorNote error/></div> })}
        <div class="ex__f">
            <button type="button" class="sel" title=shown aria-label=move || format!("{}: {}", words().folder, shown())
                on:click=move |_| pick.run(PickRequest::Folder { title: words().folder_pick.to_owned() })>
                <Icon name="folder" size=15/><span class="trunc">{shown}</span><Icon name="chevron-down" size=14/>
            </button>
            <Button kind=ButtonKind::Primary size=ButtonSize::Medium icon="download" busy=export.busy
                disabled=Signal::derive(move || rows.get() == 0) on_click=start>
                {move || match rows.get() {
                    0 => words().export.to_owned(),
                    rows => fill(words().export_n, &[("n", &number(rows))]),
                }}
            </Button>
        </div>
    }
}

/// The folder chosen last is kept per project.
fn folder_name() -> String {
    format!("export:{}", use_app().path().unwrap_or_default())
}
