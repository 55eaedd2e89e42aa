//! The line from the step that is looked at to its hop, across the line between the panes; on the page, to the mark.
//! It follows at once under the pointer, and slides for a moment after a key.

use super::View;
use super::store::{now, use_store};
use crate::hooks::use_size;
use leptos::html::Div;
use leptos::prelude::*;
use std::cell::Cell;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{DomRect, Element};

const SLIDE: f64 = 120.0;

thread_local! {
    static AGAIN: Cell<Option<RwSignal<u32>>> = const { Cell::new(None) };
    static BY_KEY: Cell<bool> = const { Cell::new(false) };
}

/// Something moved that no signal tells of: a picture got its size.
pub struct Redraw;

impl Redraw {
    pub fn now() {
        if let Some(again) = AGAIN.get() {
            again.try_update(|count| *count = count.wrapping_add(1));
        }
    }

    /// The next change comes from a key.
    pub fn slide() {
        BY_KEY.set(true);
    }
}

/// Start and end in pixels of the page's root.
type Line = [f64; 4];

#[component]
pub fn Thread(root: NodeRef<Div>) -> impl IntoView {
    let store = use_store();
    let view = expect_context::<View>();
    let again = RwSignal::new(0_u32);
    AGAIN.set(Some(again));
    let size = use_size(root);
    let line = RwSignal::new(None::<Line>);
    let dotted = RwSignal::new(true);
    let measure_now = move || {
        let Some(root) = root.try_get_untracked().flatten() else { return };
        let found = measure(&root, view);
        dotted.try_set(found.is_none_or(|(_, dotted)| dotted));
        draw(line, found.map(|(line, _)| line));
    };
    Effect::new(move |_| {
        view.active.track();
        view.page.track();
        view.wide.track();
        view.editing.track();
        store.sample.track();
        again.track();
        size.track();
        request_animation_frame(measure_now);
    });
    follow_scrolling(root, measure_now);
    let path = move || line.get().map(|line| curve(&line)).unwrap_or_default();
    let at = move |place: usize| line.with(|line| line.map_or(0.0, |line| line[place]));
    view! {
        <svg class="thread" aria-hidden="true" style:visibility=move || if line.with(Option::is_some) { "visible" } else { "hidden" }>
            <path d=path/>
            <circle r="3.5" cx=move || at(0) cy=move || at(1)/>
            <Show when=move || dotted.get()><circle r="3.5" cx=move || at(2) cy=move || at(3)/></Show>
        </svg>
    }
}

/// Scrolling does not bubble, so it is caught on its way down.
fn follow_scrolling(root: NodeRef<Div>, moved: impl Fn() + Clone + 'static) {
    Effect::new(move |_| {
        let Some(root) = root.get() else { return };
        let moved = moved.clone();
        let listener = Closure::<dyn FnMut()>::new(moved);
        let _ = root.add_event_listener_with_callback_and_bool("scroll", listener.as_ref().unchecked_ref(), true);
        // It lives as long as the element does.
        listener.forget();
    });
}

/// The line, and whether its end carries a dot (a hop has its own badge there).
fn measure(root: &Element, view: View) -> Option<(Line, bool)> {
    let active = view.active.get_untracked();
    let step = find(root, &format!(".step[data-step='{}']", active.step?))?;
    let pane = step.closest(".rv__c").ok()??.get_bounding_client_rect();
    let origin = root.get_bounding_client_rect();
    let from = step.get_bounding_client_rect();
    let y1 = middle(&from);
    if y1 < pane.top() + 6.0 || y1 > pane.bottom() - 6.0 {
        return None;
    }
    let hop = active.hops.first().and_then(|hop| find(root, &format!(".ph[data-hop='{hop}'] .ph__n")));
    let card = || find(root, ".pn.is-on > .kt");
    let (x2, y2, dotted) = match hop.or_else(card) {
        Some(target) => {
            let (target, frame) =
                (target.get_bounding_client_rect(), target.closest(".scroll").ok()??.get_bounding_client_rect());
            let y2 = middle(&target);
            if y2 < frame.top() + 6.0 || y2 > frame.bottom() - 6.0 {
                return None;
            }
            (target.left() - 1.0, y2, false)
        }
        None => {
            let mark = find(root, ".pg .hlmark, .pg .mark, .tb__table td.c")?;
            let (mark, desk) =
                (mark.get_bounding_client_rect(), mark.closest(".desk").ok()??.get_bounding_client_rect());
            let y2 = middle(&mark);
            if y2 < desk.top() + 6.0 || y2 > desk.bottom() - 6.0 {
                return None;
            }
            (desk.left() + 10.0, y2, true)
        }
    };
    Some(([from.right() - origin.left(), y1 - origin.top(), x2 - origin.left(), y2 - origin.top()], dotted))
}

fn find(root: &Element, selector: &str) -> Option<Element> {
    root.query_selector(selector).ok().flatten()
}

fn middle(rect: &DomRect) -> f64 {
    rect.top() + rect.height() / 2.0
}

fn curve([x1, y1, x2, y2]: &Line) -> String {
    let bend = ((x2 - x1) * 0.55).max(22.0);
    format!("M{x1:.1} {y1:.1}C{:.1} {y1:.1} {:.1} {y2:.1} {x2:.1} {y2:.1}", x1 + bend, x2 - bend)
}

fn draw(line: RwSignal<Option<Line>>, next: Option<Line>) {
    let slides = BY_KEY.replace(false) && !prefers_stillness();
    match (line.try_get_untracked().flatten(), next) {
        (Some(from), Some(to)) if slides => slide(line, from, to, now()),
        (before, next) if before != next => {
            line.try_set(next);
        }
        _ => {}
    }
}

fn slide(line: RwSignal<Option<Line>>, from: Line, to: Line, began: f64) {
    let share = ((now() - began) / SLIDE).clamp(0.0, 1.0);
    let eased = 1.0 - (1.0 - share).powi(3);
    let mut here = to;
    for place in 0..4 {
        here[place] = from[place] + (to[place] - from[place]) * eased;
    }
    if line.try_set(Some(here)).is_none() && share < 1.0 {
        request_animation_frame(move || slide(line, from, to, began));
    }
}

fn prefers_stillness() -> bool {
    window().match_media("(prefers-reduced-motion: reduce)").ok().flatten().is_some_and(|query| query.matches())
}
