//! The ontology editor: types and relations, from a preset, a file or a proposal; set only when it is saved.

mod entity_form;
mod list;
mod parts;
mod relation_form;
mod store;
mod tools;

use crate::components::{Button, ButtonKind, Dialog, EmptyState, ErrorNote, IconButton, Skeleton};
use crate::hooks::{is_typing, use_command, use_query};
use crate::ipc;
use crate::state::{Tone, use_toasts};
use crate::text::common::words as common;
use crate::text::ontology::words;
use entity_form::EntityForm;
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use list::TypeList;
use pathloom_ipc::ontology::OntologyView;
use relation_form::RelationForm;
use store::{Chosen, Editor};
use tools::Tools;

#[component]
pub fn OntologyEditor(open: RwSignal<bool>) -> impl IntoView {
    view! { <Dialog open label=words().title class="dialog--onto"><Loaded open/></Dialog> }
}

#[component]
fn Loaded(open: RwSignal<bool>) -> impl IntoView {
    let view = use_query(ipc::ontology);
    move || match (view.data.get(), view.error.get()) {
        (Some(view), _) => view! { <Content open view/> }.into_any(),
        (None, Some(error)) => view! { <div class="dialog__f"><ErrorNote error/></div> }.into_any(),
        (None, None) => view! { <Skeleton/> }.into_any(),
    }
}

#[component]
fn Content(open: RwSignal<bool>, view: OntologyView) -> impl IntoView {
    let words = words();
    let editor = Editor::new(view);
    let form = move || {
        editor.version.track();
        match editor.chosen.get() {
            Some(Chosen::Entity(place)) => view! { <EntityForm editor place/> }.into_any(),
            Some(Chosen::Relation(place)) => view! { <RelationForm editor place/> }.into_any(),
            None => view! { <EmptyState icon="shapes" title=words.choose about=words.choose_about/> }.into_any(),
        }
    };
    // In a field the browser undoes letters by itself.
    let keys = move |event: KeyboardEvent| {
        let undoes = (event.ctrl_key() || event.meta_key()) && event.key() == "z" && !is_typing(&event);
        if undoes {
            event.prevent_default();
            editor.undo();
        }
    };
    view! {
        <div class="on" on:keydown=keys>
            <Tools editor open/>
            <p class="micro on__about">{words.about}</p>
            <div class="on__p">
                <TypeList editor/>
                <div class="on__f scroll" role="region" aria-label=words.choose>{form}</div>
            </div>
            <Foot editor open/>
        </div>
    }
}

#[component]
fn Foot(editor: Editor, open: RwSignal<bool>) -> impl IntoView {
    let words = words();
    let toasts = use_toasts();
    let save = use_command(ipc::set_ontology, move |run| {
        toasts.show(Tone::Ok, if run.is_some() { words.saved } else { words.same });
        open.set(false);
    });
    let same = Signal::derive(move || !editor.is_changed());
    let note = move || {
        let note = editor.note.get();
        match (note.is_empty(), editor.is_changed()) {
            (false, _) => note,
            (true, true) => words.unsaved.to_owned(),
            (true, false) => String::new(),
        }
    };
    let allows = move |event: web_sys::Event| {
        let on = event_target_checked(&event);
        editor.change("", |now| now.open = on);
    };
    view! {
        {move || save.error.get().map(|error| view! { <div class="dialog__f"><ErrorNote error/></div> })}
        <div class="dialog__f row">
            <label class="check" title=words.open_about>
                <input type="checkbox" prop:checked=move || editor.now.with(|now| now.open) on:change=allows/>
                <span>{words.open_label}</span>
            </label>
            <span class="meta trunc grow" role="status">{note}</span>
            {editor.is_set().then(|| view! {
                <Button busy=save.busy on_click=move || save.run(None)>{words.general}</Button>
            })}
            <Button on_click=move || open.set(false)>{common().cancel}</Button>
            <Button kind=ButtonKind::Primary busy=save.busy disabled=same
                on_click=move || save.run(Some(editor.now.get_untracked()))>{words.save}</Button>
        </div>
    }
}

#[component]
fn Head(open: RwSignal<bool>, children: Children) -> impl IntoView {
    view! {
        <div class="dialog__h">
            <h2 class="h-title">{words().title}</h2><span class="sp"></span>
            {children()}
            <IconButton icon="x" label=common().close.to_owned() on_click=move || open.set(false)/>
        </div>
    }
}
