//! Models: the user's endpoints, who takes which role, what it costs, where keys are, what is sent.

mod budget;
mod consent;
mod empty;
mod endpoints;
mod engine;
mod form;
mod found;
mod head;
mod keys;
mod offline;
mod profiles;
mod prompts;
mod roles;
mod sent;
mod settings_file;
mod store;
mod warnings;

use crate::components::{Callout, ErrorNote, Skeleton};
use crate::state::Tone;
use crate::text::models::words;
use budget::Budget;
pub use budget::Limits;
use consent::Consent;
use empty::Empty;
use endpoints::Endpoints;
use engine::Engine;
use form::EndpointForm;
use found::Found;
use head::Head;
use keys::Keys;
use leptos::prelude::*;
use prompts::Prompts;
use roles::Roles;
use sent::Sent;
use store::{Models, new_models};
use warnings::Warnings;

#[component]
pub fn ModelsPage() -> impl IntoView {
    let models = new_models();
    let retry = Callback::new(move |()| models.query.reload());
    let here = Memo::new(move |_| models.query.data.with(Option::is_some));
    let body = move || match (here.get(), models.query.error.get()) {
        (true, _) => view! { <Panes models/> }.into_any(),
        (false, Some(error)) => view! { <div class="mo__m"><ErrorNote error on_retry=retry/></div> }.into_any(),
        (false, None) => view! { <Skeleton/> }.into_any(),
    };
    view! { <Head models/>{body}<EndpointForm models/><Consent models/><Found models/> }
}

#[component]
fn Panes(models: Models) -> impl IntoView {
    let notice = models.part(|view| view.notice.clone());
    let any = models.part(|view| !view.endpoints.is_empty());
    let main = move || match any.get() {
        Some(true) => view! { <Endpoints models/><Roles models/><Warnings models/> }.into_any(),
        _ => view! { <Empty models/><Warnings models/> }.into_any(),
    };
    view! {
        <div class="split mo">
            <section class="pane scroll" tabindex="0" aria-label=words().endpoints>
                <div class="mo__m">
                    {move || notice.get().flatten().map(|said| view! { <Callout tone=Tone::Warn>{said}</Callout> })}
                    {main}
                </div>
            </section>
            <aside class="pane scroll" tabindex="0" aria-label=words().engine>
                <Budget models/><Engine models/><Keys models/><Sent models/><Prompts models/>
            </aside>
        </div>
    }
}
