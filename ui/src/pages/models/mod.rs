//! Models: which roles the built-in engine takes, which wait for a model, and what the engine does.

mod engine;
mod roles;

use crate::components::{ErrorNote, Skeleton};
use crate::hooks::use_query;
use crate::ipc;
use crate::text::models::words;
use engine::Engine;
use leptos::prelude::*;
use pathloom_ipc::models::ModelsView;
use roles::Roles;

#[component]
pub fn ModelsPage() -> impl IntoView {
    let models = use_query(ipc::models);
    let retry = Callback::new(move |()| models.reload());
    let body = move || match (models.data.get(), models.error.get()) {
        (Some(view), _) => view! { <Panes view/> }.into_any(),
        (None, Some(error)) => view! { <div class="mo__m"><ErrorNote error on_retry=retry/></div> }.into_any(),
        (None, None) => view! { <Skeleton/> }.into_any(),
    };
    view! {
        <div class="phead"><h1>{words().title}</h1><span class="meta trunc">{words().about}</span></div>
        {body}
    }
}

#[component]
fn Panes(view: ModelsView) -> impl IntoView {
    let ModelsView { roles, built_in, operators, languages } = view;
    view! {
        <div class="split mo">
            <section class="pane scroll" tabindex="0" aria-label=words().roles><div class="mo__m"><Roles roles/></div></section>
            <aside class="pane scroll" tabindex="0" aria-label=words().engine><Engine built_in operators languages/></aside>
        </div>
    }
}
