//! One of several in a list that opens: the platform's own, so that it is at home with keys and screen readers.

use super::Icon;
use leptos::prelude::*;

/// A value and the words for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    pub value: String,
    pub label: String,
}

impl Choice {
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Choice {
        Choice { value: value.into(), label: label.into() }
    }
}

#[component]
pub fn Select(
    #[prop(into)] value: Signal<String>,
    #[prop(into)] choices: Signal<Vec<Choice>>,
    #[prop(into)] label: String,
    /// Without an edge, for heads.
    #[prop(optional)]
    plain: bool,
    on_change: impl Fn(String) + 'static,
) -> impl IntoView {
    let shown = move || {
        let value = value.get();
        choices.with(|choices| {
            choices.iter().find(|choice| choice.value == value).map(|choice| choice.label.clone()).unwrap_or_default()
        })
    };
    let options = move || {
        let now = value.get();
        let choices = choices.get();
        choices
            .into_iter()
            .map(|Choice { value, label }| {
                let selected = value == now;
                view! { <option value=value selected=selected>{label}</option> }
            })
            .collect_view()
    };
    view! {
        <span class="sel" class:sel--plain=plain>
            <span class="trunc" aria-hidden="true">{shown}</span>
            <Icon name="chevron-down" size=14/>
            <select aria-label=label prop:value=move || value.get()
                on:change:target=move |event| on_change(event.target().value())>
                {options}
            </select>
        </span>
    }
}
