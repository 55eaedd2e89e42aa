//! The menu of a document, at the pointer or under its button, and what its items do.

use crate::components::{Menu, MenuItem};
use crate::ipc;
use crate::pages::sources::store::Sources;
use crate::state::{Overlay, ToastAction, Toasts, Tone, use_app, use_toasts};
use crate::text::common::words as common;
use crate::text::fill;
use crate::text::ontology::words as found;
use crate::text::sources::words;
use leptos::ev;
use leptos::html::Div;
use leptos::prelude::*;
use leptos::task::spawn_local;
use pathloom_ipc::sources::{DocumentRow, DocumentStatus};
use pathloom_model::Format;
use wasm_bindgen::JsCast;

const WIDTH: f64 = 188.0;
const HEIGHT: f64 = 224.0;

#[derive(Clone, Debug, PartialEq)]
pub struct MenuAt {
    pub row: DocumentRow,
    /// In the window, CSS pixels.
    pub x: f64,
    pub y: f64,
}

#[component]
pub fn RowMenu(sources: Sources, menu: RwSignal<Option<MenuAt>>) -> impl IntoView {
    let open = Signal::derive(move || menu.with(Option::is_some));
    Overlay::follow(open);
    let node = NodeRef::<Div>::new();
    let outside = window_event_listener(ev::pointerdown, move |event| {
        let inside = event.target().and_then(|target| target.dyn_into::<web_sys::Node>().ok());
        let node = node.try_get_untracked().flatten();
        if !node.is_some_and(|node| inside.is_some_and(|inside| node.contains(Some(&inside)))) {
            close(menu);
        }
    });
    on_cleanup(move || outside.remove());
    let escape = move |event: web_sys::KeyboardEvent| {
        if event.key() == "Escape" {
            event.prevent_default();
            event.stop_propagation();
            close(menu);
        }
    };
    let (app, toasts) = (use_app(), use_toasts());
    move || {
        menu.get().map(|at| {
            let read_only =
                app.project.with_untracked(|project| project.as_ref().is_some_and(|project| project.read_only));
            let label = at.row.name.clone();
            let style = place(at.x, at.y);
            view! {
                <div class="pop so__menu" style=style node_ref=node on:keydown=escape>
                    <Menu items=items(sources, toasts, at.row, read_only) label on_done=move || menu.set(None)/>
                </div>
            }
        })
    }
}

fn close(menu: RwSignal<Option<MenuAt>>) {
    if menu.try_with_untracked(Option::is_some) == Some(true) {
        menu.set(None);
    }
}

/// Inside the window.
fn place(x: f64, y: f64) -> String {
    let side = |value: Result<wasm_bindgen::JsValue, _>| value.ok().and_then(|value| value.as_f64()).unwrap_or(0.0);
    let (width, height) = (side(window().inner_width()), side(window().inner_height()));
    let (x, y) = (x.min(width - WIDTH - 8.0).max(8.0), y.min(height - HEIGHT).max(8.0));
    format!("left:{x:.0}px;top:{y:.0}px;width:{WIDTH}px")
}

fn items(sources: Sources, toasts: Toasts, row: DocumentRow, read_only: bool) -> Vec<MenuItem> {
    let properties = row.clone();
    let DocumentRow { id, name, status, format, .. } = row;
    let mut items = vec![MenuItem::new("book-open", words().open, move || sources.open(id))];
    items.push(MenuItem::new("list-checks", found().found_menu, move || sources.findings.open_for(Some(id))));
    if read_only {
        return items;
    }
    if matches!(status, DocumentStatus::Failed { .. } | DocumentStatus::Check { .. }) {
        items.push(MenuItem::new("rotate-ccw", words().read_again, move || retry(sources, toasts, id, None)));
    }
    if matches!(format, Some(Format::Csv | Format::Xlsx | Format::Ods | Format::Json)) {
        let table = properties.clone();
        items.push(MenuItem::new("table-2", words().rows_menu, move || sources.rows.set(Some(table.clone()))));
    }
    items.push(MenuItem::new("shield-check", words().properties_menu, move || {
        sources.properties.set(Some(properties.clone()));
    }));
    items.push(MenuItem::new("trash-2", common().remove, move || remove(sources, toasts, id, name.clone())));
    items
}

/// Reads a document again.
pub fn retry(sources: Sources, toasts: Toasts, id: u64, password: Option<String>) {
    spawn_local(async move {
        match ipc::retry_document(id, password).await {
            Ok(_) => sources.query.reload(),
            Err(error) => toasts.error(&error),
        }
    });
}

/// Takes a document out of the project, and offers to bring it back.
pub fn remove(sources: Sources, toasts: Toasts, id: u64, name: String) {
    spawn_local(async move {
        if let Err(error) = ipc::remove_document(id).await {
            toasts.error(&error);
            return;
        }
        if sources.open.try_get_untracked() == Some(Some(id)) {
            sources.open.set(None);
        }
        sources.query.reload();
        let message = fill(words().removed, &[("name", &name)]);
        let run = Callback::new(move |()| bring_back(sources, toasts, id, name.clone()));
        toasts.with_action(Tone::Plain, message, ToastAction { label: common().undo.to_owned(), key: None, run });
    });
}

/// Undoing gives the row back; reading it again gives its nodes back to the graph.
fn bring_back(sources: Sources, toasts: Toasts, id: u64, name: String) {
    spawn_local(async move {
        let undone = ipc::undo().await;
        let answer = match undone {
            Ok(_) => ipc::retry_document(id, None).await.map(|_| ()),
            Err(error) => Err(error),
        };
        match answer {
            Ok(()) => toasts.show(Tone::Ok, fill(words().returned, &[("name", &name)])),
            Err(error) => toasts.error(&error),
        }
        sources.query.reload();
    });
}
