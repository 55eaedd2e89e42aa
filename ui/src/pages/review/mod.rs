//! Review.

use crate::components::EmptyState;
use leptos::prelude::*;

#[component]
pub fn ReviewPage() -> impl IntoView {
    view! { <EmptyState icon="layers" title=crate::text::review::words().title/> }
}
