//! How a document stands, with the one thing that helps where something is wrong.

use super::row_menu::retry;
use crate::components::{Bar, Icon, IconButton, Part, StatusMark};
use crate::pages::sources::store::Sources;
use crate::state::{Tone, use_toasts};
use crate::text::common::words as common;
use crate::text::core_words::{from_core, told};
use crate::text::fill;
use crate::text::sources::words;
use leptos::prelude::*;
use pathloom_ipc::sources::DocumentStatus;

#[component]
pub fn StatusCell(sources: Sources, id: u64, name: String, status: DocumentStatus) -> impl IntoView {
    let toasts = use_toasts();
    match status {
        DocumentStatus::Ready => view! { <StatusMark icon="check" tone=Tone::Ok words=words().ready/> }.into_any(),
        DocumentStatus::Queued => view! { <StatusMark icon="clock" words=words().queued/> }.into_any(),
        DocumentStatus::Working { stage, percent } => {
            let stage = stage_name(&stage);
            let label = fill(words().progress_of, &[("stage", &stage), ("name", &name)]);
            let parts = Signal::stored(vec![Part { class: "b-acc", share: f64::from(percent.min(100)) / 100.0 }]);
            view! { <span class="pgb"><span class="meta trunc">{stage}</span><Bar parts label/></span> }.into_any()
        }
        DocumentStatus::Check { message } => {
            let message = from_core(&message);
            let title = message.clone();
            view! {
                <span class="st st--warn" title=title><Icon name="triangle-alert" size=14/>
                    <span class="trunc">{message}</span></span>
            }
            .into_any()
        }
        DocumentStatus::Failed { message, hint } => {
            let title = told(&message, &hint);
            // The row says already which document it is.
            let message = from_core(message.strip_prefix(name.as_str()).map_or(message.as_str(), str::trim_start));
            view! {
                <span class="st st--bad" title=title><Icon name="circle-x" size=14/><span class="trunc">{message}</span></span>
                <span on:click=|event| event.stop_propagation()>
                    <IconButton icon="rotate-ccw" size=14 label=common().retry.to_owned()
                        on_click=move || retry(sources, toasts, id, None)/>
                </span>
            }
            .into_any()
        }
        DocumentStatus::PasswordNeeded => {
            let ask = move |event: web_sys::MouseEvent| {
                event.stop_propagation();
                sources.asking.set(Some(id));
            };
            view! {
                <button type="button" class="st st--bad so__lock" on:click=ask>
                    <Icon name="lock" size=14/><span class="trunc">{words().password_needed}</span>
                </button>
            }
            .into_any()
        }
    }
}

/// Stages have English names; others are shown as they come.
fn stage_name(stage: &str) -> String {
    let words = words();
    match stage {
        "Parse" => words.parse.to_owned(),
        "Extract" => words.extract.to_owned(),
        "Resolve" => words.resolve.to_owned(),
        other => other.to_owned(),
    }
}
