//! Either, or: segments.

use leptos::prelude::*;

/// One of the values of a segmented control.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment<T> {
    pub value: T,
    pub label: String,
}

#[component]
pub fn Segmented<T>(
    #[prop(into)] value: Signal<T>,
    segments: Vec<Segment<T>>,
    #[prop(into)] label: String,
    #[prop(optional)] class: &'static str,
    on_change: impl Fn(T) + Clone + 'static,
) -> impl IntoView
where
    T: Clone + PartialEq + Send + Sync + 'static,
{
    let buttons = segments.into_iter().map(|Segment { value: own, label }| {
        let on_change = on_change.clone();
        let mine = own.clone();
        let is_on = Memo::new(move |_| value.with(|now| *now == mine));
        view! {
            <button type="button" role="radio" class:is-on=is_on aria-checked=move || is_on.get().to_string()
                on:click=move |_| on_change(own.clone())>{label}</button>
        }
    });
    view! { <div class=format!("seg {class}") role="radiogroup" aria-label=label>{buttons.collect_view()}</div> }
}

/// On or off, with its words beside it.
#[component]
pub fn CheckBox(
    value: RwSignal<bool>,
    #[prop(into)] label: String,
    #[prop(optional, into)] about: String,
) -> impl IntoView {
    view! {
        <label class="check">
            <input type="checkbox" prop:checked=move || value.get()
                on:change:target=move |event| value.set(event.target().checked())/>
            <span>{label}{(!about.is_empty()).then(|| view! { <span class="micro">{about}</span> })}</span>
        </label>
    }
}
