//! Offline only: no call leaves, for all projects or for this one.

use super::store::Models;
use crate::ipc;
use crate::text::models::words;
use leptos::prelude::*;
use pathloom_ipc::models::Offline;

#[component]
pub fn OfflineOnly(models: Models) -> impl IntoView {
    let offline = models.part(|view| view.offline);
    let has_project = models.part(|view| !view.roles.is_empty());
    let now = move || offline.get().unwrap_or_default();
    let user = Signal::derive(move || now().user);
    let project = Signal::derive(move || now().project);
    let set = move |wanted: Offline| models.act(async move { ipc::set_offline(wanted).await });
    let press_user = Callback::new(move |()| set(untrack(|| Offline { user: !now().user, ..now() })));
    let press_project = Callback::new(move |()| set(untrack(|| Offline { project: !now().project, ..now() })));
    view! {
        <div class="mo__o">
            <b>{words().offline}</b>
            <Switch on=user label=words().offline_user about=words().offline_user_about press=press_user/>
            {move || has_project.get().unwrap_or_default().then(|| view! {
                <Switch on=project label=words().offline_project about=words().offline_project_about press=press_project/>
            })}
        </div>
    }
}

#[component]
fn Switch(on: Signal<bool>, label: &'static str, about: &'static str, press: Callback<()>) -> impl IntoView {
    view! {
        <div class="row">
            <span class="grow">{label}<span class="meta mo__b">{about}</span></span>
            <button type="button" class="sw" class:is-on=on role="switch" aria-checked=move || on.get().to_string()
                aria-label=format!("{}: {label}", words().offline) on:click=move |_| press.run(())></button>
        </div>
    }
}
