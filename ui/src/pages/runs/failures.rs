//! What failed, or which paths were left out, grouped by cause; a group opens to its items.

use super::one::{OneRun, makes_samples};
use crate::components::Icon;
use crate::text::core_words::from_core;
use crate::text::runs::words;
use crate::text::{fill, number};
use leptos::prelude::*;
use pathloom_ipc::runs::FailureGroup;

#[component]
pub fn Failures(run: OneRun) -> impl IntoView {
    let causes = run.read(|run| Some(run.failures.iter().map(|group| group.cause.clone()).collect::<Vec<_>>()));
    let total = run.read(|run| Some(run.failures.iter().map(|group| group.count).sum::<u64>()));
    let any = Memo::new(move |_| causes.with(|causes| causes.as_ref().is_some_and(|causes| !causes.is_empty())));
    let is_sampling = run.read(|run| Some(makes_samples(run)));
    let title = move || if is_sampling.get() == Some(true) { words().left_out } else { words().failures };
    let placed = move || causes.get().unwrap_or_default().into_iter().enumerate().collect::<Vec<_>>();
    view! {
        <Show when=move || any.get()>
            <section class="card" aria-label=title>
                <div class="pbar rf__h">
                    <h2>{title}</h2>
                    <span class="count">{move || number(total.get().unwrap_or_default())}</span>
                </div>
                <For each=placed key=|(_, cause)| cause.clone()
                    children=move |(place, cause)| view! { <Group run cause open=place == 0 && is_sampling.get_untracked() != Some(true)/> }/>
            </section>
        </Show>
    }
}

#[component]
fn Group(run: OneRun, cause: String, open: bool) -> impl IntoView {
    let is_open = RwSignal::new(open);
    let title = from_core(&cause);
    let id = format!("failures-{}-{}", run.number, cause.replace(|letter: char| !letter.is_alphanumeric(), "-"));
    let controls = id.clone();
    let group = run.read(move |run| run.failures.iter().find(|group| group.cause == cause).cloned());
    let count = move || group.with(|group| group.as_ref().map(|group| number(group.count)));
    let items = move || group.get().map(|group| view! { <Items group/> });
    view! {
        <button type="button" class="fg__h" class:is-open=is_open aria-expanded=move || is_open.get().to_string()
            aria-controls=controls on:click=move |_| is_open.update(|open| *open = !*open)>
            {move || view! { <Icon name=if is_open.get() { "chevron-down" } else { "chevron-right" } size=14/> }}
            <b>{title}</b>
            <span class="num">{count}</span>
        </button>
        <div class="fdet" id=id hidden=move || !is_open.get()>{items}</div>
    }
}

#[component]
fn Items(group: FailureGroup) -> impl IntoView {
    let FailureGroup { count, items, .. } = group;
    let shown = items.len() as u64;
    let more =
        (count > shown).then(|| fill(words().failures_shown, &[("shown", &number(shown)), ("n", &number(count))]));
    let item = |(what, why): (String, String)| view! { <li class="fdet__i"><b dir="auto">{what}</b><span dir="auto">{why}</span></li> };
    view! {
        <ul>{items.into_iter().map(item).collect_view()}</ul>
        {more.map(|more| view! { <p class="fdet__more">{more}</p> })}
    }
}
