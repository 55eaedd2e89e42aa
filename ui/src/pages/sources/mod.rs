//! Sources: the documents of the project, adding to them, and a reader for their pages.

mod adding;
mod build;
mod chunking;
mod empty;
mod followed;
mod found;
mod list;
mod numbers;
mod ontology;
mod properties;
mod reader;
mod rows;
mod store;

use crate::components::{Button, ButtonKind, ErrorNote, IconButton, Resizer, Skeleton, use_pane};
use crate::hooks::use_media;
use crate::text::sources::words;
use crate::text::{fill, plural};
pub use adding::accept_drops;
use adding::{Adding, Source};
use build::Build;
use chunking::Chunking;
use empty::NoDocuments;
use followed::Followed;
use found::FoundPane;
use leptos::prelude::*;
use list::DocumentList;
use ontology::OntologyEditor;
use properties::Properties;
use reader::ReaderPane;
use rows::RowsAsDocuments;
use store::Sources;

#[component]
pub fn SourcesPage() -> impl IntoView {
    let sources = Sources::provide();
    let adding = Adding::new(sources);
    store::follow_address(sources);
    let stage = Memo::new(move |_| {
        sources.query.data.with(|data| match data {
            None if sources.query.error.with(Option::is_some) => Stage::Failed,
            None => Stage::Loading,
            Some(view) if view.documents.is_empty() => Stage::Empty,
            Some(_) => Stage::Documents,
        })
    });
    let retry = Callback::new(move |()| sources.query.reload());
    view! {
        <Head sources adding/>
        {move || match stage.get() {
            Stage::Loading => view! { <Skeleton widths=&[80, 60, 70, 50, 65, 40]/> }.into_any(),
            Stage::Failed => view! {
                <div class="so__error">
                    {move || sources.query.error.get().map(|error| view! { <ErrorNote error on_retry=retry/> })}
                </div>
            }.into_any(),
            Stage::Empty => view! { <NoDocuments adding/> }.into_any(),
            Stage::Documents => view! { <Documents sources adding/> }.into_any(),
        }}
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Loading,
    Failed,
    Empty,
    Documents,
}

#[component]
fn Head(sources: Sources, adding: Adding) -> impl IntoView {
    let (words, built) = (words(), crate::text::ontology::words());
    let (followed, chunking) = (RwSignal::new(false), RwSignal::new(false));
    let (ontology, build) = (RwSignal::new(false), RwSignal::new(false));
    let findings = sources.findings;
    let some = move || sources.query.data.with(|data| data.as_ref().is_some_and(|view| !view.documents.is_empty()));
    let found = move || {
        some().then(|| view! {
            <span class="so__tool" class:is-on=move || findings.open.get()>
                <Button kind=ButtonKind::Quiet icon="list-checks" title=built.found
                    on_click=move || if findings.open.get_untracked() { findings.open.set(false) } else { findings.open_for(None) }>
                    <span class="so__word">{built.found}</span></Button>
            </span>
        })
    };
    let count = move || {
        let (documents, pages) = sources
            .query
            .data
            .with(|data| data.as_ref().map_or((0, 0), |view| (view.documents.len() as u64, view.pages)));
        let documents_words = plural(documents, words.documents_one, words.documents);
        let pages_words = plural(pages, words.pages_one, words.pages_many);
        (documents > 0).then(|| fill(words.counts, &[("documents", &documents_words), ("pages", &pages_words)]))
    };
    let buttons = move || {
        if !adding.allowed() {
            return view! { <span class="meta">{words.read_only}</span>{found} }.into_any();
        }
        view! {
            {found}
            <span class="so__tool">
                <Button kind=ButtonKind::Quiet icon="shapes" title=built.title on_click=move || ontology.set(true)>
                    <span class="so__word">{built.title}</span></Button>
            </span>
            <IconButton icon="sliders-horizontal" label=words.chunking.to_owned() on_click=move || chunking.set(true)/>
            <IconButton icon="folder-sync" label=words.followed.to_owned() on_click=move || followed.set(true)/>
            <span class="so__tool">
                <Button kind=ButtonKind::Quiet icon="import" title=words.import_triples busy=adding.is(Source::Triples)
                    on_click=move || adding.ask(Source::Triples)>
                    <span class="so__word so__word--late">{words.import_triples}</span></Button>
            </span>
            <Button icon="folder-plus" busy=adding.is(Source::Folder)
                on_click=move || adding.ask(Source::Folder)>{words.add_folder}</Button>
            <Show when=some>
                <Button icon="hammer" on_click=move || build.set(true)>{built.build}</Button>
            </Show>
            <Button kind=ButtonKind::Primary icon="plus" busy=adding.is(Source::Files)
                on_click=move || adding.ask(Source::Files)>{words.add_files}</Button>
        }
        .into_any()
    };
    view! {
        <div class="phead">
            <h1>{words.title}</h1><span class="count">{count}</span><span class="sp"></span>{buttons}
        </div>
        <Chunking open=chunking sources/>
        <OntologyEditor open=ontology/>
        <Build open=build sources/>
        <Followed open=followed sources adding/>
        <Properties sources/>
        <RowsAsDocuments sources/>
    }
}

/// The list, and beside it the reader: three usual widths for three sizes of window.
#[component]
fn Documents(sources: Sources, adding: Adding) -> impl IntoView {
    let narrow = use_media("(max-width: 1240px)");
    let wide = use_media("(min-width: 1680px)");
    let usual = use_pane("sources.reader", 792.0, 420.0, 1400.0);
    let small = use_pane("sources.reader.narrow", 468.0, 320.0, 900.0);
    let large = use_pane("sources.reader.wide", 956.0, 480.0, 2000.0);
    let pane = move || match (narrow.get(), wide.get()) {
        (true, _) => small,
        (_, true) => large,
        _ => usual,
    };
    let columns = move || format!("grid-template-columns:minmax(300px,1fr) 0 minmax(0,{}px)", pane().width.get());
    view! {
        <div class="split so" style=columns>
            {move || match sources.findings.open.get() {
                true => view! { <FoundPane sources/> }.into_any(),
                false => view! { <DocumentList sources adding/> }.into_any(),
            }}
            {move || view! { <Resizer pane=pane() right=true/> }}
            <ReaderPane sources narrow/>
        </div>
    }
}
