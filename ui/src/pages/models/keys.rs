//! Where keys are kept, whose they are, and the file of keys when it waits for its passphrase.

use super::endpoints::key_words;
use super::form::Draft;
use super::store::Models;
use crate::components::{Button, ButtonSize, ErrorNote, Field, FieldKind, Icon};
use crate::hooks::use_command;
use crate::ipc;
use crate::text::fill;
use crate::text::models::words;
use leptos::prelude::*;
use pathloom_ipc::models::{EndpointView, KeyView, Secret, UnlockRequest};

#[component]
pub fn Keys(models: Models) -> impl IntoView {
    let keys = models.part(|view| view.keys.clone());
    let owners =
        models.part(|view| view.endpoints.iter().filter(|view| view.key != KeyView::None).cloned().collect::<Vec<_>>());
    let about = move || match keys.get().unwrap_or_default().keychain {
        true => words().keys_keychain,
        false => words().keys_none,
    };
    let rows = move || {
        let owners = owners.get().unwrap_or_default();
        if owners.is_empty() {
            return view! { <p class="meta">{words().no_keys}</p> }.into_any();
        }
        owners.into_iter().map(|owner| view! { <Owner models owner/> }).collect_view().into_any()
    };
    view! {
        <section class="side">
            <h2 class="h-sec"><Icon name="key-round"/>{words().keys}</h2>
            <p class="ink2">{about}</p>
            {move || keys.get().unwrap_or_default().locked.then(|| view! { <Unlock models/> })}
            <div class="mo__k">{rows}</div>
        </section>
    }
}

#[component]
fn Owner(models: Models, owner: EndpointView) -> impl IntoView {
    let shown = match &owner.key {
        KeyView::Kept { ends, .. } | KeyView::Locked { ends } if !ends.is_empty() => {
            fill(words().ends, &[("ends", ends)])
        }
        other => key_words(other),
    };
    let draft = StoredValue::new(Draft { replacing: true, ..Draft::of(&owner) });
    view! {
        <div class="row"><span class="grow trunc">{owner.endpoint.name}</span><span class="mono">{shown}</span></div>
        <Button size=ButtonSize::Small on_click=move || models.editing.set(Some(draft.get_value()))>{words().replace_key}</Button>
    }
}

#[component]
fn Unlock(models: Models) -> impl IntoView {
    let passphrase = RwSignal::new(String::new());
    let unlock = use_command(ipc::unlock_keys, move |()| models.query.reload());
    let send = move || {
        unlock.run(UnlockRequest { passphrase: Secret(passphrase.get_untracked()) });
        passphrase.set(String::new());
    };
    view! {
        <p class="st st--warn"><Icon name="lock" size=14/>{words().keys_locked}</p>
        <div class="row">
            <Field value=passphrase label=words().passphrase kind=FieldKind::Password on_enter=Callback::new(move |()| send())/>
            <Button busy=unlock.busy on_click=send>{words().unlock}</Button>
        </div>
        {move || unlock.error.get().map(|error| view! { <ErrorNote error/> })}
    }
}
