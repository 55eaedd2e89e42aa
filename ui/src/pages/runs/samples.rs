//! The samples of a run, each with the calls that made it.

use super::one::OneRun;
use crate::components::{Button, ButtonSize};
use crate::hooks::{follow, use_live_query};
use crate::ipc;
use crate::text::runs::words;
use crate::text::{fill, number, plural};
use leptos::prelude::*;
use pathloom_ipc::runs::{CallRequest, RunSampleRow, RunSamplesRequest};

/// Samples shown at first, and with each press more.
const SHOWN: u64 = 8;

#[component]
pub fn Samples(run: OneRun, shown: RwSignal<Option<CallRequest>>) -> impl IntoView {
    let limit = RwSignal::new(SHOWN);
    let first = run.read(|run| Some((run.samples > 0, run.samples.min(SHOWN), run.state)));
    let made = run.read(|run| Some(run.samples));
    let number_of_run = run.number;
    let samples = use_live_query(move || {
        // While it goes the list does not grow under the pointer.
        follow(first);
        ipc::run_samples(RunSamplesRequest { run: number_of_run, offset: 0, limit: limit.get() })
    });
    let rows = move || samples.data.get().map(|view| view.rows).unwrap_or_default();
    let more = move || {
        let (listed, total) = (rows().len() as u64, samples.data.get().map_or(0, |view| view.total));
        (listed < total && listed == limit.get()).then(|| total - listed)
    };
    view! {
        <Show when=move || !rows().is_empty()>
            <section class="card" aria-label=words().made>
                <div class="pbar rf__h"><h2>{words().made}</h2>
                    <span class="count">{move || number(made.get().unwrap_or_default())}</span></div>
                <ul class="rs">{move || rows().into_iter().map(|row| view! { <Row run=number_of_run row shown/> }).collect_view()}</ul>
                {move || more().map(|n| view! {
                    <div class="rs__m"><Button size=ButtonSize::Small on_click=move || limit.update(|limit| *limit = (*limit * 3).min(50))>
                        {fill(words().more_samples, &[("n", &number(n))])}</Button></div>
                })}
            </section>
        </Show>
    }
}

#[component]
fn Row(run: u64, row: RunSampleRow, shown: RwSignal<Option<CallRequest>>) -> impl IntoView {
    let RunSampleRow { id, question, answer, calls } = row;
    let href = format!("#/review?run={run}&sample={id}");
    let count = calls.len() as u64;
    let details = (count > 0).then(|| {
        let open = move |_| shown.set(Some(CallRequest { keys: calls.clone(), run: None }));
        view! { <button type="button" class="link num" on:click=open>{plural(count, words().one_call, words().n_calls)}</button> }
    });
    view! {
        <li class="rs__i">
            <a class="trunc grow" dir="auto" href=href title=question.clone()>{question.clone()}</a>
            <span class="trunc rs__a ink2" dir="auto" title=answer.clone()>{answer.clone()}</span>
            <span class="rs__c">{details}</span>
        </li>
    }
}
