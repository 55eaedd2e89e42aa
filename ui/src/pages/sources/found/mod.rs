//! What was found and refused, in place of the list of documents: pressing a row opens its place in the reader beside.

mod merges;
mod rows;
mod store;

use super::store::Sources;
use crate::components::{Choice, EmptyState, ErrorNote, IconButton, Select, Skeleton};
use crate::hooks::use_query;
use crate::ipc;
use crate::state::{use_changes, use_toasts};
use crate::text::core_words::from_core;
use crate::text::number;
use crate::text::ontology::{list_about, list_name, words};
use leptos::prelude::*;
use merges::Merges;
use pathloom_ipc::found::{FoundCount, FoundList, FoundView};
use pathloom_ipc::merges::MergesRequest;
use rows::Rows;
pub use store::Findings;

#[component]
pub fn FoundPane(sources: Sources) -> impl IntoView {
    let words = words();
    let findings = sources.findings;
    let changes = use_changes();
    let found = use_query(move || {
        changes.graph.track();
        changes.sources.track();
        ipc::found(findings.document.get())
    });
    // Pairs are of the whole project.
    let merges = use_query(move || {
        changes.graph.track();
        async { ipc::merges(MergesRequest { limit: 1, ..MergesRequest::default() }).await.map(|view| view.candidates) }
    });
    // Not every document: there may be 100,000 of them, each with its own way here in the list.
    let scopes = Signal::derive(move || {
        let (open, chosen) = (sources.open.get(), findings.document.get());
        let named = sources.query.data.with(|data| {
            let rows = data.iter().flat_map(|view| &view.documents);
            let few = rows.filter(|row| Some(row.id) == open || Some(row.id) == chosen);
            few.map(|row| Choice::new(row.id.to_string(), row.name.clone())).collect::<Vec<_>>()
        });
        std::iter::once(Choice::new("", words.found_all)).chain(named).collect::<Vec<_>>()
    });
    let scope = Signal::derive(move || findings.document.get().map(|id| id.to_string()).unwrap_or_default());
    let retry = Callback::new(move |()| found.reload());
    let toasts = use_toasts();
    let shown = move || match (found.data.get(), found.error.get()) {
        (Some(view), _) => view! { <Lists sources view merges=merges.data/> }.into_any(),
        (None, Some(error)) => view! { <div class="so__error"><ErrorNote error on_retry=retry/></div> }.into_any(),
        (None, None) => view! { <Skeleton widths=&[60, 80, 50, 70]/> }.into_any(),
    };
    view! {
        <section class="pane so__l fo" aria-label=words.found>
            <div class="fo__h">
                <IconButton icon="arrow-left" label=crate::text::sources::words().list.to_owned()
                    on_click=move || findings.open.set(false)/>
                <h2 class="h-sec">{words.found}</h2><span class="sp"></span>
                <Select value=scope choices=scopes label=words.found_in
                    on_change=move |id| findings.document.set(id.parse().ok())/>
            </div>
            {shown}
            {move || findings.list.with(|list| match list {
                FoundList::Merges => view! { <Merges sources toasts/> }.into_any(),
                _ => view! { <Rows sources found=found.data/> }.into_any(),
            })}
        </section>
    }
}

/// Every list with its number; of the chosen one what it is divided by.
#[component]
fn Lists(sources: Sources, view: FoundView, merges: RwSignal<Option<u64>>) -> impl IntoView {
    let findings = sources.findings;
    let lists: Vec<(FoundList, u64)> = view.lists.iter().map(|it| (it.list, it.count)).collect();
    let counts = StoredValue::new(view.lists);
    let chip = move |list: FoundList, count: Signal<Option<u64>>| {
        let is_on = Memo::new(move |_| findings.list.get() == list);
        view! {
            <button type="button" class="fchip" class:is-on=is_on class:is-none=move || count.get() == Some(0) aria-pressed=move || is_on.get().to_string()
                on:click=move |_| findings.show(list)>
                {list_name(list)}" "<span class="count">{move || count.get().map(number)}</span>
            </button>
        }
    };
    let merges = (findings.document.get_untracked().is_none())
        .then(|| chip(FoundList::Merges, Signal::derive(move || merges.get())));
    let chips = lists.into_iter().map(|(list, count)| chip(list, Signal::stored(Some(count)))).collect_view();
    let parts = move || {
        let list = findings.list.get();
        let parts = counts.with_value(|counts| parts_of(counts, list));
        (parts.len() > 1).then(|| view! { <Parts findings parts/> })
    };
    let about = move || list_about(findings.list.get()).map(|about| view! { <p class="micro fo__about">{about}</p> });
    view! { <div class="fo__lists">{chips}{merges}</div>{about}{parts} }
}

fn parts_of(counts: &[FoundCount], list: FoundList) -> Vec<(String, u64)> {
    counts.iter().find(|count| count.list == list).map(|count| count.parts.clone()).unwrap_or_default()
}

#[component]
fn Parts(findings: Findings, parts: Vec<(String, u64)>) -> impl IntoView {
    let all = Choice::new("", words().any_part);
    let named = parts
        .iter()
        .map(|(part, count)| Choice::new(part.clone(), format!("{} · {}", from_core(part), number(*count))));
    let choices: Vec<Choice> = std::iter::once(all).chain(named).collect();
    let part = Signal::derive(move || findings.part.get().unwrap_or_default());
    view! {
        <div class="fo__parts">
            <Select value=part choices=choices label=words().any_part
                on_change=move |part| findings.part.set(Some(part).filter(|part| !part.is_empty()))/>
        </div>
    }
}

/// Where a list holds nothing.
#[component]
fn Nothing() -> impl IntoView {
    view! { <EmptyState icon="list-checks" title=words().nothing about=words().nothing_about/> }
}
