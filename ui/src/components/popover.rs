//! Something that floats beside what opened it; Escape, or a press elsewhere, closes it and gives the focus back.

use crate::state::Overlay;
use leptos::ev;
use leptos::html::Div;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, Node};

#[component]
pub fn Popover(
    open: RwSignal<bool>,
    /// The button; it should set `aria-expanded`.
    trigger: AnyView,
    /// Of the floating part: where it stands and how wide it is.
    #[prop(optional)]
    class: &'static str,
    children: ChildrenFn,
) -> impl IntoView {
    let anchor = NodeRef::<Div>::new();
    Overlay::follow(open.into());
    let outside = window_event_listener(ev::pointerdown, move |event| {
        let Some(anchor) = anchor.try_get_untracked().flatten() else { return };
        let inside = event.target().and_then(|target| target.dyn_into::<Node>().ok());
        if open.get_untracked() && !inside.is_some_and(|node| anchor.contains(Some(&node))) {
            open.set(false);
        }
    });
    on_cleanup(move || outside.remove());
    let escape = move |event: web_sys::KeyboardEvent| {
        if event.key() == "Escape" && open.get_untracked() {
            event.prevent_default();
            event.stop_propagation();
            open.set(false);
            focus_trigger(anchor);
        }
    };
    let children = StoredValue::new(children);
    view! {
        <div class="anchor" node_ref=anchor on:keydown=escape>
            {trigger}
            <Show when=move || open.get()>
                <div class=format!("pop {class}")>{children.with_value(|children| children())}</div>
            </Show>
        </div>
    }
}

fn focus_trigger(anchor: NodeRef<Div>) {
    let first = anchor.get_untracked().and_then(|anchor| anchor.query_selector("button").ok().flatten());
    if let Some(button) = first.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        let _ = button.focus();
    }
}
