//! Adding and changing an endpoint: service, address, key and models; limits and the rest folded away.

mod fields;
mod key;
mod model_rows;
mod services;

use super::store::Models;
use crate::components::{
    Button, ButtonKind, Choice, Dialog, ErrorNote, Field, Icon, IconButton, Select, open_while_some,
};
use crate::hooks::use_command;
use crate::ipc;
use crate::text::common::words as common;
use crate::text::models::words;
use fields::Fields;
use key::{KeyFields, KeyForm, Source};
use leptos::prelude::*;
use model_rows::ModelRows;
use pathloom_ipc::models::{EndpointView, FoundServer, KeyView, KeysView, SaveEndpointRequest, Secret, UnlockRequest};
use pathloom_ipc::{AppError, ErrorCode};
use pathloom_model::{Endpoint, EndpointKind, EndpointModel, Limits};
use services::{SERVICES, kind_name};

/// An endpoint on its way to be kept.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// Its name before; `None` for a new one.
    pub was: Option<String>,
    pub endpoint: Endpoint,
    pub key: KeyView,
    /// Opened to enter another key.
    pub replacing: bool,
}

impl Draft {
    pub fn new() -> Draft {
        Draft { was: None, endpoint: blank(EndpointKind::OpenAi), key: KeyView::None, replacing: false }
    }

    pub fn of(view: &EndpointView) -> Draft {
        Draft {
            was: Some(view.endpoint.name.clone()),
            endpoint: view.endpoint.clone(),
            key: view.key.clone(),
            replacing: false,
        }
    }

    pub fn found(server: &FoundServer) -> Draft {
        let model = |name: &String| EndpointModel { name: name.clone(), price: None, context: None, abilities: None };
        let endpoint = Endpoint {
            name: server.name.clone(),
            base_url: server.base_url.clone(),
            models: server.models.iter().map(model).collect(),
            ..blank(server.kind)
        };
        Draft { endpoint, ..Draft::new() }
    }

    fn is_local(&self) -> bool {
        self.endpoint.base_url.is_empty() || self.endpoint.is_loopback()
    }
}

fn blank(kind: EndpointKind) -> Endpoint {
    Endpoint {
        name: String::new(),
        kind,
        base_url: String::new(),
        models: vec![],
        limits: Limits::default(),
        timeout_s: Endpoint::default_timeout(),
        temperature: None,
        top_p: None,
        max_tokens: None,
        headers: Default::default(),
        body: Default::default(),
    }
}

#[component]
pub fn EndpointForm(models: Models) -> impl IntoView {
    let open = open_while_some(models.editing);
    let body = move || {
        models.editing.get().map(|draft| {
            let keys = models.query.data.with_untracked(|view| view.as_ref().map(|view| view.keys.clone()));
            view! { <Form models draft keys=keys.unwrap_or_default()/> }
        })
    };
    view! { <Dialog open label=words().form_add class="dialog--endpoint">{body}</Dialog> }
}

#[component]
fn Form(models: Models, draft: Draft, keys: KeysView) -> impl IntoView {
    let fields = Fields::of(&draft.endpoint);
    let key = KeyFields::of(&draft, &keys);
    let is_new = draft.was.is_none();
    let title = if is_new { words().form_add } else { words().form_edit };
    let was = StoredValue::new(draft.was.clone());
    let wrong = RwSignal::new(None::<String>);
    let file_is_open = keys.file && !keys.locked;
    let close = move || models.editing.set(None);
    let save = use_command(
        move |request: SaveEndpointRequest| {
            let unlock = key.source.get_untracked() == Source::File && !file_is_open;
            let passphrase = Secret(key.passphrase.get_untracked());
            async move {
                if unlock && !passphrase.0.is_empty() {
                    ipc::unlock_keys(UnlockRequest { passphrase }).await?;
                }
                let name = request.endpoint.name.split_whitespace().collect::<Vec<_>>().join(" ");
                ipc::save_endpoint(request).await.map(|()| name)
            }
        },
        move |name: String| {
            models.query.reload();
            close();
            models.test(name);
        },
    );
    let request = Callback::new(move |()| match fields.read() {
        Ok(endpoint) => {
            wrong.set(None);
            Some(SaveEndpointRequest { was: was.get_value(), endpoint, key: key.read() })
        }
        Err(why) => {
            wrong.set(Some(why));
            None
        }
    });
    let send = move || {
        if let Some(request) = request.run(()) {
            save.run(request);
        }
    };
    let enter = Callback::new(move |()| send());
    let error =
        move || wrong.get().map(|why| AppError::new(ErrorCode::BadRequest, why, "")).or_else(|| save.error.get());
    view! {
        <div class="dialog__h">
            <h2 class="h-title">{title}</h2><span class="sp"></span>
            <IconButton icon="x" label=common().close.to_owned() on_click=close/>
        </div>
        <div class="mo__form">
            <div class="form">
                {is_new.then(|| view! { <Services fields key keychain=keys.clone()/> })}
                <span class="label">{words().name}</span>
                <div><Field value=fields.name label=words().name placeholder=words().name_about on_enter=enter/></div>
                <span class="label">{words().base_url}</span>
                <div><Field value=fields.base_url label=words().base_url placeholder="https://api.example.com/v1" on_enter=enter/>
                    <p class="micro">{words().base_url_about}</p></div>
                <span class="label">{words().key}</span>
                <div><KeyForm fields=key draft keys on_enter=enter/></div>
                <span class="label">{words().models}</span>
                <div><ModelRows fields enter request/></div>
            </div>
            <Advanced fields/>
        </div>
        {move || error().map(|error| view! { <div class="dialog__f"><ErrorNote error/></div> })}
        <div class="dialog__f row">
            <span class="sp"></span>
            <Button on_click=close>{common().cancel}</Button>
            <Button kind=ButtonKind::Primary busy=save.busy on_click=send>{words().save_and_test}</Button>
        </div>
    }
}

/// Which service it is fills in the rest.
#[component]
fn Services(fields: Fields, key: KeyFields, keychain: KeysView) -> impl IntoView {
    let chosen = Memo::new(move |_| {
        let base_url = fields.base_url.get();
        let known = SERVICES.iter().find(|service| service.base_url == base_url);
        known.map_or(String::new(), |service| service.name.to_owned())
    });
    let choices: Vec<Choice> = SERVICES.iter().map(|service| Choice::new(service.name, service.label())).collect();
    let choose = move |name: String| {
        let Some(service) = SERVICES.iter().find(|service| service.name == name) else { return };
        let before: Vec<&str> = SERVICES.iter().map(|service| service.name).collect();
        if before.contains(&fields.name.get_untracked().as_str()) {
            fields.name.set(service.name.to_owned());
        }
        fields.kind.set(service.kind);
        fields.base_url.set(service.base_url.to_owned());
        let is_local = Endpoint { base_url: service.base_url.to_owned(), ..blank(service.kind) }.is_loopback();
        key.source.set(match (is_local, keychain.keychain) {
            (true, _) => Source::None,
            (false, true) => Source::Keychain,
            (false, false) => Source::Session,
        });
    };
    view! {
        <span class="label">{words().service}</span>
        <div><Select value=chosen choices=Signal::derive(move || choices.clone()) label=words().service on_change=choose/></div>
    }
}

#[component]
fn Advanced(fields: Fields) -> impl IntoView {
    let kinds = EndpointKind::ALL.map(|kind| Choice::new(kind.word(), kind_name(kind))).to_vec();
    let kind = Signal::derive(move || fields.kind.get().word().to_owned());
    let choose = move |word: String| {
        if let Some(kind) = EndpointKind::ALL.into_iter().find(|kind| kind.word() == word) {
            fields.kind.set(kind);
        }
    };
    let lines = [
        (words().concurrency, fields.concurrency, words().unlimited),
        (words().rpm, fields.rpm, words().unlimited),
        (words().tpm, fields.tpm, words().unlimited),
        (words().timeout, fields.timeout, "120"),
        (words().temperature, fields.temperature, words().by_server),
        (words().top_p, fields.top_p, words().by_server),
        (words().max_tokens, fields.max_tokens, words().by_server),
    ];
    let lines = lines.map(|(label, value, placeholder)| {
        view! { <span class="label">{label}</span><div><Field value label=label placeholder/></div> }
    });
    view! {
        <details class="mo__adv">
            <summary><Icon name="sliders-horizontal" size=14/>{words().advanced}</summary>
            <div class="form">
                <span class="label">{words().kind}</span>
                <div><Select value=kind choices=Signal::derive(move || kinds.clone()) label=words().kind on_change=choose/></div>
                {lines.into_iter().collect_view()}
                <span class="label">{words().headers}</span><div><Lines value=fields.headers label=words().headers/></div>
                <span class="label">{words().body}</span><div><Lines value=fields.body label=words().body/></div>
            </div>
        </details>
    }
}

#[component]
fn Lines(value: RwSignal<String>, label: &'static str) -> impl IntoView {
    view! {
        <textarea class="mo__ta mono" rows="3" aria-label=label spellcheck="false" prop:value=move || value.get()
            on:input:target=move |event| value.set(event.target().value())></textarea>
    }
}
