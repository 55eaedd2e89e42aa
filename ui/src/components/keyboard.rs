//! Key caps: "Ctrl" "K".

use leptos::prelude::*;

#[component]
pub fn Keys(keys: &'static [&'static str]) -> impl IntoView {
    keys.iter().map(|key| view! { <kbd>{*key}</kbd> }).collect_view()
}
