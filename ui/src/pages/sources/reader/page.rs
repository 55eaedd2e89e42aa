//! The desk with the page on it. Pointing at a block lights its line in the list; a pinned node is brought into view.

use super::store::Reader;
use crate::components::{ErrorNote, Highlight, Skeleton, SourcePage};
use crate::hooks::{follow, use_size};
use crate::pages::marking::{MarkEntity, may_mark};
use leptos::html::Div;
use leptos::prelude::*;
use pathloom_model::{Key, Kind};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, PointerEvent};

#[component]
pub fn PageDesk(reader: Reader) -> impl IntoView {
    let desk = NodeRef::<Div>::new();
    let allowed = may_mark();
    let size = use_size(desk);
    Effect::new(move |_| {
        let width = size.get().0;
        if width > 0.0 {
            reader.desk.set(width);
        }
    });
    start_at_the_top(reader, desk);
    bring_pinned_into_view(reader, desk);
    let is_there = Memo::new(move |_| reader.view.with(Option::is_some));
    let width = Memo::new(move |_| reader.width().round());
    let highlight = Memo::new(move |_| highlight(reader));
    let choose = Callback::new(move |key: Key| reader.pin(&key));
    let content = move || {
        if let Some(error) = reader.error.get() {
            return view! { <div class="so__error"><ErrorNote error/></div> }.into_any();
        }
        let first = is_there.get().then(|| reader.view.get_untracked()).flatten();
        let Some(first) = first else {
            return view! { <div class="pg so__wait"><Skeleton widths=&[50, 90, 95, 85, 90, 40]/></div> }.into_any();
        };
        let view = Signal::derive(move || reader.view.get().unwrap_or_else(|| first.clone()));
        view! {
            <SourcePage view width active=reader.active outlines=reader.outlines highlight on_choose=choose/>
        }
        .into_any()
    };
    view! {
        <div class="desk so__desk grow" class:is-stale=move || reader.stale.get() class:is-plain=move || !reader.outlines.get()
            tabindex="0" node_ref=desk
            on:pointerover=move |event| over(&event, reader) on:pointerleave=move |_| reader.leave()>
            {content}
        </div>
        <Show when=move || allowed><MarkEntity desk marking=reader.marking/></Show>
    }
}

/// Between the blocks nothing is pointed at. The page itself says which block the pointer entered.
fn over(event: &PointerEvent, reader: Reader) {
    reader.from_page.set_value(true);
    let element = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let on_block = element.is_some_and(|element| element.closest(".hl").ok().flatten().is_some());
    if !on_block {
        reader.leave();
    }
}

/// The place of a row of what was found. Text has no boxes for names: those of a pinned entity are marked instead.
fn highlight(reader: Reader) -> Highlight {
    if let Some(marked) = marked(reader) {
        return marked;
    }
    let quotes = reader.view.with(|view| {
        let view = view.as_ref().filter(|view| view.width <= 0.0)?;
        let pinned = reader.pinned.get()?;
        let node = view.nodes.iter().find(|node| node.key == pinned && node.kind == Kind::Entity)?;
        Some(vec![node.name.clone()])
    });
    Highlight { quotes: quotes.unwrap_or_default(), ..Highlight::default() }
}

fn marked(reader: Reader) -> Option<Highlight> {
    let span = reader.marked()?;
    let here = reader.view.with(|view| view.as_ref().map(|view| (view.document.clone(), view.page, view.width > 0.0)));
    let (document, page, is_printed) = here?;
    if (&document, page) != (&span.document, span.page) {
        return None;
    }
    let cells: Vec<_> = span.table.clone().zip(span.cell).into_iter().collect();
    // A cell says more than the box of its row.
    let boxes = span.bbox.filter(|_| cells.is_empty()).into_iter().collect();
    let quotes = if is_printed || span.quote.is_empty() { vec![] } else { vec![span.quote] };
    Some(Highlight { boxes, cells, quotes })
}

fn start_at_the_top(reader: Reader, desk: NodeRef<Div>) {
    let place =
        Memo::new(move |_| reader.view.with(|view| view.as_ref().map(|view| (view.document.clone(), view.page))));
    Effect::new(move |_| {
        follow(place);
        if let Some(desk) = desk.get_untracked() {
            desk.set_scroll_top(0);
        }
    });
}

fn bring_pinned_into_view(reader: Reader, desk: NodeRef<Div>) {
    Effect::new(move |_| {
        let pinned = reader.pinned.get().is_some() && !reader.from_page.get_value();
        let marked = reader.marked().is_some();
        // A marked place may be on a page that comes only now.
        if marked {
            reader.view.track();
        }
        if !pinned && !marked {
            return;
        }
        request_animation_frame(move || {
            let Some(desk) = desk.try_get_untracked().flatten() else { return };
            let found = desk.query_selector(".hl.is-on, .hlnode, mark.mark").ok().flatten();
            if let Some(block) = found {
                scroll_to(&desk, &block);
            }
        });
    });
}

/// Scrolls only as far as is needed to see `part`.
pub fn scroll_to(area: &HtmlElement, part: &Element) {
    let (outer, inner) = (area.get_bounding_client_rect(), part.get_bounding_client_rect());
    let above = inner.top() - outer.top() - 12.0;
    let below = inner.bottom() - outer.bottom() + 12.0;
    if above < 0.0 || inner.height() > outer.height() {
        area.set_scroll_top(area.scroll_top() + above as i32);
    } else if below > 0.0 {
        area.set_scroll_top(area.scroll_top() + below.ceil() as i32);
    }
}
