//! Title, and what is done with endpoints as a whole: add one, look for some, hand settings on.

use super::form::Draft;
use super::settings_file::{ImportDialog, export, look};
use super::store::Models;
use crate::components::{Button, ButtonKind, Icon, Menu, MenuItem, Popover};
use crate::hooks::use_command;
use crate::ipc;
use crate::text::models::words;
use leptos::prelude::*;

#[component]
pub fn Head(models: Models) -> impl IntoView {
    let more = RwSignal::new(false);
    let incoming = RwSignal::new(None);
    let find = use_command(|()| ipc::find_local(), move |found| models.found.set(Some(found)));
    Effect::new(move |_| {
        if let Some(error) = find.error.get() {
            models.toasts.error(&error);
        }
    });
    let trigger = view! {
        <button type="button" class="ib" aria-label=words().more title=words().more aria-expanded=move || more.get().to_string()
            on:click=move |_| more.update(|open| *open = !*open)><Icon name="ellipsis" size=16/></button>
    }
    .into_any();
    let items = move || {
        vec![
            MenuItem::new("download", words().export_settings, move || export(models)),
            MenuItem::new("import", words().import_settings, move || look(models, incoming)),
        ]
    };
    view! {
        <div class="phead">
            <h1>{words().title}</h1><span class="meta trunc">{words().about}</span><span class="sp"></span>
            <Popover open=more trigger class="pop--right"><Menu items=items() label=words().more on_done=move || more.set(false)/></Popover>
            <Button icon="scan-search" busy=find.busy on_click=move || find.run(())>{words().find_local}</Button>
            <Button kind=ButtonKind::Primary icon="plus" on_click=move || models.editing.set(Some(Draft::new()))>{words().add_endpoint}</Button>
        </div>
        <ImportDialog models incoming/>
    }
}
