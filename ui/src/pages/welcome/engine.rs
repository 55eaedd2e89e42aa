//! The built-in engine's badge.

use crate::components::Icon;
use crate::state::use_app;
use crate::text::welcome::words;
use leptos::prelude::*;
use pathloom_ipc::project::EngineStatus;

#[component]
pub fn Engine() -> impl IntoView {
    let app = use_app();
    let content = move || match app.engine.get() {
        EngineStatus::Ready => view! {
            <span class="chip chip--ok"><Icon name="check" size=13/>{words().engine_ready}</span>
            <span class="meta">{words().engine_about}</span>
        }
        .into_any(),
        EngineStatus::Failed { reason } => view! {
            <span class="chip chip--bad"><Icon name="circle-x" size=13/>{words().engine_failed}</span>
            <span class="meta">{reason}</span>
        }
        .into_any(),
    };
    view! { <div class="we__eng" role="status">{content}</div> }
}
