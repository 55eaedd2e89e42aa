//! A window over the page: the focus stays in it, Escape or a press beside it closes it, and the focus goes back.

use crate::state::Overlay;
use leptos::html::Div;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent};

const FOCUSABLE: &str = "button:not([disabled]),input,select,textarea,a[href],[tabindex='0']";

#[component]
pub fn Dialog(
    open: RwSignal<bool>,
    #[prop(into)] label: String,
    #[prop(optional)] class: &'static str,
    children: ChildrenFn,
) -> impl IntoView {
    Overlay::follow(open.into());
    let children = StoredValue::new(children);
    let label = StoredValue::new(label);
    view! {
        <Show when=move || open.get()>
            <Window open label=label.get_value() class>{children.with_value(|children| children())}</Window>
        </Show>
    }
}

/// For a dialog about one thing: open while there is one, and closing it lets the thing go.
pub fn open_while_some<T: Send + Sync + 'static>(about: RwSignal<Option<T>>) -> RwSignal<bool> {
    let open = RwSignal::new(false);
    Effect::new(move |_| open.set(about.with(Option::is_some)));
    Effect::new(move |_| {
        if !open.get() && about.with_untracked(Option::is_some) {
            about.set(None);
        }
    });
    open
}

#[component]
fn Window(open: RwSignal<bool>, label: String, class: &'static str, children: Children) -> impl IntoView {
    let node = NodeRef::<Div>::new();
    let before = StoredValue::new_local(document().active_element());
    Effect::new(move |_| {
        let Some(window) = node.get() else { return };
        if let Some(first) = focusable(&window).first() {
            let _ = first.focus();
        }
    });
    on_cleanup(move || {
        let element =
            before.try_get_value().flatten().and_then(|element: Element| element.dyn_into::<HtmlElement>().ok());
        if let Some(element) = element {
            let _ = element.focus();
        }
    });
    let keys = move |event: KeyboardEvent| match event.key().as_str() {
        "Escape" => {
            event.prevent_default();
            event.stop_propagation();
            open.set(false);
        }
        "Tab" => keep_focus(&event, node),
        _ => {}
    };
    view! {
        <div class="scrim" on:pointerdown=move |event| if event.target() == event.current_target() { open.set(false) }>
            <div class=format!("dialog {class}") role="dialog" aria-modal="true" aria-label=label node_ref=node on:keydown=keys>
                {children()}
            </div>
        </div>
    }
}

fn keep_focus(event: &KeyboardEvent, node: NodeRef<Div>) {
    let Some(window) = node.get_untracked() else { return };
    let elements = focusable(&window);
    let (Some(first), Some(last)) = (elements.first(), elements.last()) else { return };
    let now = document().active_element();
    let at = |element: &HtmlElement| now.as_ref() == Some(element.as_ref());
    let next = match event.shift_key() {
        true if at(first) => last,
        false if at(last) => first,
        _ => return,
    };
    event.prevent_default();
    let _ = next.focus();
}

fn focusable(window: &HtmlElement) -> Vec<HtmlElement> {
    let Ok(found) = window.query_selector_all(FOCUSABLE) else { return Vec::new() };
    (0..found.length()).filter_map(|place| found.get(place)?.dyn_into().ok()).collect()
}
