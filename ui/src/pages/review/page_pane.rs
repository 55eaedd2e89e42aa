//! The page that the step's evidence stands on, as printed, with the evidence marked.

use super::View;
use super::path::PathOrPage;
use super::store::use_store;
use super::thread::Redraw;
use crate::components::{ErrorNote, IconButton, Skeleton, SourcePage};
use crate::hooks::{use_query, use_size};
use crate::ipc;
use crate::pages::marking::{MarkEntity, may_mark};
use crate::text::review::words;
use crate::text::{common, fill};
use leptos::html::Div;
use leptos::prelude::*;
use pathloom_model::Key;
use std::sync::Arc;

/// Room for the tiles in the margins.
const MARGIN: f64 = 56.0;

#[component]
pub fn PagePane() -> impl IntoView {
    let store = use_store();
    let view = expect_context::<View>();
    let wanted = Memo::new(move |_| {
        let active = view.active.get();
        store.sample.with(|sample| sample.as_ref().and_then(|sample| active.page(sample)))
    });
    // Where the reader turned to; the next step leads back.
    let turned = RwSignal::new(None::<(Key, u32)>);
    Effect::new(move |_| {
        let _ = wanted.get();
        turned.set(None);
    });
    let place = Memo::new(move |_| {
        turned
            .get()
            .or_else(|| wanted.with(|wanted| wanted.as_ref().map(|(document, page, _)| (document.clone(), *page))))
    });
    let page = use_query(move || {
        let place = place.get();
        async move {
            match place {
                Some((document, page)) => ipc::page(document, page).await.map(|view| Some(Arc::new(view))),
                None => Ok(None),
            }
        }
    });
    let shown = Memo::new(move |_| page.data.get().flatten());
    let highlight = Signal::derive(move || {
        let here = shown.with(|shown| shown.as_ref().map(|shown| (shown.document.clone(), shown.page)));
        wanted.with(|wanted| match wanted {
            Some((document, page, highlight)) if here == Some((document.clone(), *page)) => highlight.clone(),
            _ => Default::default(),
        })
    });
    let desk = NodeRef::<Div>::new();
    let size = use_size(desk);
    let width = Signal::derive(move || (size.get().0 - MARGIN).max(0.0));
    Effect::new(move |_| {
        let _ = (shown.get(), wanted.get(), size.get());
        request_animation_frame(move || {
            show_mark(desk);
            Redraw::now();
        });
    });
    let (active, marking) = (RwSignal::new(None), RwSignal::new(None));
    let turn = move |by: i64| {
        let Some(now) = shown.get_untracked() else { return };
        let next = i64::from(now.page) + by;
        if (1..=i64::from(now.pages)).contains(&next) {
            turned.set(Some((now.document.clone(), next as u32)));
        }
    };
    let count = move || {
        shown
            .get()
            .map(|page| fill(words().page_of, &[("n", &page.page.to_string()), ("total", &page.pages.to_string())]))
    };
    let name = move || shown.with(|shown| shown.as_ref().map(|page| page.name.clone()));
    let at_end = move |last: bool| {
        Signal::derive(move || {
            shown.with(|shown| shown.as_ref().is_none_or(|page| page.page == if last { page.pages } else { 1 }))
        })
    };
    let is_there = Memo::new(move |_| shown.with(Option::is_some));
    let body = move || match (is_there.get(), page.error.get()) {
        (_, Some(error)) => view! { <ErrorNote error/> }.into_any(),
        (true, None) => {
            let view = Signal::derive(move || shown.get().unwrap_or_else(nothing));
            view! { <SourcePage view width active outlines=false highlight/> }.into_any()
        }
        (false, None) if page.loading.get() => view! { <Skeleton/> }.into_any(),
        (false, None) => view! { <p class="meta rv__nopage">{words().no_page}</p> }.into_any(),
    };
    view! {
        <aside class="pane rv__page" aria-label=words().page_title>
            <div class="pbar">
                <h2 class="trunc" title=name><bdi>{name}</bdi></h2><span class="count">{count}</span><span class="sp"></span>
                <PathOrPage/>
                <IconButton icon="chevron-left" label=common::words().previous_page.to_owned() disabled=at_end(false)
                    on_click=move || turn(-1)/>
                <IconButton icon="chevron-right" label=common::words().next_page.to_owned() disabled=at_end(true)
                    on_click=move || turn(1)/>
            </div>
            <div class="desk grow" node_ref=desk>{body}</div>
            {may_mark().then(|| view! { <MarkEntity desk marking/> })}
        </aside>
    }
}

/// Brings the first mark into view, with what stands around it, where it is not well inside.
fn show_mark(desk: NodeRef<Div>) {
    let Some(desk) = desk.try_get_untracked().flatten() else { return };
    if let Some(mark) = desk.query_selector(".hlmark, .mark, td.c").ok().flatten() {
        let (outer, inner) = (desk.get_bounding_client_rect(), mark.get_bounding_client_rect());
        let room = (outer.height() / 6.0).min(120.0);
        if inner.top() - room >= outer.top() && inner.bottom() + room <= outer.bottom() {
            return;
        }
        let options = web_sys::ScrollIntoViewOptions::new();
        options.set_block(web_sys::ScrollLogicalPosition::Center);
        mark.scroll_into_view_with_scroll_into_view_options(&options);
    }
}

fn nothing() -> Arc<pathloom_ipc::sources::PageView> {
    Arc::new(pathloom_ipc::sources::PageView {
        document: Key::document(b""),
        name: String::new(),
        page: 1,
        pages: 1,
        width: 0.0,
        height: 0.0,
        needs_vision: false,
        blocks: Vec::new(),
        nodes: Vec::new(),
    })
}
