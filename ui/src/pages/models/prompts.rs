//! The prompts of the project: read, changed, and seen as one would be sent over a path of the project.

use super::store::Models;
use crate::components::{Button, ButtonKind, Choice, Dialog, ErrorNote, Icon, IconButton, Segment, Segmented, Select};
use crate::hooks::{use_command, use_query};
use crate::ipc;
use crate::text::common::words as common;
use crate::text::core_words::from_core;
use crate::text::models::{family_name, words};
use crate::text::{fill, number};
use leptos::prelude::*;
use pathloom_ipc::prompts::{PromptPreview, PromptPreviewRequest, PromptView, PromptsView, SetPromptRequest};
use pathloom_model::{Language, SynthesisSettings};
use std::time::Duration;

/// Between the last key and the preview.
const PAUSE: Duration = Duration::from_millis(250);

#[component]
pub fn Prompts(models: Models) -> impl IntoView {
    let open = RwSignal::new(false);
    let here = models.part(|view| !view.roles.is_empty());
    view! {
        <Show when=move || here.get() == Some(true)>
            <section class="side">
                <h2 class="h-sec"><Icon name="text-align-start"/>{words().prompts}</h2>
                <p class="ink2">{words().prompts_about}</p>
                <button type="button" class="link" on:click=move |_| open.set(true)>{words().prompts_open}</button>
            </section>
        </Show>
        <Dialog open label=words().prompts class="dialog--prompts"><Desk open/></Dialog>
    }
}

/// What is looked at, and its text as it stands in the editor.
#[derive(Clone, Copy)]
struct Editing {
    all: RwSignal<PromptsView>,
    family: RwSignal<String>,
    language: RwSignal<Language>,
    text: RwSignal<String>,
}

impl Editing {
    fn now(self) -> Option<PromptView> {
        let (family, language) = (self.family.get(), self.language.get());
        self.all.with(|all| all.prompts.iter().find(|it| it.family == family && it.language == language).cloned())
    }

    fn is_changed(self) -> bool {
        self.now().is_some_and(|prompt| prompt.text != self.text.get())
    }
}

#[component]
fn Desk(open: RwSignal<bool>) -> impl IntoView {
    let (family, language) = (RwSignal::new("question-open".to_owned()), RwSignal::new(Language::En));
    let editing = Editing { all: RwSignal::default(), family, language, text: RwSignal::default() };
    let query = use_query(ipc::prompts);
    Effect::new(move |_| {
        if let Some(all) = query.data.get() {
            editing.all.set(all);
        }
    });
    Effect::new(move |_| editing.text.set(editing.now().map(|prompt| prompt.text).unwrap_or_default()));
    let choices = Signal::derive(move || {
        editing.all.with(|all| {
            let english = all.prompts.iter().filter(|prompt| prompt.language == Language::En);
            english.map(|prompt| Choice::new(&prompt.family, family_name(&prompt.family))).collect::<Vec<_>>()
        })
    });
    let languages = [(Language::En, "English"), (Language::Zh, "中文")]
        .map(|(value, label)| Segment { value, label: label.to_owned() })
        .to_vec();
    view! {
        <div class="dialog__h">
            <h2 class="h-title">{words().prompts}</h2>
            <Select value=family choices label=words().prompts on_change=move |chosen| family.set(chosen)/>
            <Segmented value=language segments=languages label=words().prompt_language on_change=move |chosen| language.set(chosen)/>
            <span class="sp"></span>
            <IconButton icon="x" label=common().close.to_owned() on_click=move || open.set(false)/>
        </div>
        {move || query.error.get().map(|error| view! { <ErrorNote error/> })}
        <div class="mo__p"><Editor editing/><Preview editing/></div>
    }
}

#[component]
fn Editor(editing: Editing) -> impl IntoView {
    let set = use_command(ipc::set_prompt, move |all| editing.all.set(all));
    let send = move |text: Option<String>| {
        set.run(SetPromptRequest {
            family: editing.family.get_untracked(),
            language: editing.language.get_untracked(),
            text,
        });
    };
    let own = Memo::new(move |_| editing.now().is_some_and(|prompt| prompt.own));
    let is_same = Signal::derive(move || !editing.is_changed());
    let is_shipped = Signal::derive(move || !own.get());
    let places = move || {
        let places = editing.now().map(|prompt| prompt.places).unwrap_or_default();
        places.iter().map(|place| format!("{{{{{place}}}}}")).collect::<Vec<_>>().join(" ")
    };
    view! {
        <div class="mo__pe">
            <textarea class="area" spellcheck="false" dir="auto" aria-label=words().prompts prop:value=move || editing.text.get()
                on:input:target=move |event| editing.text.set(event.target().value())></textarea>
            <p class="meta">{words().prompt_places}" "<code>{places}</code></p>
            {move || set.error.get().map(|error| view! { <ErrorNote error/> })}
            <div class="row">
                <Button kind=ButtonKind::Primary busy=set.busy disabled=is_same
                    on_click=move || send(Some(editing.text.get_untracked()))>{common().save}</Button>
                <Button disabled=is_shipped on_click=move || send(None)>{words().prompt_shipped}</Button>
                <span class="meta">{move || if own.get() { words().prompt_own } else { "" }}</span>
            </div>
        </div>
    }
}

#[component]
fn Preview(editing: Editing) -> impl IntoView {
    let (seed, settled) = (RwSignal::new(0), RwSignal::new(String::new()));
    Effect::new(move |before: Option<Option<TimeoutHandle>>| {
        let text = editing.text.get();
        if let Some(Some(earlier)) = before {
            earlier.clear();
        }
        set_timeout_with_handle(move || drop(settled.try_set(text)), PAUSE).ok()
    });
    let query = use_query(move || {
        let request = PromptPreviewRequest {
            family: editing.family.get(),
            language: editing.language.get(),
            text: settled.get(),
            template: None,
            seed: seed.get(),
            settings: SynthesisSettings::default(),
        };
        async move {
            if request.text.is_empty() {
                return Ok(PromptPreview::default());
            }
            ipc::prompt_preview(request).await
        }
    });
    let shown = move || {
        let preview = query.data.get().unwrap_or_default();
        if !preview.fault.is_empty() {
            return view! { <span class="st st--bad" role="alert" dir="auto">{from_core(&preview.fault)}</span> }
                .into_any();
        }
        view! { <pre class="mo__s" dir="auto" tabindex="0">{preview.system}"\n\n"{preview.user}</pre> }.into_any()
    };
    let about = move || {
        let preview = query.data.get().unwrap_or_default();
        (preview.tokens > 0)
            .then(|| fill(words().prompt_about, &[("n", &number(preview.tokens)), ("path", &preview.path)]))
    };
    view! {
        <div class="mo__pe">
            <div class="row"><span class="meta trunc grow" dir="auto">{about}</span>
                <Button icon="shuffle" on_click=move || seed.update(|seed| *seed += 1)>{words().prompt_other}</Button></div>
            {move || query.error.get().map(|error| view! { <ErrorNote error/> })}
            {shown}
        </div>
    }
}
