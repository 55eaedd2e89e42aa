//! Sources.

use crate::components::EmptyState;
use leptos::prelude::*;

#[component]
pub fn SourcesPage() -> impl IntoView {
    view! { <EmptyState icon="layers" title=crate::text::sources::words().title/> }
}
