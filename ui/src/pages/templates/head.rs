//! The head of the page: the template's title and where it comes from, whether it is saved, duplicate, export, delete.

use super::edit;
use super::editor::Saving;
use super::in_language;
use super::state::TemplatesState;
use crate::components::{Button, Icon, IconButton};
use crate::hooks::use_command;
use crate::ipc;
use crate::state::{ToastAction, Tone, use_toasts};
use crate::text::templates::words;
use crate::text::{fill, language};
use leptos::html::Input;
use leptos::prelude::*;
use leptos::task::spawn_local;
use pathloom_ipc::project::PickRequest;
use pathloom_ipc::templates::ExportTemplateRequest;
use pathloom_model::{Language, Text2};

#[component]
pub fn Head(state: TemplatesState, drawer: RwSignal<bool>) -> impl IntoView {
    let editor = state.editor;
    let renaming = RwSignal::new(false);
    let title = Memo::new(move |_| editor.draft.with(|draft| Some(in_language(&draft.as_ref()?.template.title))));
    let from = move || {
        let based_on = editor.based_on.with(|from| from.as_ref().map(in_language))?;
        Some(view! { <span class="meta trunc te__from">{fill(words().based_on, &[("title", &based_on)])}</span> })
    };
    let saved = move || match editor.saving.get() {
        Saving::Untouched => None,
        Saving::Waiting => Some(view! { <span class="st ink3">{words().saving}</span> }.into_any()),
        Saving::Saved => {
            Some(view! { <span class="st"><Icon name="check" size=14 class="ok"/>{words().saved}</span> }.into_any())
        }
    };
    let duplicate = move || {
        let title = editor.draft.with_untracked(|draft| draft.as_ref().map(|draft| draft.template.title.clone()));
        if let Some(title) = title {
            state.chosen.set(None);
            editor.duplicate(edit::copy_of(&title));
        }
    };
    view! {
        <div class="phead">
            <h1>{words().title}</h1>
            {move || title.get().map(|title| view! {
                <span class="ink3"><Icon name="chevron-right" size=14/></span>
                <Show when=move || renaming.get() fallback=move || view! { <b class="trunc te__name">{title.clone()}</b> }>
                    <Rename state renaming/>
                </Show>
            })}
            <Show when=move || title.with(Option::is_some) && !renaming.get()>
                <IconButton icon="pencil" size=15 label=words().rename.to_owned() on_click=move || renaming.set(true)/>
            </Show>
            {from}
            <span class="sp"></span>
            {saved}
            <Show when=move || editor.mine.get() && state.chosen.with(Option::is_some)><Delete state/></Show>
            <Button icon="copy" on_click=duplicate>{words().duplicate}</Button>
            <Export state/>
            <button type="button" class="btn te__open" aria-expanded=move || drawer.get().to_string()
                on:click=move |_| drawer.update(|open| *open = !*open)>
                <Icon name="panel-left" size=15/>{words().library}
            </button>
        </div>
    }
}

#[component]
fn Rename(state: TemplatesState, renaming: RwSignal<bool>) -> impl IntoView {
    let editor = state.editor;
    let field = NodeRef::<Input>::new();
    let now = editor.draft.with_untracked(|draft| draft.as_ref().map(|draft| in_language(&draft.template.title)));
    Effect::new(move |_| {
        if let Some(field) = field.get() {
            let _ = field.focus();
            field.select();
        }
    });
    let take = move || {
        if !renaming.get_untracked() {
            return;
        }
        renaming.set(false);
        let typed = field.get_untracked().map(|field| field.value().trim().to_owned()).unwrap_or_default();
        if !typed.is_empty() {
            editor.change(|template| set_title(&mut template.title, typed));
        }
    };
    let key = move |event: web_sys::KeyboardEvent| match event.key().as_str() {
        "Enter" if !event.is_composing() => take(),
        "Escape" => {
            event.stop_propagation();
            renaming.set(false);
        }
        _ => {}
    };
    view! {
        <div class="field te__rename">
            <input type="text" node_ref=field aria-label=words().rename value=now maxlength="120"
                on:keydown=key on:blur=move |_| take()/>
        </div>
    }
}

/// English is always there, because files are read by colleagues of either language.
fn set_title(title: &mut Text2, typed: String) {
    match language() {
        Language::Zh => {
            if title.en.is_empty() || title.en == title.zh {
                title.en.clone_from(&typed);
            }
            title.zh = typed;
        }
        _ => title.en = typed,
    }
}

#[component]
fn Delete(state: TemplatesState) -> impl IntoView {
    let toasts = use_toasts();
    let restore = move |id: String| {
        spawn_local(async move {
            match ipc::restore_template(id.clone()).await {
                Ok(()) => {
                    state.library.reload();
                    state.chosen.try_set(Some(id));
                }
                Err(error) => toasts.error(&error),
            }
        });
    };
    let delete = use_command(ipc::delete_template, move |()| {
        let Some(id) = state.chosen.get_untracked() else { return };
        let run = Callback::new(move |()| restore(id.clone()));
        let action = ToastAction { label: words().undo.to_owned(), key: None, run };
        toasts.with_action(Tone::Plain, words().deleted, action);
        state.chosen.set(None);
        state.editor.draft.set(None);
        state.library.reload();
    });
    Effect::new(move |_| {
        if let Some(error) = delete.error.get() {
            toasts.error(&error);
        }
    });
    let press = move || {
        if let Some(id) = state.chosen.get_untracked() {
            delete.run(id);
        }
    };
    view! { <IconButton icon="trash-2" size=15 label=words().delete.to_owned() on_click=press/> }
}

#[component]
fn Export(state: TemplatesState) -> impl IntoView {
    let toasts = use_toasts();
    let export = use_command(
        move |id: String| async move {
            let request = PickRequest::NewTemplate { title: words().export_title.into(), name: format!("{id}.toml") };
            let Some(path) = ipc::pick(request).await?.into_iter().next() else { return Ok(false) };
            ipc::export_template(ExportTemplateRequest { id, path }).await.map(|()| true)
        },
        move |done| {
            if done {
                toasts.show(Tone::Ok, words().exported);
            }
        },
    );
    Effect::new(move |_| {
        if let Some(error) = export.error.get() {
            toasts.error(&error);
        }
    });
    let press = move || {
        if let Some(id) = state.chosen.get_untracked() {
            export.run(id);
        }
    };
    let disabled = Signal::derive(move || state.chosen.with(Option::is_none));
    view! { <Button icon="download" busy=export.busy disabled on_click=press>{words().export}</Button> }
}

/// A new template, shown at once.
pub fn begin(state: TemplatesState) {
    state.chosen.set(None);
    state.failed.set(None);
    state.pattern.set(None);
    state.preview.set(None);
    state.editor.begin(edit::blank(Text2 { en: "New template".into(), zh: "新模板".into() }));
}
