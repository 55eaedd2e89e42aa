//! Settings as one file: written without keys, taken in after showing what it would change.

use super::store::Models;
use crate::components::{Button, ButtonKind, Dialog, ErrorNote, IconButton, open_while_some};
use crate::hooks::use_command;
use crate::ipc;
use crate::state::Tone;
use crate::text::common::words as common;
use crate::text::fill;
use crate::text::models::words;
use leptos::prelude::*;
use leptos::task::spawn_local;
use pathloom_ipc::models::{SettingsChange, SettingsChanges};
use pathloom_ipc::project::PickRequest;

pub type Incoming = RwSignal<Option<(String, SettingsChanges)>>;

pub fn export(models: Models) {
    models.act(async move {
        let picked = ipc::pick(PickRequest::NewSettings { title: words().export_settings.to_owned() }).await?;
        let Some(path) = picked.into_iter().next() else { return Ok(()) };
        ipc::export_settings(path).await?;
        models.toasts.show(Tone::Ok, words().exported);
        Ok(())
    });
}

pub fn look(models: Models, incoming: Incoming) {
    spawn_local(async move {
        let looked = async {
            let picked = ipc::pick(PickRequest::Settings { title: words().import_settings.to_owned() }).await?;
            let Some(path) = picked.into_iter().next() else { return Ok(None) };
            let changes = ipc::look_at_settings(path.clone()).await?;
            Ok(Some((path, changes)))
        };
        match looked.await {
            Ok(found) => drop(incoming.try_set(found)),
            Err(error) => models.toasts.error(&error),
        }
    });
}

#[component]
pub fn ImportDialog(models: Models, incoming: Incoming) -> impl IntoView {
    let open = open_while_some(incoming);
    let body = move || incoming.get().map(|(path, changes)| view! { <Changes models incoming path changes/> });
    view! { <Dialog open label=words().changes_title class="dialog--settings">{body}</Dialog> }
}

#[component]
fn Changes(models: Models, incoming: Incoming, path: String, changes: SettingsChanges) -> impl IntoView {
    let close = move || incoming.set(None);
    let take = use_command(ipc::import_settings, move |_| {
        models.query.reload();
        close();
    });
    let none = changes.changes.is_empty();
    let rows = changes.changes.iter().map(|change| view! { <li>{sentence(change)}</li> }).collect_view();
    let about = if none { words().changes_none } else { words().changes_about };
    view! {
        <div class="dialog__h">
            <h2 class="h-title">{words().changes_title}</h2><span class="sp"></span>
            <IconButton icon="x" label=common().close.to_owned() on_click=close/>
        </div>
        <div class="mo__d"><p>{about}</p><ul class="mo__l">{rows}</ul><p class="micro">{words().changes_keys}</p></div>
        {move || take.error.get().map(|error| view! { <div class="dialog__f"><ErrorNote error/></div> })}
        <div class="dialog__f row">
            <span class="sp"></span>
            <Button on_click=close>{common().cancel}</Button>
            <Button kind=ButtonKind::Primary busy=take.busy disabled=Signal::derive(move || none)
                on_click=move || take.run(path.clone())>{words().take_in}</Button>
        </div>
    }
}

fn sentence(change: &SettingsChange) -> String {
    match change {
        SettingsChange::AddEndpoint { name, origin } => fill(words().change_add, &[("name", name), ("origin", origin)]),
        SettingsChange::ChangeEndpoint { name, from, to } if from == to => {
            fill(words().change_endpoint, &[("name", name)])
        }
        SettingsChange::ChangeEndpoint { name, from, to } => {
            fill(words().change_origin, &[("name", name), ("from", from), ("to", to)])
        }
        SettingsChange::AddProfile { name } => fill(words().change_profile_add, &[("name", name)]),
        SettingsChange::ChangeProfile { name } => fill(words().change_profile, &[("name", name)]),
        SettingsChange::Budget => words().change_budget.to_owned(),
    }
}
