//! Sizes: of an element as it changes, and of the window against a media query.

use leptos::html::ElementType;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{Element, ResizeObserver};

/// What keeps the measuring alive.
type Watched = (ResizeObserver, Closure<dyn FnMut()>);

/// Content width and height in CSS pixels; (0, 0) until it is laid out or while it is hidden.
pub fn use_size<E>(node: NodeRef<E>) -> RwSignal<(f64, f64)>
where
    E: ElementType,
    E::Output: JsCast + Clone + 'static,
{
    let size = RwSignal::new((0.0, 0.0));
    let observer: StoredValue<Option<Watched>, LocalStorage> = StoredValue::new_local(None);
    Effect::new(move |_| {
        let Some(element) = node.get().and_then(|element| element.dyn_into::<Element>().ok()) else { return };
        let measured = element.clone();
        let closure = Closure::<dyn FnMut()>::new(move || {
            let now = (f64::from(measured.client_width()), f64::from(measured.client_height()));
            if size.try_get_untracked().is_some_and(|before| before != now) {
                size.set(now);
            }
        });
        if let Ok(observed) = ResizeObserver::new(closure.as_ref().unchecked_ref()) {
            observed.observe(&element);
            observer.set_value(Some((observed, closure)));
        }
    });
    on_cleanup(move || {
        if let Some(Some((observed, _))) = observer.try_update_value(Option::take) {
            observed.disconnect();
        }
    });
    size
}

/// Follows a media query: `(max-width: 1240px)`.
pub fn use_media(query: &'static str) -> RwSignal<bool> {
    let matches = move || window().match_media(query).ok().flatten().is_some_and(|query| query.matches());
    let state = RwSignal::new(matches());
    let handle = window_event_listener(leptos::ev::resize, move |_| {
        let now = matches();
        if state.try_get_untracked().is_some_and(|before| before != now) {
            state.set(now);
        }
    });
    on_cleanup(move || handle.remove());
    state
}
