//! The right pane: a page of the open document, and what was found on it. A document that cannot be shown says why.

mod bar;
mod nodes;
mod notes;
mod page;
mod store;
mod unread;

use super::store::Sources;
use crate::components::EmptyState;
use crate::hooks::use_keys;
use crate::text::sources::words;
use bar::ReaderBar;
use leptos::prelude::*;
use nodes::NodeList;
use notes::Notes;
use page::PageDesk;
use store::Reader;
use unread::Unread;

#[component]
pub fn ReaderPane(
    sources: Sources,
    /// The list of nodes floats over the page.
    narrow: RwSignal<bool>,
) -> impl IntoView {
    let shows = Memo::new(move |_| match sources.opened() {
        None => Shows::Nothing,
        Some(row) if row.key.is_some() => Shows::Pages,
        Some(_) => Shows::Why,
    });
    view! {
        <section class="pane so__r" aria-label=words().reader>
            {move || match shows.get() {
                Shows::Nothing => view! {
                    <EmptyState icon="book-open" title=words().choose about=words().choose_about/>
                }.into_any(),
                Shows::Why => view! { <Unread sources/> }.into_any(),
                Shows::Pages => view! { <Pages sources narrow/> }.into_any(),
            }}
        </section>
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Shows {
    Nothing,
    Why,
    Pages,
}

#[component]
fn Pages(sources: Sources, narrow: RwSignal<bool>) -> impl IntoView {
    let reader = Reader::new(sources, narrow);
    use_keys(move |stroke| {
        if in_list() {
            return false;
        }
        match stroke.key.as_str() {
            "PageDown" if !stroke.ctrl => reader.turn(1),
            "PageUp" if !stroke.ctrl => reader.turn(-1),
            "+" | "=" if !stroke.ctrl => reader.zoom_by(1),
            "-" if !stroke.ctrl => reader.zoom_by(-1),
            "0" if !stroke.ctrl => reader.zoom.set(None),
            _ => return false,
        }
        true
    });
    view! {
        <ReaderBar sources reader/>
        <div class="so__rb" class:has-list=move || reader.list.get()>
            <div class="col grow">
                <Notes sources reader/>
                <PageDesk reader/>
            </div>
            <Show when=move || reader.list.get()><NodeList reader/></Show>
        </div>
    }
}

/// The list of documents scrolls with the same keys.
fn in_list() -> bool {
    let focused = document().active_element();
    focused.is_some_and(|element| element.closest(".so__l, .nl").ok().flatten().is_some())
}
