//! Templates: the library, one pattern, its count and sampled paths, Generate. Patterns are shown, not edited.

mod facts;
mod generate;
mod layout;
mod library;
mod pattern;
mod preview;
mod state;
mod words;

use crate::components::{ErrorNote, Icon};
use crate::hooks::use_query;
use crate::ipc;
use crate::state::{Screen, use_changes, use_route};
use crate::text::language;
use crate::text::templates::words;
use facts::Facts;
use generate::Generate;
use leptos::prelude::*;
use leptos::task::spawn_local;
use library::Library;
use pathloom_ipc::AppError;
use pathloom_ipc::templates::{PreviewRequest, PreviewView, TemplateView};
use pathloom_model::{Language, Text2};
use pattern::Pattern;
use preview::Preview;
use state::TemplatesState;
use std::time::Duration;

#[component]
pub fn TemplatesPage() -> impl IntoView {
    let changes = use_changes();
    let library = use_query(move || {
        changes.graph.track();
        ipc::templates()
    });
    let state = TemplatesState::new(library);
    let drawer = RwSignal::new(false);
    choose(state);
    load_template(state);
    load_preview(state);
    load_counts(state);
    let shown = move || match state.template.get() {
        Some(Ok(view)) => view! { <Pattern state view/> }.into_any(),
        Some(Err(error)) => view! { <div class="pat"><ErrorNote error/></div> }.into_any(),
        None => view! { <div class="pat"></div> }.into_any(),
    };
    let facts = move || state.template.get().and_then(Result::ok).map(|view| view! { <Facts state view/> });
    view! {
        <Head state drawer/>
        <div class="split te">
            <Library state open=drawer/>
            <section class="te__c" aria-label=words().pattern on:click=move |_| drawer.set(false)>
                {shown}
                <Preview state/>
            </section>
            <aside class="pane" aria-label=words().facts>
                <div class="scroll grow">{facts}</div>
                <Generate state/>
            </aside>
        </div>
    }
}

#[component]
fn Head(state: TemplatesState, drawer: RwSignal<bool>) -> impl IntoView {
    let title = move || {
        let title = state.template.with(|view| Some(view.as_ref()?.as_ref().ok()?.template.title.clone()))?;
        Some(in_language(&title))
    };
    view! {
        <div class="phead">
            <h1>{words().title}</h1>
            {move || title().map(|title| view! {
                <span class="ink3"><Icon name="chevron-right" size=14/></span>
                <b class="trunc" style="font-weight:600">{title}</b>
            })}
            <span class="sp"></span>
            <button type="button" class="btn te__open" aria-expanded=move || drawer.get().to_string()
                on:click=move |_| drawer.update(|open| *open = !*open)>
                <Icon name="panel-left" size=15/>{words().library}
            </button>
        </div>
    }
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
        if state.chosen.with_untracked(Option::is_none) && first.is_some() {
            state.chosen.set(first);
        }
    });
}

fn load_template(state: TemplatesState) {
    let changes = use_changes();
    Effect::new(move |before: Option<Option<String>>| {
        changes.graph.track();
        let id = state.chosen.get()?;
        if before.flatten().as_ref() != Some(&id) {
            state.slot.set(0);
        }
        let asked = id.clone();
        spawn_local(async move {
            let view: Result<TemplateView, AppError> = ipc::template(asked.clone()).await;
            if state.chosen.try_get_untracked().flatten() == Some(asked) {
                state.template.set(Some(view));
            }
        });
        Some(id)
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
            for id in uncounted {
                let counted = ipc::count(id.clone()).await;
                if round.try_get_value() != Some(this) {
                    return;
                }
                if let Ok(count) = counted {
                    state.counts.update(|counts| drop(counts.insert(id, count)));
                }
            }
        });
    });
}

/// The old count stays; after 150 ms without a new one it is shown as old.
fn load_preview(state: TemplatesState) {
    let changes = use_changes();
    Effect::new(move |_| {
        changes.graph.track();
        let (strategy, seed) = (state.strategy.get(), state.seed.get());
        let Some(id) = state.chosen.get() else { return };
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
            let preview = ipc::preview(PreviewRequest { id, strategy, seed }).await;
            if state.asked.try_get_value() != Some(asked) {
                return;
            }
            answered.try_update_value(|answered| *answered = true);
            take_preview(state, preview);
        });
    });
}

fn take_preview(state: TemplatesState, preview: Result<PreviewView, AppError>) {
    state.counting.set(false);
    if let Ok(view) = &preview {
        state.counts.update(|counts| drop(counts.insert(view.id.clone(), view.count.clone())));
    }
    state.preview.set(Some(preview));
}
