//! A list of rows of one height, of which only those in view are in the page: 100,000 scroll like 100.

use crate::hooks::use_size;
use leptos::html::Div;
use leptos::prelude::*;

/// Browsers stop laying out at about 33 million pixels; beyond this the scroll bar is coarser than the rows.
const TALLEST: f64 = 8_000_000.0;
/// Rows kept ready above and below.
const SPARE: usize = 6;

#[component]
pub fn VirtualList(
    #[prop(into)] count: Signal<usize>,
    row_height: f64,
    /// The content of a row; drawn again when a signal that it reads changes.
    row: impl Fn(usize) -> AnyView + Send + Sync + 'static,
    #[prop(into)] label: String,
    #[prop(default = "list")] role: &'static str,
    #[prop(optional)] class: &'static str,
    /// A row to bring into view whenever this changes.
    #[prop(optional, into)]
    reveal: Signal<Option<usize>>,
    /// The rows in view, for loading them.
    #[prop(optional)]
    in_view: Option<WriteSignal<(usize, usize)>>,
    /// Id of the row that the keyboard is at.
    #[prop(optional, into)]
    active: Signal<Option<String>>,
) -> impl IntoView {
    let node = NodeRef::<Div>::new();
    let size = use_size(node);
    let top = RwSignal::new(0.0_f64);
    let whole = Memo::new(move |_| count.get() as f64 * row_height);
    let scale = Memo::new(move |_| scale(whole.get(), size.get().1));
    let range = Memo::new(move |_| {
        let first = (top.get() * scale.get() / row_height).max(0.0) as usize;
        let visible = (size.get().1 / row_height).ceil() as usize + 1;
        (first.saturating_sub(SPARE), (first + visible + SPARE).min(count.get()))
    });
    Effect::new(move |_| {
        let (from, to) = range.get();
        if let Some(in_view) = in_view {
            in_view.set((from, to));
        }
    });
    Effect::new(move |_| {
        let Some(place) = reveal.get() else { return };
        let (Some(element), scale) = (node.get(), scale.get_untracked()) else { return };
        let (height, shown) = (f64::from(element.client_height()), f64::from(element.scroll_top()) * scale);
        let (from, to) = (place as f64 * row_height, (place + 1) as f64 * row_height);
        // With what comes before and after it, where there is room.
        let around = (2.0 * row_height).min((height - row_height) / 3.0).max(0.0);
        if from - around < shown {
            element.set_scroll_top(((from - around).max(0.0) / scale) as i32);
        } else if to + around > shown + height && height > 0.0 {
            element.set_scroll_top(((to + around - height) / scale).ceil() as i32);
        }
    });
    let shift = move || top.get() - top.get() * scale.get();
    let row = StoredValue::new(row);
    let drawn = move |place: usize| {
        let moved = move || {
            let scaled = scale.get() > 1.0;
            let y = place as f64 * row_height + if scaled { shift() } else { 0.0 };
            format!("height:{row_height}px;transform:translateY({y}px)")
        };
        view! { <div class="vl__row" role="presentation" style=moved>{move || row.with_value(|row| row(place))}</div> }
    };
    view! {
        <div class=format!("vl scroll {class}") role=role aria-label=label tabindex="0" node_ref=node
            aria-activedescendant=move || active.get()
            on:scroll:target=move |event| top.set(f64::from(event.target().scroll_top()))>
            <div class="vl__all" role="presentation" style=move || format!("height:{}px", whole.get().min(TALLEST))>
                <For each=move || { let (from, to) = range.get(); from..to } key=|place| *place children=drawn/>
            </div>
        </div>
    }
}

/// How many pixels of rows one pixel of scrolling stands for.
fn scale(whole: f64, height: f64) -> f64 {
    if whole <= TALLEST { 1.0 } else { (whole - height) / (TALLEST - height) }
}
