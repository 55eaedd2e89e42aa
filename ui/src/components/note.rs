//! What is said in place of content: a note, an error with what to do next, nothing there yet, still loading.

use super::{Button, Icon};
use crate::state::Tone;
use crate::text::common::words;
use crate::text::core_words::from_core;
use leptos::prelude::*;
use pathloom_ipc::AppError;

#[component]
pub fn Callout(#[prop(optional)] tone: Tone, children: Children) -> impl IntoView {
    let (class, icon, role) = match tone {
        Tone::Plain => ("", "info", "note"),
        Tone::Ok => ("call--ok", "circle-check", "status"),
        Tone::Warn => ("call--warn", "triangle-alert", "status"),
        Tone::Bad => ("call--bad", "circle-x", "alert"),
    };
    view! {
        <div class=format!("call {class}") role=role><Icon name=icon/><div class="grow">{children()}</div></div>
    }
}

#[component]
pub fn ErrorNote(error: AppError, #[prop(optional, into)] on_retry: Option<Callback<()>>) -> impl IntoView {
    let (message, hint) = (from_core(&error.message), from_core(&error.hint));
    view! {
        <div class="call call--bad" role="alert">
            <Icon name="circle-x"/>
            <div class="grow">
                <div>{message}</div>
                {(!hint.is_empty()).then(|| view! { <div class="ink2">{hint}</div> })}
            </div>
            {on_retry.map(|retry| view! {
                <Button size=super::ButtonSize::Small on_click=move || retry.run(())>{words().retry}</Button>
            })}
        </div>
    }
}

/// Nothing is there: what would be, and how to get it.
#[component]
pub fn EmptyState(
    icon: &'static str,
    #[prop(into)] title: String,
    #[prop(optional, into)] about: String,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="emptyst">
            <Icon name=icon size=28/>
            <h2 class="h-title">{title}</h2>
            {(!about.is_empty()).then(|| view! { <p class="ink2">{about}</p> })}
            {children.map(|children| view! { <div class="row">{children()}</div> })}
        </div>
    }
}

/// Grey bars of these widths in percent, where lines of text will be.
#[component]
pub fn Skeleton(#[prop(default = &[60, 90, 80, 40])] widths: &'static [u32]) -> impl IntoView {
    view! {
        <div class="skels" aria-hidden="true">
            {widths.iter().map(|width| view! { <div class="skel" style=format!("width:{width}%")></div> }).collect_view()}
        </div>
    }
}
