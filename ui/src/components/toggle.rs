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
