//! Welcome.

use crate::components::EmptyState;
use leptos::prelude::*;

#[component]
pub fn WelcomePage() -> impl IntoView {
    view! { <EmptyState icon="layers" title=crate::text::welcome::words().title/> }
}
