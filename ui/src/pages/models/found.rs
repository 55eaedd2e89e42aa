//! Servers found on this computer, each added with one press.

use super::form::Draft;
use super::store::Models;
use crate::components::{Button, ButtonSize, Dialog, IconButton, open_while_some};
use crate::text::common::words as common;
use crate::text::models::words;
use crate::text::plural;
use leptos::prelude::*;
use pathloom_ipc::models::FoundServer;

#[component]
pub fn Found(models: Models) -> impl IntoView {
    let open = open_while_some(models.found);
    let known =
        models.part(|view| view.endpoints.iter().map(|view| view.endpoint.base_url.clone()).collect::<Vec<_>>());
    let rows = move || {
        let known = known.get().unwrap_or_default();
        let found = models.found.get().unwrap_or_default();
        if found.is_empty() {
            return view! { <p class="ink2">{words().found_none}</p> }.into_any();
        }
        let rows = found.into_iter().map(|server| {
            let is_known = known.contains(&server.base_url);
            view! { <Server models server is_known/> }
        });
        view! { <ul class="mo__f">{rows.collect_view()}</ul> }.into_any()
    };
    view! {
        <Dialog open label=words().found_title class="dialog--settings">
            <div class="dialog__h">
                <h2 class="h-title">{words().found_title}</h2><span class="sp"></span>
                <IconButton icon="x" label=common().close.to_owned() on_click=move || models.found.set(None)/>
            </div>
            <div class="mo__d">{rows}</div>
        </Dialog>
    }
}

#[component]
fn Server(models: Models, server: FoundServer, is_known: bool) -> impl IntoView {
    let count = plural(server.models.len() as u64, words().model_one, words().model_many);
    let (name, address, names) = (server.name.clone(), server.base_url.clone(), server.models.join(", "));
    let add = move || {
        models.found.set(None);
        models.editing.set(Some(Draft::found(&server)));
    };
    view! {
        <li>
            <div class="grow"><b>{name}</b><span class="meta">{address}" · "{count}</span><span class="micro trunc">{names}</span></div>
            {match is_known {
                true => view! { <span class="meta">{words().found_known}</span> }.into_any(),
                false => view! { <Button size=ButtonSize::Small icon="plus" on_click=add>{words().found_add}</Button> }.into_any(),
            }}
        </li>
    }
}
