//! The models of an endpoint with their prices, typed or taken from what the server offers.

use super::fields::{Fields, ModelFields};
use super::services::{SERVICES, Service};
use crate::components::{Button, ButtonSize, ErrorNote, Field, Icon, IconButton};
use crate::hooks::use_command;
use crate::ipc;
use crate::text::models::words;
use crate::text::{fill, number};
use leptos::prelude::*;
use pathloom_ipc::models::SaveEndpointRequest;

/// Of a long list, so many are shown.
const MOST_OFFERED: usize = 40;

#[component]
pub fn ModelRows(
    fields: Fields,
    enter: Callback<()>,
    /// The endpoint as it stands in the form.
    request: Callback<(), Option<SaveEndpointRequest>>,
) -> impl IntoView {
    let example = Memo::new(move |_| {
        let base_url = fields.base_url.get();
        let known = SERVICES.iter().find(|service: &&Service| service.base_url == base_url && !base_url.is_empty());
        known.map_or(words().model_name_about.to_owned(), |service| service.model.to_owned())
    });
    let remove = move |row: ModelFields| fields.models.update(|rows| rows.retain(|other| other.name != row.name));
    let rows = move || {
        let rows = fields.models.get();
        let several = rows.len() > 1;
        let row = |row: ModelFields| {
            view! {
                <div class="mo__row">
                    <Field value=row.name label=words().model_name placeholder=example.get() on_enter=enter/>
                    <Field value=row.price_in label=words().price_in on_enter=enter/>
                    <Field value=row.price_out label=words().price_out on_enter=enter/>
                    <Field value=row.context label=words().context on_enter=enter/>
                    {several.then(|| view! { <IconButton icon="x" size=14 label=words().remove_model.to_owned() on_click=move || remove(row)/> })}
                </div>
            }
        };
        rows.into_iter().map(row).collect_view()
    };
    view! {
        {rows}
        <p class="micro">{words().prices_about}</p>
        <Button size=ButtonSize::Small icon="plus" on_click=move || fields.models.update(|rows| rows.push(ModelFields::empty()))>{words().add_model}</Button>
        <Offered fields request/>
    }
}

/// The server's own list; a press adds a model.
#[component]
fn Offered(fields: Fields, request: Callback<(), Option<SaveEndpointRequest>>) -> impl IntoView {
    let offered = RwSignal::new(None::<Vec<String>>);
    let ask = use_command(ipc::offered_models, move |names| offered.set(Some(names)));
    let send = move || {
        if let Some(request) = request.run(()) {
            ask.run(request);
        }
    };
    let add = move |name: String| {
        let rows = fields.models.get_untracked();
        if rows.iter().any(|row| row.name.with_untracked(|known| *known == name)) {
            return;
        }
        match rows.iter().find(|row| row.name.with_untracked(|known| known.trim().is_empty())) {
            Some(empty) => empty.name.set(name),
            None => {
                let row = ModelFields::empty();
                row.name.set(name);
                fields.models.update(|rows| rows.push(row));
            }
        }
    };
    let list = move || {
        let names = offered.get()?;
        if names.is_empty() {
            return Some(view! { <p class="micro">{words().offered_none}</p> }.into_any());
        }
        let rest = names.len().saturating_sub(MOST_OFFERED) as u64;
        let chips = names.into_iter().take(MOST_OFFERED).map(|name| {
            let label = name.clone();
            view! { <button type="button" class="chip" on:click=move |_| add(name.clone())><Icon name="plus" size=12/>{label}</button> }
        });
        let rest = (rest > 0).then(|| fill(words().offered_more, &[("n", &number(rest))]));
        Some(view! { <div class="mo__chips">{chips.collect_view()}</div><p class="micro">{rest}</p> }.into_any())
    };
    view! {
        <Button size=ButtonSize::Small icon="list" busy=ask.busy on_click=send>{words().offered}</Button>
        {list}
        {move || ask.error.get().map(|error| view! { <ErrorNote error/> })}
    }
}
