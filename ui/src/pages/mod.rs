//! One folder a screen; what two of them share beside.

mod asked;
mod dataset;
mod graph;
mod marking;
mod models;
mod review;
mod runs;
mod sources;
mod templates;
mod welcome;

use crate::components::EmptyState;
use crate::state::Screen;
use crate::text::shell::screen_name;
use leptos::prelude::*;
pub use sources::accept_drops;
pub use welcome::WelcomePage;

pub fn screen(screen: Screen) -> AnyView {
    match screen {
        Screen::Sources => view! { <sources::SourcesPage/> }.into_any(),
        Screen::Dataset => view! { <dataset::DatasetPage/> }.into_any(),
        Screen::Graph => view! { <graph::GraphPage/> }.into_any(),
        Screen::Templates => view! { <templates::TemplatesPage/> }.into_any(),
        Screen::Review => view! { <review::ReviewPage/> }.into_any(),
        Screen::Runs => view! { <runs::RunsPage/> }.into_any(),
        Screen::Models => view! { <models::ModelsPage/> }.into_any(),
        other => view! { <Empty screen=other/> }.into_any(),
    }
}

#[component]
fn Empty(screen: Screen) -> impl IntoView {
    view! {
        <div class="phead"><h1>{screen_name(screen)}</h1></div>
        <EmptyState icon="layers" title=screen_name(screen)/>
    }
}
