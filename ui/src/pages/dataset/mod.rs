//! Dataset: what was approved in numbers and plots, and its export.

mod charts;
mod export;
mod gate;
mod highlight;
mod preview;
mod result;

use crate::components::{EmptyState, ErrorNote, Icon, Skeleton};
use crate::hooks::use_query;
use crate::ipc;
use crate::state::use_changes;
use crate::text::dataset::words;
use crate::text::{fill, number, plural};
use charts::Charts;
use export::ExportPane;
use leptos::prelude::*;
use pathloom_ipc::dataset::DatasetView;

#[component]
pub fn DatasetPage() -> impl IntoView {
    let changes = use_changes();
    let dataset = use_query(move || {
        changes.samples.track();
        changes.graph.track();
        ipc::dataset()
    });
    let body = move || {
        let Some(view) = dataset.data.get() else {
            return match dataset.error.get() {
                Some(error) => {
                    let retry = Callback::new(move |()| dataset.reload());
                    view! { <div class="ch"><ErrorNote error on_retry=retry/></div> }.into_any()
                }
                None => view! { <div class="ch"><Skeleton/></div> }.into_any(),
            };
        };
        if view.approved == 0 {
            return view! { <Nothing recheck=view.recheck/> }.into_any();
        }
        view! { <Numbers view=view.clone()/><div class="scroll grow"><Charts view/></div> }.into_any()
    };
    view! {
        <div class="phead"><h1>{words().title}</h1><span class="count">{words().approved_only}</span>
            <span class="sp"></span><gate::Gate/></div>
        <div class="split ds">
            <section class="pane" aria-label=words().title>{body}</section>
            <ExportPane/>
        </div>
    }
}

#[component]
fn Nothing(recheck: u64) -> impl IntoView {
    let about = match recheck {
        0 => words().none_about.to_owned(),
        n => format!("{} {}", words().none_about, plural(n, words().recheck_one, words().recheck_many)),
    };
    view! {
        <EmptyState icon="database" title=words().none about=about>
            <a class="btn btn--primary" href="#/review"><Icon name="list-checks" size=15/>{words().to_review}</a>
        </EmptyState>
    }
}

#[component]
fn Numbers(view: DatasetView) -> impl IntoView {
    let each = view.tokens.checked_div(view.approved).unwrap_or_default();
    let used = fill(words().of, &[("n", &number(view.documents_used)), ("total", &number(view.documents))]);
    let cell = |value: String, label: String| view! { <div><b>{value}</b><span>{label}</span></div> };
    view! {
        <div class="ds__s">
            {cell(number(view.approved), words().approved.into())}
            {cell(number(view.templates), words().templates.into())}
            {cell(used, words().documents_used.into())}
            {cell(short(view.tokens), fill(words().tokens, &[("n", &number(each))]))}
            {cell(number(view.edited), words().edited.into())}
            {cell(number(view.recheck), words().recheck.into())}
        </div>
    }
}

/// "3.1M" from ten thousand on.
fn short(n: u64) -> String {
    match n {
        ..10_000 => number(n),
        10_000..1_000_000 => format!("{:.0}k", n as f64 / 1e3),
        _ => format!("{:.1}M", n as f64 / 1e6),
    }
}
