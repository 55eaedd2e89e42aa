//! The mark: three warp threads and one weft through them.

use leptos::prelude::*;

#[component]
pub fn Logo(#[prop(default = 22)] size: u32) -> impl IntoView {
    view! {
        <svg class="logo" width=size height=size viewBox="0 0 24 24" fill="none" stroke-linecap="round" aria-hidden="true">
            <path d="M6 3V12M6 18V21M12 3V21M18 3V6M18 12V21" stroke="currentColor" stroke-width="1.8" opacity=".45"/>
            <path d="M2.2 17C5.4 17 6.4 13.9 9.5 12.9M14.5 11.1C17.6 10.1 18.6 7 21.8 7" stroke="var(--accent)" stroke-width="2.2"/>
        </svg>
    }
}
