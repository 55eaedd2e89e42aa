//! An icon beside or instead of a word. It is hidden from screen readers: the word or the label speaks.

mod shapes;

use leptos::prelude::*;

#[component]
pub fn Icon(
    /// Lucide's name.
    name: &'static str,
    #[prop(default = 16)] size: u32,
    /// Further classes: "ok", "warn", "bad", "acc".
    #[prop(optional)]
    class: &'static str,
) -> impl IntoView {
    let outline = shapes::outline(name);
    debug_assert!(outline.is_some(), "no icon is named {name}");
    view! {
        <svg class=format!("i {class}") width=size height=size viewBox="0 0 24 24" aria-hidden="true"
            inner_html=outline.unwrap_or_default()></svg>
    }
}
