//! The key in the form: where it is, and its value on its way in. What is kept is never shown again but for its end.

use super::super::endpoints::key_words;
use super::Draft;
use crate::components::{Callout, Field, FieldKind};
use crate::state::Tone;
use crate::text::fill;
use crate::text::models::words;
use leptos::prelude::*;
use pathloom_ipc::models::{KeyAgain, KeyChange, KeyPlace, KeyView, KeysView, Secret};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    Keep,
    None,
    Keychain,
    Session,
    File,
    Env,
}

#[derive(Clone, Copy)]
pub struct KeyFields {
    pub source: RwSignal<Source>,
    pub secret: RwSignal<String>,
    pub variable: RwSignal<String>,
    pub passphrase: RwSignal<String>,
}

impl KeyFields {
    pub fn of(draft: &Draft, keys: &KeysView) -> KeyFields {
        let has_key = !matches!(draft.key, KeyView::None | KeyView::Again { .. });
        let new = match keys.place {
            Some(KeyPlace::Keychain) => Source::Keychain,
            Some(KeyPlace::File) => Source::File,
            Some(KeyPlace::Session) => Source::Session,
            None => Source::None,
        };
        let is_again = matches!(draft.key, KeyView::Again { .. });
        let source = match (has_key, draft.replacing || is_again) {
            (true, false) => Source::Keep,
            (_, true) if new == Source::None => Source::Session,
            (_, true) => new,
            (false, false) if draft.is_local() => Source::None,
            (false, false) => new,
        };
        let variable = match &draft.key {
            KeyView::Env { name, .. } => name.clone(),
            _ => String::new(),
        };
        KeyFields {
            source: RwSignal::new(source),
            secret: RwSignal::default(),
            variable: RwSignal::new(variable),
            passphrase: RwSignal::default(),
        }
    }

    /// A source that was chosen but given nothing changes nothing.
    pub fn read(self) -> KeyChange {
        let secret = self.secret.get_untracked().trim().to_owned();
        let set = |place| match secret.is_empty() {
            true => KeyChange::Keep,
            false => KeyChange::Set { key: Secret(secret.clone()), place },
        };
        match self.source.get_untracked() {
            Source::Keep => KeyChange::Keep,
            Source::None => KeyChange::Remove,
            Source::Keychain => set(KeyPlace::Keychain),
            Source::Session => set(KeyPlace::Session),
            Source::File => set(KeyPlace::File),
            Source::Env => KeyChange::Env { name: self.variable.get_untracked().trim().to_owned() },
        }
    }
}

#[component]
pub fn KeyForm(fields: KeyFields, draft: Draft, keys: KeysView, #[prop(into)] on_enter: Callback<()>) -> impl IntoView {
    let has_key = !matches!(draft.key, KeyView::None | KeyView::Again { .. });
    let other_origin = matches!(draft.key, KeyView::Again { why: KeyAgain::OtherOrigin { .. } });
    let choices = [
        (Source::Keep, words().source_keep, has_key),
        (Source::None, words().source_none, true),
        (Source::Keychain, words().source_keychain, keys.keychain),
        (Source::File, words().source_file, true),
        (Source::Session, words().source_session, true),
        (Source::Env, words().source_env, true),
    ];
    let segments = choices.into_iter().filter(|(.., offered)| *offered).map(|(value, label, _)| {
        view! {
            <button type="button" role="radio" class:is-on=move || fields.source.get() == value
                aria-checked=move || (fields.source.get() == value).to_string()
                on:click=move |_| fields.source.set(value)>{label}</button>
        }
    });
    let kept = match &draft.key {
        KeyView::Kept { ends, .. } | KeyView::Locked { ends } if !ends.is_empty() => {
            format!("{}, {}", key_words(&draft.key), fill(words().ends, &[("ends", ends)]))
        }
        other => key_words(other),
    };
    let (open_file, kept) = (keys.file && !keys.locked, StoredValue::new(kept));
    let detail = move || match fields.source.get() {
        Source::Keep => view! { <p class="micro">{kept.get_value()}</p> }.into_any(),
        Source::None => view! { <p class="micro">{words().key_local}</p> }.into_any(),
        Source::Env => view! {
            <Field value=fields.variable label=words().key_variable on_enter/>
            <p class="micro">{words().env_about}</p>
        }
        .into_any(),
        Source::Keychain => view! { <SecretField fields on_enter/> }.into_any(),
        Source::Session => {
            view! { <SecretField fields on_enter/><p class="micro">{words().session_about}</p> }.into_any()
        }
        Source::File if open_file => {
            view! { <SecretField fields on_enter/><p class="micro">{words().file_about_open}</p> }.into_any()
        }
        Source::File => view! {
            <SecretField fields on_enter/>
            <Field value=fields.passphrase label=words().passphrase kind=FieldKind::Password icon="lock" on_enter/>
            <p class="micro">{words().file_about}</p>
        }
        .into_any(),
    };
    view! {
        {other_origin.then(|| view! { <Callout tone=Tone::Warn>{words().origin_changed}</Callout> })}
        <div class="seg seg--wrap" role="radiogroup" aria-label=words().key_source>{segments.collect_view()}</div>
        <div class="mo__key">{detail}</div>
    }
}

#[component]
fn SecretField(fields: KeyFields, on_enter: Callback<()>) -> impl IntoView {
    view! { <Field value=fields.secret label=words().key placeholder=words().key_placeholder kind=FieldKind::Password icon="key-round" on_enter/> }
}
