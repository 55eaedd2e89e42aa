//! A printed page: its picture, and over it the places of blocks and nodes in percent of the page.

use super::{Highlight, PagePictures};
use crate::components::{ErrorNote, Icon, kind_class, kind_icon};
use crate::ipc::ObjectUrl;
use crate::text::common::kind_name;
use leptos::prelude::*;
use leptos::task::spawn_local;
use pathloom_ipc::AppError;
use pathloom_ipc::sources::{PageBlock, PageBlockKind, PageView};
use pathloom_model::{CellRef, Key, Kind, Rect};
use std::sync::Arc;

#[component]
pub(super) fn PrintedPage(
    view: Signal<Arc<PageView>>,
    width: Signal<f64>,
    active: RwSignal<Option<Key>>,
    outlines: Signal<bool>,
    highlight: Signal<Highlight>,
    on_choose: Option<Callback<Key>>,
) -> impl IntoView {
    let (url, error) = use_picture(view, width);
    let size = move || {
        let ratio = view.with(|view| f64::from(view.height) / f64::from(view.width));
        format!("width:{0:.0}px;height:{1:.0}px", width.get(), width.get() * ratio)
    };
    let label = move || view.with(|view| format!("{} · {}", view.name, view.page));
    let picture = move || {
        url.get().map(|url| view! { <img class="pgimg" src=url.as_str().to_owned() alt=label() draggable="false"/> })
    };
    let blocks = move || {
        let view = view.get();
        if !outlines.get() {
            return ().into_any();
        }
        view.blocks.iter().filter_map(|block| outline(block, &view, active, on_choose)).collect_view().into_any()
    };
    let pointed = move || {
        let (view, key) = (view.get(), active.get());
        let node = view.nodes.iter().find(|node| Some(&node.key) == key.as_ref())?;
        let boxes = node.boxes.iter().map(|place| mark(place, &view, node.kind));
        let cells = cell_boxes(&view, &node.cells).into_iter().map(|place| mark(&place, &view, node.kind));
        Some(boxes.chain(cells).collect_view())
    };
    let evidence = move || {
        let (view, highlight) = (view.get(), highlight.get());
        let cells = cell_boxes(&view, &highlight.cells);
        highlight
            .boxes
            .iter()
            .chain(&cells)
            .map(|place| {
                view! { <span class="hlmark" style=percent(place, &view)></span> }
            })
            .collect_view()
    };
    view! {
        <div class="pg paper" style=size role="group" aria-label=label>
            {picture}
            {evidence}{pointed}{blocks}
            {move || error.get().map(|error| view! { <div class="pg__error"><ErrorNote error/></div> })}
        </div>
    }
}

type Loaded = (RwSignal<Option<Arc<ObjectUrl>>>, RwSignal<Option<AppError>>);

/// The picture of the page; the old one stays until the new one is there, unless it is of another page.
fn use_picture(view: Signal<Arc<PageView>>, width: Signal<f64>) -> Loaded {
    let url = RwSignal::new(None::<Arc<ObjectUrl>>);
    let error = RwSignal::new(None);
    let shown = StoredValue::new(None::<(Key, u32)>);
    Effect::new(move |_| {
        let (document, page, pages) = view.with(|view| (view.document.clone(), view.page, view.pages));
        let width = width.get();
        if width < 1.0 {
            return;
        }
        let place = (document.clone(), page);
        let ready = PagePictures::ready(&document, page, width);
        if ready.is_some() || shown.get_value().as_ref() != Some(&place) {
            url.set(ready.clone());
        }
        shown.set_value(Some(place.clone()));
        error.set(None);
        spawn_local(async move {
            if ready.is_none() {
                let answer = PagePictures::load(document.clone(), page, width).await;
                if shown.try_get_value().flatten() != Some(place) {
                    return;
                }
                match answer {
                    Ok(picture) => url.set(Some(picture)),
                    Err(refused) => error.set(Some(refused)),
                }
            }
            for next in [page + 1, page.saturating_sub(1)] {
                if (1..=pages).contains(&next) {
                    PagePictures::prefetch(document.clone(), next, width);
                }
            }
        });
    });
    (url, error)
}

/// A thin outline with a tile in the margin; blocks that became no node are not outlined.
fn outline(
    block: &PageBlock,
    page: &PageView,
    active: RwSignal<Option<Key>>,
    on_choose: Option<Callback<Key>>,
) -> Option<impl IntoView + use<>> {
    let (place, key, kind) = (block.bbox?, block.node.clone()?, block.node_kind?);
    let right = (place.x0 + place.x1) / 2.0 > page.width / 2.0 && place.x0 > page.width * 0.4;
    let (mine, over) = (key.clone(), key.clone());
    let is_on = Memo::new(move |_| active.with(|active| active.as_ref() == Some(&mine)));
    let name = kind_name(kind);
    Some(view! {
        <button type="button" class=format!("hl {}", kind_class(kind)) class:is-on=is_on class:hl--right=right
            style=percent(&place, page) aria-label=name
            on:pointerenter=move |_| active.set(Some(over.clone()))
            on:click=move |_| if let Some(choose) = on_choose { choose.run(key.clone()) }>
            <span class="hl__tag"><Icon name=kind_icon(kind) size=11/></span>
        </button>
    })
}

fn mark(place: &Rect, page: &PageView, kind: Kind) -> impl IntoView + use<> {
    view! { <span class=format!("hlnode {}", kind_class(kind)) style=percent(place, page)></span> }
}

fn percent(place: &Rect, page: &PageView) -> String {
    let across = |x: f32| 100.0 * x / page.width;
    let down = |y: f32| 100.0 * y / page.height;
    format!(
        "left:{:.3}%;top:{:.3}%;width:{:.3}%;height:{:.3}%",
        across(place.x0),
        down(place.y0),
        across(place.width()),
        down(place.height())
    )
}

/// Boxes of cells, where the table's blocks on this page know them.
fn cell_boxes(page: &PageView, cells: &[(Key, CellRef)]) -> Vec<Rect> {
    let find = |(table, cell): &(Key, CellRef)| {
        let block = page.blocks.iter().find(|block| block.node.as_ref() == Some(table))?;
        let PageBlockKind::Table { table } = &block.kind else { return None };
        table.cells.get(cell.row as usize)?.get(cell.col as usize)?.bbox
    };
    cells.iter().filter_map(find).collect()
}
