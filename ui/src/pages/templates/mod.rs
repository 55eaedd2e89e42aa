//! Templates: the library, a pattern in the editor, its count and sampled paths, Generate.

mod canvas;
mod edit;
mod editor;
mod explain;
mod filters;
mod generate;
mod head;
mod inspector;
mod kind_row;
mod layout;
mod library;
mod link_form;
mod part;
mod preview;
mod slot_form;
mod state;
mod template_form;
mod tools;
mod words;

use crate::components::{EmptyState, ErrorNote, Icon};
use crate::hooks::{use_keys, use_query};
use crate::ipc;
use crate::state::{Screen, use_changes, use_route};
use crate::text::language;
use crate::text::templates::words;
use canvas::Canvas;
use editor::Selected;
use generate::Generate;
use head::Head;
use inspector::Inspector;
use leptos::prelude::*;
use leptos::task::spawn_local;
use library::Library;
use pathloom_ipc::templates::{PatternRequest, PreviewRequest, PreviewView};
use pathloom_ipc::{AppError, ErrorCode};
use pathloom_model::{Language, Template, Text2};
use preview::Preview;
use state::TemplatesState;
use std::time::Duration;

/// How ids of the user's own templates begin.
const OWN: &str = "mine-";
/// Below so many matches the page says why, and what would give more.
const FEW: u64 = 3;

#[component]
pub fn TemplatesPage() -> impl IntoView {
    let changes = use_changes();
    let library = use_query(move || {
        changes.graph.track();
        ipc::templates()
    });
    let state = TemplatesState::new(library);
    let drawer = RwSignal::new(false);
    let is_empty = Memo::new(move |_| state.is_graph_empty());
    state.editor.when_saved(move |(id, is_new)| {
        if is_new {
            state.chosen.set(Some(id));
        }
        state.library.reload();
    });
    choose(state);
    load_schema(state);
    load_template(state);
    load_preview(state);
    load_counts(state);
    listen(state);
    let shown = move || match state.failed.get() {
        Some(error) => view! { <div class="pat"><ErrorNote error/></div> }.into_any(),
        None if is_empty.get() => view! { <NoGraph/> }.into_any(),
        None => view! { <Canvas state/> }.into_any(),
    };
    view! {
        <Head state drawer/>
        <div class="split te">
            <Library state open=drawer/>
            <section class="te__c" aria-label=words().pattern on:click=move |_| drawer.set(false)>
                {shown}
                <Show when=move || !is_empty.get()><Preview state/></Show>
            </section>
            <aside class="pane" aria-label=words().facts>
                <div class="scroll grow"><Inspector state/></div>
                <Generate state/>
            </aside>
        </div>
    }
}

/// Patterns are matched in a graph, and there is none yet.
#[component]
fn NoGraph() -> impl IntoView {
    view! {
        <EmptyState icon="workflow" title=words().no_graph about=words().no_graph_about>
            <a class="btn btn--primary" href="#/sources"><Icon name="files" size=15/>{words().to_sources}</a>
        </EmptyState>
    }
}

/// Keys of the editor.
fn listen(state: TemplatesState) {
    let editor = state.editor;
    use_keys(move |stroke| {
        match stroke.key.as_str() {
            "z" if stroke.ctrl && !stroke.alt && !stroke.typing => {
                if stroke.shift {
                    editor.redo()
                } else {
                    editor.undo()
                }
            }
            "y" if stroke.with_ctrl("y") && !stroke.typing => editor.redo(),
            "Delete" | "Backspace" if !stroke.ctrl && !stroke.alt => match editor.selected.get_untracked() {
                Selected::Slot(id) => editor.change(|template| edit::remove_slot(template, &id)),
                Selected::Link(place) => editor.change(|template| drop(template.link.remove(place))),
                Selected::Whole => return false,
            },
            "Escape" => editor.selected.set(Selected::Whole),
            _ => return false,
        }
        true
    });
}

/// English where there is no Chinese.
fn in_language(text: &Text2) -> String {
    match language() {
        Language::Zh if !text.zh.is_empty() => text.zh.clone(),
        _ => text.en.clone(),
    }
}

/// The template of the address, else the first of the library.
fn choose(state: TemplatesState) {
    let route = use_route();
    let asked = Memo::new(move |_| {
        route.with(|route| {
            (route.screen == Screen::Templates).then(|| route.get("template").map(str::to_owned)).flatten()
        })
    });
    Effect::new(move |_| {
        if let Some(id) = asked.get() {
            state.chosen.set(Some(id));
        }
    });
    Effect::new(move |_| {
        let first = state.library.data.with(|library| {
            library.as_ref()?.groups.iter().flat_map(|group| &group.templates).next().map(|row| row.id.clone())
        });
        let is_empty = state.editor.draft.with_untracked(Option::is_none);
        if state.chosen.with_untracked(Option::is_none) && is_empty && first.is_some() {
            state.chosen.set(first);
        }
    });
}

fn load_schema(state: TemplatesState) {
    let changes = use_changes();
    Effect::new(move |_| {
        changes.graph.track();
        spawn_local(async move {
            if let Ok(schema) = ipc::schema().await {
                state.editor.schema.try_set(schema);
            }
        });
    });
}

/// Opens the chosen template, unless it is the one in the editor that has just got its id.
fn load_template(state: TemplatesState) {
    Effect::new(move |_| {
        let Some(id) = state.chosen.get() else { return };
        if state.editor.id().as_ref() == Some(&id) {
            return;
        }
        spawn_local(async move {
            let view = ipc::template(id.clone()).await;
            if state.chosen.try_get_untracked().flatten() != Some(id) {
                return;
            }
            match view {
                Ok(view) => {
                    state.failed.set(None);
                    state.pattern.set(None);
                    state.editor.open(view);
                }
                Err(error) => state.failed.set(Some(error)),
            }
        });
    });
}

/// Counts the templates that the library came without, one after another, so that a click is never behind them.
fn load_counts(state: TemplatesState) {
    let round = StoredValue::new(0_u32);
    Effect::new(move |_| {
        let uncounted: Vec<String> = state.library.data.with(|library| {
            let rows = library.iter().flat_map(|library| &library.groups).flat_map(|group| &group.templates);
            rows.filter(|row| row.count.is_none()).map(|row| row.id.clone()).collect()
        });
        let this = round.get_value().wrapping_add(1);
        round.set_value(this);
        spawn_local(async move {
            let mut has_reasons = false;
            for id in uncounted {
                let counted = ipc::count(id.clone()).await;
                if round.try_get_value() != Some(this) {
                    return;
                }
                if let Ok(count) = counted {
                    has_reasons |= count.count == 0 && count.exact && id.starts_with(OWN);
                    state.counts.update(|counts| drop(counts.insert(id, count)));
                }
            }
            // The rows of those without a match say why.
            if has_reasons {
                state.library.reload();
            }
        });
    });
}

/// The old count stays; after 150 ms without a new one it is shown as old, with what is known at once beside it.
fn load_preview(state: TemplatesState) {
    let changes = use_changes();
    // Where the slots stand is no matter of the pattern, nor is its id.
    let template = Memo::new(move |_| {
        let template = state.editor.draft.with(|draft| Some(edit::asked(&draft.as_ref()?.template)))?;
        Some(Template {
            id: String::new(),
            group: String::new(),
            title: Text2::default(),
            about: Text2::default(),
            ..template
        })
    });
    Effect::new(move |_| {
        changes.graph.track();
        let (strategy, seed) = (state.strategy.get(), state.seed.get());
        let (samples, subgraph) = (state.samples.get(), state.subgraph());
        if template.with(Option::is_none) {
            return;
        }
        let Some(template) =
            state.editor.draft.with_untracked(|draft| draft.as_ref().map(|draft| edit::asked(&draft.template)))
        else {
            return;
        };
        let asked = state.asked.get_value().wrapping_add(1);
        state.asked.set_value(asked);
        let answered = StoredValue::new(false);
        set_timeout(
            move || {
                if state.asked.try_get_value() == Some(asked) && answered.try_get_value() == Some(false) {
                    state.counting.set(true);
                }
            },
            Duration::from_millis(150),
        );
        spawn_local(async move {
            let is_current = move || state.asked.try_get_value() == Some(asked);
            let asked_for = PatternRequest { template: template.clone(), subgraph };
            let pattern = ipc::pattern(asked_for.clone()).await;
            if !is_current() {
                return;
            }
            let has_problem = pattern.as_ref().is_ok_and(|pattern| pattern.problem.is_some());
            if let Ok(pattern) = pattern {
                state.about.set(pattern.about.clone());
                state.pattern.set(Some(pattern));
            }
            let request = PreviewRequest { template, strategy, seed, samples, subgraph };
            let preview = match has_problem {
                true => None,
                false => Some(ipc::preview(request.clone()).await),
            };
            if !is_current() {
                return;
            }
            answered.try_update_value(|answered| *answered = true);
            let matches = preview.as_ref().and_then(|preview| Some(preview.as_ref().ok()?.count.count));
            take_preview(state, preview);
            match matches {
                Some(1..) => load_coverage(state, request, is_current).await,
                _ => state.coverage.set(None),
            }
            if matches.is_some_and(|matches| matches < FEW)
                && is_current()
                && let Ok(explained) = ipc::explain(asked_for).await
                && is_current()
            {
                state.explained.set(Some(explained));
            }
        });
    });
}

/// After the count, which it would delay; after 150 ms the one shown is shown as old.
async fn load_coverage(state: TemplatesState, request: PreviewRequest, is_current: impl Fn() -> bool + Copy + 'static) {
    let covered = StoredValue::new(false);
    let late = move || {
        if is_current() && covered.try_get_value() == Some(false) {
            state.covering.set(true);
        }
    };
    set_timeout(late, Duration::from_millis(150));
    let coverage = ipc::coverage(request).await;
    if is_current() {
        covered.try_update_value(|covered| *covered = true);
        state.covering.set(false);
        state.coverage.set(coverage.ok());
    }
}

fn take_preview(state: TemplatesState, preview: Option<Result<PreviewView, AppError>>) {
    if matches!(&preview, Some(Err(error)) if error.code == ErrorCode::Cancelled) {
        return;
    }
    state.counting.set(false);
    state.covering.set(false);
    state.about.set(None);
    state.explained.set(None);
    // The library tells of the whole graph.
    if let (Some(Ok(view @ PreviewView { subgraph: None, .. })), Some(id)) = (&preview, state.editor.id()) {
        state.counts.update(|counts| drop(counts.insert(id, view.count.clone())));
    }
    state.preview.set(preview);
}
