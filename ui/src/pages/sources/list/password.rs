//! A document's password: written in its row or in the reader, sent once, kept nowhere.

use super::row_menu::retry;
use crate::components::{Button, ButtonKind, ButtonSize, Field, FieldKind};
use crate::pages::sources::store::Sources;
use crate::state::use_toasts;
use crate::text::sources::words;
use leptos::html::Input;
use leptos::prelude::*;
use web_sys::KeyboardEvent;

#[component]
pub fn PasswordForm(sources: Sources, id: u64) -> impl IntoView {
    let toasts = use_toasts();
    let words = words();
    let password = RwSignal::new(String::new());
    let input = NodeRef::<Input>::new();
    Effect::new(move |_| {
        if let Some(input) = input.get() {
            let _ = input.focus();
        }
    });
    let send = move || {
        let given = password.get_untracked();
        if given.is_empty() {
            return;
        }
        password.set(String::new());
        sources.asking.set(None);
        retry(sources, toasts, id, Some(given));
    };
    let give_up = move |event: KeyboardEvent| {
        if event.key() == "Escape" {
            event.stop_propagation();
            sources.asking.set(None);
        }
    };
    let empty = Signal::derive(move || password.with(String::is_empty));
    view! {
        <span class="so__pw" role="gridcell" on:click=|event| event.stop_propagation() on:keydown=give_up>
            <Field value=password label=words.password kind=FieldKind::Password node_ref=input
                on_enter=Callback::new(move |()| send())/>
            <Button kind=ButtonKind::Primary size=ButtonSize::Small disabled=empty on_click=send>{words.unlock}</Button>
        </span>
    }
}
