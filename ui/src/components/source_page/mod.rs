//! A page of a source as it is printed, with the blocks and nodes found on it; documents without pages as text.

mod pictures;
mod printed;
mod text;

use leptos::prelude::*;
use pathloom_ipc::sources::PageView;
use pathloom_model::{CellRef, Key, Rect};
pub use pictures::PagePictures;
use std::sync::Arc;

/// What stands out on the page without being pointed at: the evidence of a step.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Highlight {
    pub boxes: Vec<Rect>,
    /// Cells of a Table node on this page.
    pub cells: Vec<(Key, CellRef)>,
    /// Exact words, for documents without page images.
    pub quotes: Vec<String>,
}

#[component]
pub fn SourcePage(
    #[prop(into)] view: Signal<Arc<PageView>>,
    /// Width of the page in CSS pixels.
    #[prop(into)]
    width: Signal<f64>,
    /// The node that is pointed at, here or in a list beside.
    active: RwSignal<Option<Key>>,
    /// Outlines of all blocks.
    #[prop(into)]
    outlines: Signal<bool>,
    #[prop(optional, into)] highlight: Signal<Highlight>,
    /// A node was pressed.
    #[prop(optional, into)]
    on_choose: Option<Callback<Key>>,
) -> impl IntoView {
    let is_printed = Memo::new(move |_| view.with(|view| view.width > 0.0 && view.height > 0.0));
    move || {
        if is_printed.get() {
            view! { <printed::PrintedPage view width active outlines highlight on_choose/> }.into_any()
        } else {
            view! { <text::TextPage view width active highlight on_choose/> }.into_any()
        }
    }
}
