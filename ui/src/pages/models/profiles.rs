//! Profiles: the project's roles under a name, for all projects of the user.

use super::store::Models;
use crate::components::{Button, Field, Icon, Menu, MenuItem, Popover};
use crate::ipc;
use crate::state::Tone;
use crate::text::common::words as common;
use crate::text::fill;
use crate::text::models::words;
use leptos::prelude::*;

#[component]
pub fn Profiles(models: Models) -> impl IntoView {
    let open = RwSignal::new(false);
    let naming = RwSignal::new(false);
    let profiles = models.part(|view| view.profiles.clone());
    let label = move || {
        let used = profiles.get().unwrap_or_default().into_iter().find(|profile| profile.used);
        used.map_or(words().profile_none.to_owned(), |profile| fill(words().profile_is, &[("name", &profile.name)]))
    };
    let toggle = move |_| {
        naming.set(false);
        open.update(|open| *open = !*open);
    };
    let trigger = view! {
        <button type="button" class="sel sel--plain meta" aria-haspopup="menu" aria-expanded=move || open.get().to_string() on:click=toggle>
            {label}<Icon name="chevron-down" size=13/>
        </button>
    }
    .into_any();
    let items = move || {
        let mut items = Vec::new();
        for profile in profiles.get().unwrap_or_default() {
            let name = profile.name.clone();
            let choose = move || {
                let name = name.clone();
                models.act(async move { ipc::use_profile(name).await });
            };
            items.push(MenuItem {
                icon: None,
                checked: profile.used,
                ..MenuItem::new("check", profile.name.clone(), choose)
            });
        }
        for profile in profiles.get().unwrap_or_default().into_iter().filter(|profile| profile.used) {
            let label = fill(words().profile_remove, &[("name", &profile.name)]);
            let name = profile.name;
            items.push(MenuItem::new("trash-2", label, move || {
                let name = name.clone();
                models.act(async move { ipc::remove_profile(name).await });
            }));
        }
        items
    };
    view! {
        <Popover open trigger class="pop--right">
            {move || (!naming.get()).then(|| view! { <Menu items=items() label=words().profile on_done=move || open.set(false)/> })}
            {move || match naming.get() {
                false => view! { <button type="button" class="menu__i" on:click=move |_| naming.set(true)>
                    <Icon name="save" size=15/><span class="grow trunc">{words().profile_save}</span></button> }.into_any(),
                true => view! { <Naming models open/> }.into_any(),
            }}
        </Popover>
    }
}

#[component]
fn Naming(models: Models, open: RwSignal<bool>) -> impl IntoView {
    let name = RwSignal::new(String::new());
    let empty = Signal::derive(move || name.with(|name| name.trim().is_empty()));
    let save = move || {
        let name = name.get_untracked().trim().to_owned();
        if name.is_empty() {
            return;
        }
        open.set(false);
        models.act(async move {
            ipc::save_profile(name.clone()).await?;
            models.toasts.show(Tone::Ok, fill(words().profile_saved, &[("name", &name)]));
            Ok(())
        });
    };
    view! {
        <div class="row mo__p">
            <Field value=name label=words().profile_name on_enter=Callback::new(move |()| save())/>
            <Button disabled=empty on_click=save>{common().save}</Button>
        </div>
    }
}
