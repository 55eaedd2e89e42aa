//! A picture cut from a document, on paper in both themes.

use crate::components::{ErrorNote, Skeleton};
use crate::hooks::use_query;
use crate::ipc;
use leptos::prelude::*;
use std::sync::Arc;

#[component]
pub fn Picture(
    /// Its name among the project's blobs.
    blob: String,
    /// What it shows, for those who do not see it.
    #[prop(into)]
    caption: String,
    /// It has its size now.
    #[prop(optional, into)]
    on_load: Option<Callback<()>>,
) -> impl IntoView {
    let query = use_query(move || {
        let blob = blob.clone();
        async move { ipc::blob(blob).await.map(Arc::new) }
    });
    let retry = Callback::new(move |()| query.reload());
    move || match (query.data.get(), query.error.get()) {
        (Some(url), _) => view! {
            <div class="ev ev--img paper"><img src=url.as_str().to_owned() alt=caption.clone()
                on:load=move |_| if let Some(tell) = on_load { tell.run(()) }/></div>
        }
        .into_any(),
        (None, Some(error)) => view! { <ErrorNote error on_retry=retry/> }.into_any(),
        (None, None) => view! { <div class="ev"><Skeleton widths=&[100, 100]/></div> }.into_any(),
    }
}
