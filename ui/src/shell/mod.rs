//! The frame around every screen: top bar, rail, the screen itself, and what floats over all of them.

mod frame;
mod help;
mod logo;
mod palette;
mod project_menu;
mod rail;
mod run_status;
mod settings;
mod toasts;
mod top;

use crate::state::{provide_app, provide_route, provide_runs, provide_toasts};
use leptos::prelude::*;
pub use logo::Logo;

#[component]
pub fn App() -> impl IntoView {
    let app = provide_app();
    provide_toasts();
    provide_route();
    provide_runs();
    // Another language draws everything again.
    move || {
        app.language.track();
        view! { <frame::Frame/> }
    }
}
