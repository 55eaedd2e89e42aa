//! One document in the list. It follows its own row alone, so that progress elsewhere leaves it untouched.

use super::cell::StatusCell;
use super::password::PasswordForm;
use super::row_menu::MenuAt;
use crate::components::{Icon, IconButton};
use crate::pages::sources::store::Sources;
use crate::text::sources::words;
use crate::text::{fill, number};
use leptos::prelude::*;
use pathloom_ipc::sources::{DocumentRow, DocumentStatus};
use pathloom_model::{Format, Rights};
use web_sys::MouseEvent;

#[component]
pub fn Row(sources: Sources, place: usize, menu: RwSignal<Option<MenuAt>>) -> impl IntoView {
    let row = Memo::new(move |_| sources.row(place));
    let id = Memo::new(move |_| row.with(|row| row.as_ref().map(|row| row.id)));
    let is_open = Memo::new(move |_| id.get().is_some() && sources.open.get() == id.get());
    let asks = Memo::new(move |_| {
        let locked = row.with(|row| row.as_ref().is_some_and(|row| row.status == DocumentStatus::PasswordNeeded));
        locked && sources.asking.get() == id.get()
    });
    let name = Memo::new(move |_| row.with(|row| row.as_ref().map(|row| row.name.clone()).unwrap_or_default()));
    let badge = move || row.with(|row| row.as_ref().map(badge_of).unwrap_or_default());
    let protection = move || {
        let why = row.with(|row| row.as_ref().and_then(|row| protected(&row.rights)))?;
        Some(
            view! { <span class="so__shield" title=why role="img" aria-label=why><Icon name="shield-check" size=13/></span> },
        )
    };
    let show_menu = move |x: f64, y: f64| {
        if let Some(row) = row.get_untracked() {
            menu.set(Some(MenuAt { row, x, y }));
        }
    };
    let at_pointer = move |event: MouseEvent| {
        event.prevent_default();
        show_menu(f64::from(event.client_x()), f64::from(event.client_y()));
    };
    let more = Signal::derive(move || fill(words().more, &[("name", &name.get())]));
    let anchor = NodeRef::<leptos::html::Span>::new();
    let at_button = move || {
        if let Some(anchor) = anchor.get_untracked() {
            let place = anchor.get_bounding_client_rect();
            show_menu(place.right() - 180.0, place.bottom() + 2.0);
        }
    };
    view! {
        <div class="vg__r so__row" class:is-on=is_open role="row" id=format!("source-{place}")
            aria-selected=move || is_open.get().to_string()
            on:click=move |_| if let Some(id) = id.get_untracked() { sources.open(id) }
            on:contextmenu=at_pointer>
            <span class="so__name" role="gridcell">
                <span class="fx">{badge}</span>
                <span class="trunc" title=move || name.get()><bdi>{move || name.get()}</bdi></span>
                {protection}
            </span>
            {move || match asks.get() {
                true => id.get().map(|id| view! { <PasswordForm sources id/> }).into_any(),
                false => view! { <Cells sources row/> }.into_any(),
            }}
            <span class="so__more" node_ref=anchor on:click=|event| event.stop_propagation()>
                <IconButton icon="ellipsis" label=more on_click=at_button/>
            </span>
        </div>
    }
}

#[component]
fn Cells(sources: Sources, row: Memo<Option<DocumentRow>>) -> impl IntoView {
    let pages = move || row.with(|row| row.as_ref().map(|row| u64::from(row.pages)).filter(|n| *n > 0).map(number));
    let nodes = move || row.with(|row| row.as_ref().map(|row| row.nodes).filter(|n| *n > 0).map(number));
    let status = Memo::new(move |_| row.with(|row| row.as_ref().map(|row| row.status.clone())));
    let cell = move || {
        let row = row.with_untracked(|row| row.as_ref().map(|row| (row.id, row.name.clone())));
        let (status, (id, name)) = (status.get()?, row?);
        Some(view! { <StatusCell sources id name status/> })
    };
    view! {
        <span class="num r opt ink2" role="gridcell">{pages}</span>
        <span class="num r ink2" role="gridcell">{nodes}</span>
        <span class="so__st" role="gridcell">{cell}</span>
    }
}

/// Why the document is marked in the list.
fn protected(rights: &Rights) -> Option<&'static str> {
    match (rights.stays_here, rights.confidential) {
        (true, _) => Some(words().stays_here),
        (false, true) => Some(words().confidential),
        (false, false) => None,
    }
}

/// The format's, or what the name ends with while nobody has read it.
pub fn badge_of(row: &DocumentRow) -> String {
    let ending = || {
        let ending = row.name.rsplit_once('.').map(|(_, ending)| ending).unwrap_or_default();
        let short = (1..=4).contains(&ending.len()) && ending.is_ascii();
        if short { ending.to_uppercase() } else { "…".to_owned() }
    };
    row.format.map(Format::badge).map_or_else(ending, str::to_owned)
}
