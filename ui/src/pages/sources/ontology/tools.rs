//! The head of the editor: presets, a proposal from the documents, files, and the last step taken back.

use super::Head;
use super::store::Editor;
use crate::components::{Button, Choice, ErrorNote, IconButton, Select};
use crate::hooks::use_command;
use crate::ipc;
use crate::state::{Tone, use_toasts};
use crate::text::core_words::from_core;
use crate::text::ontology::words;
use crate::text::{fill, language, number};
use leptos::prelude::*;
use pathloom_ipc::ontology::{Ontology, OntologyPreset, OntologySuggestion, SuggestOntologyRequest};
use pathloom_ipc::project::PickRequest;

#[component]
pub fn Tools(editor: Editor, open: RwSignal<bool>) -> impl IntoView {
    let words = words();
    let toasts = use_toasts();
    let take = move |ontology: Ontology| {
        let name = ontology.title.in_language(language()).to_owned();
        editor.replace(ontology, fill(words.taken, &[("name", &name)]), vec![]);
    };
    let preset = use_command(ipc::ontology_preset, take);
    let read = use_command(
        |request: PickRequest| async move {
            match ipc::pick(request).await?.into_iter().next() {
                Some(path) => ipc::read_ontology(path).await.map(Some),
                None => Ok(None),
            }
        },
        move |read: Option<Ontology>| {
            if let Some(ontology) = read {
                take(ontology);
            }
        },
    );
    let write = use_command(
        |(request, ontology): (PickRequest, Ontology)| async move {
            match ipc::pick(request).await?.into_iter().next() {
                Some(path) => ipc::export_ontology(path, Some(ontology)).await.map(|()| true),
                None => Ok(false),
            }
        },
        move |written| {
            if written {
                toasts.show(Tone::Ok, words.saved_file);
            }
        },
    );
    let suggest = use_command(ipc::suggest_ontology, move |found| suggested(editor, found));
    let ask = move |with_model| suggest.run(SuggestOntologyRequest { with_model, language: language() });
    let model = has_model();
    let choices = editor.presets.with_value(|presets| {
        std::iter::once(Choice::new("", words.preset_choose)).chain(presets.iter().map(choice)).collect::<Vec<_>>()
    });
    let chosen = RwSignal::new(String::new());
    let error = move || {
        let first = preset.error.get().or_else(|| read.error.get()).or_else(|| write.error.get());
        first.or_else(|| suggest.error.get())
    };
    let none = Signal::derive(move || !editor.can_undo());
    view! {
        <Head open>
            <Select value=chosen choices=choices label=words.preset
                on_change=move |id: String| {
                    chosen.set(String::new());
                    if !id.is_empty() {
                        preset.run(id);
                    }
                }/>
            <Button icon="sparkles" busy=suggest.busy on_click=move || ask(false)>{words.suggest}</Button>
            <Show when=move || model.get()>
                <Button busy=suggest.busy on_click=move || ask(true)>{words.suggest_model}</Button>
            </Show>
            <IconButton icon="undo-2" label=words.undo.to_owned() disabled=none on_click=move || editor.undo()/>
            <IconButton icon="folder-open" label=words.read_file.to_owned()
                on_click=move || read.run(PickRequest::Settings { title: words.read_title.to_owned() })/>
            <IconButton icon="download" label=words.save_file.to_owned() on_click=move || {
                let request = PickRequest::NewTemplate { title: words.save_title.to_owned(), name: "ontology".into() };
                write.run((request, editor.now.get_untracked()));
            }/>
        </Head>
        {move || error().map(|error| view! { <div class="so__error"><ErrorNote error/></div> })}
    }
}

fn choice(preset: &OntologyPreset) -> Choice {
    let said = [
        ("title", preset.title.in_language(language()).to_owned()),
        ("entities", number(preset.entity_types.into())),
        ("relations", number(preset.relation_types.into())),
    ];
    let said: Vec<(&str, &str)> = said.iter().map(|(name, value)| (*name, value.as_str())).collect();
    Choice::new(preset.id.clone(), fill(words().preset_of, &said))
}

fn suggested(editor: Editor, found: OntologySuggestion) {
    let OntologySuggestion { ontology, grounds, by, left_out } = found;
    let by = if by == "built-in" { words().built_in.to_owned() } else { by };
    let mut note = fill(words().suggested, &[("by", &by)]);
    if !left_out.is_empty() {
        let count = fill(words().suggested_left_out, &[("n", &number(left_out.len() as u64))]);
        let why: Vec<String> = left_out.iter().take(3).map(|why| from_core(why)).collect();
        note = format!("{note} {count} ({})", why.join(" "));
    }
    editor.replace(ontology, note, grounds);
}

/// Whether a model has the role that extracts.
fn has_model() -> RwSignal<bool> {
    let has = RwSignal::new(false);
    leptos::task::spawn_local(async move {
        if let Ok(view) = ipc::models().await {
            let extracts = view
                .roles
                .iter()
                .any(|role| role.role == pathloom_model::ModelRole::Extraction && !role.models.is_empty());
            has.try_set(extracts);
        }
    });
    has
}
