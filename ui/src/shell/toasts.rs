//! The stack of toasts, bottom left: six seconds, which stop while the pointer or the focus is on it.

use crate::components::{Icon, IconButton};
use crate::state::{Toast, Tone, use_toasts};
use crate::text::{common, shell};
use leptos::prelude::*;
use std::time::Duration;

const SHOWN: Duration = Duration::from_secs(6);

#[component]
pub fn ToastStack() -> impl IntoView {
    let toasts = use_toasts();
    view! {
        <div class="toasts" role="region" aria-label=shell::words().notifications aria-live="polite">
            <For each=move || toasts.shown.get() key=|toast| toast.id let:toast><Item toast/></For>
        </div>
    }
}

#[component]
fn Item(toast: Toast) -> impl IntoView {
    let toasts = use_toasts();
    let Toast { id, tone, message, action } = toast;
    let held = RwSignal::new(false);
    let timer = StoredValue::new(None::<TimeoutHandle>);
    Effect::new(move |_| {
        if let Some(timer) = timer.try_update_value(Option::take).flatten() {
            timer.clear();
        }
        if !held.get() {
            timer.set_value(set_timeout_with_handle(move || toasts.close(id), SHOWN).ok());
        }
    });
    on_cleanup(move || {
        if let Some(timer) = timer.try_update_value(Option::take).flatten() {
            timer.clear();
        }
    });
    let (icon, class) = match tone {
        Tone::Plain => ("info", ""),
        Tone::Ok => ("check", "ok"),
        Tone::Warn => ("triangle-alert", "warn"),
        Tone::Bad => ("circle-x", "bad"),
    };
    let button = action.map(|action| {
        let run = action.run;
        view! {
            <button type="button" class="link" on:click=move |_| { toasts.close(id); run.run(()); }>{action.label}</button>
            {action.key.map(|key| view! { <kbd>{key}</kbd> })}
        }
    });
    view! {
        <div class="toast" role=if tone == Tone::Bad { "alert" } else { "status" }
            on:pointerenter=move |_| held.set(true) on:pointerleave=move |_| held.set(false)
            on:focusin=move |_| held.set(true) on:focusout=move |_| held.set(false)>
            <Icon name=icon size=15 class/>
            <span class="toast__m">{message}</span>
            {button}
            <IconButton icon="x" size=14 label=common::words().close.to_owned() on_click=move || toasts.close(id)/>
        </div>
    }
}
