//! What failed, or which paths were left out, grouped by cause; a group opens to its items.

use super::one::{OneRun, makes_samples};
use crate::components::{Button, ButtonSize, Icon};
use crate::hooks::use_command;
use crate::ipc;
use crate::state::use_toasts;
use crate::text::core_words::from_core;
use crate::text::runs::words;
use crate::text::{fill, number};
use leptos::prelude::*;
use pathloom_ipc::runs::{CallRequest, FailureAction, FailureGroup, JobId, RetryRequest, RunState};

#[component]
pub fn Failures(run: OneRun, shown: RwSignal<Option<CallRequest>>) -> impl IntoView {
    let causes = run.read(|run| Some(run.failures.iter().map(|group| group.cause.clone()).collect::<Vec<_>>()));
    let total = run.read(|run| Some(run.failures.iter().map(|group| group.count).sum::<u64>()));
    let any = Memo::new(move |_| causes.with(|causes| causes.as_ref().is_some_and(|causes| !causes.is_empty())));
    let is_sampling = run.read(|run| Some(makes_samples(run)));
    let of = run.read(|run| {
        let stage = run.stages.iter().find(|stage| stage.name == "Generate")?;
        (run.spend.is_some() && stage.total > 0).then_some(stage.total)
    });
    let count = move || {
        let total = number(total.get().unwrap_or_default());
        match of.get() {
            Some(of) => fill(words().of_all, &[("n", &total), ("total", &number(of))]),
            None => total,
        }
    };
    let again = run.read(|run| {
        let groups = run.failures.iter().filter(|group| group.action == FailureAction::Retry);
        let (kinds, items) = groups.fold((0, 0), |(kinds, items), group| (kinds + 1, items + group.count));
        (kinds > 1 && run.state != RunState::Running).then_some(items)
    });
    let title = move || if is_sampling.get() == Some(true) { words().left_out } else { words().failures };
    let placed = move || causes.get().unwrap_or_default().into_iter().enumerate().collect::<Vec<_>>();
    view! {
        <Show when=move || any.get()>
            <section class="card" aria-label=title>
                <div class="pbar rf__h">
                    <h2>{title}</h2>
                    <span class="count">{count}</span>
                    <span class="sp"></span>
                    {move || again.get().map(|count| view! { <Again run cause=None action=FailureAction::Retry count/> })}
                </div>
                <For each=placed key=|(_, cause)| cause.clone()
                    children=move |(place, cause)| view! { <Group run cause shown open=place == 0 && is_sampling.get_untracked() != Some(true)/> }/>
            </section>
        </Show>
    }
}

#[component]
fn Group(run: OneRun, cause: String, shown: RwSignal<Option<CallRequest>>, open: bool) -> impl IntoView {
    let is_open = RwSignal::new(open);
    let title = from_core(&cause);
    let named = cause.clone();
    let id = format!("failures-{}-{}", run.number, cause.replace(|letter: char| !letter.is_alphanumeric(), "-"));
    let controls = id.clone();
    let group = run.read(move |run| run.failures.iter().find(|group| group.cause == cause).cloned());
    let count = move || group.with(|group| group.as_ref().map(|group| number(group.count)));
    let items = move || group.get().map(|group| view! { <Items group shown/> });
    let action = Memo::new(move |_| group.with(|group| group.as_ref().map(|group| (group.action, group.count))));
    let state = run.state();
    let again = move || {
        let (action, count) = action.get().filter(|(action, _)| *action != FailureAction::None)?;
        let stopped = state.get().is_some_and(|state| state != RunState::Running);
        stopped.then(|| view! { <Again run cause=Some(named.clone()) action count/> })
    };
    view! {
        <button type="button" class="fg__h" class:is-open=is_open aria-expanded=move || is_open.get().to_string()
            aria-controls=controls on:click=move |_| is_open.update(|open| *open = !*open)>
            {move || view! { <Icon name=if is_open.get() { "chevron-down" } else { "chevron-right" } size=14/> }}
            <b>{title}</b>
            <span class="num">{count}</span>
        </button>
        <div class="fg__a">{again}</div>
        <div class="fdet" id=id hidden=move || !is_open.get()>{items}</div>
    }
}

#[component]
fn Items(group: FailureGroup, shown: RwSignal<Option<CallRequest>>) -> impl IntoView {
    let FailureGroup { count, items, calls, .. } = group;
    let listed = items.len() as u64;
    let more =
        (count > listed).then(|| fill(words().failures_shown, &[("shown", &number(listed)), ("n", &number(count))]));
    let item = |(place, (what, why)): (usize, (String, String))| {
        let keys = calls.get(place).filter(|keys| !keys.is_empty()).cloned();
        let details = keys.map(|keys| {
            let open = move |_| shown.set(Some(CallRequest { keys: keys.clone(), run: None }));
            view! { <button type="button" class="link" on:click=open>{words().details}</button> }
        });
        view! { <li class="fdet__i"><b dir="auto">{what}</b><span dir="auto">{why}</span>" "{details}</li> }
    };
    view! {
        <ul>{items.into_iter().enumerate().map(item).collect_view()}</ul>
        {more.map(|more| view! { <p class="fdet__more">{more}</p> })}
    }
}

/// Tries again what failed of one cause.
#[component]
fn Again(run: OneRun, cause: Option<String>, action: FailureAction, count: u64) -> impl IntoView {
    let toasts = use_toasts();
    let retry = use_command(ipc::retry_run, |job: JobId| super::open(job.run));
    Effect::new(move |_| {
        if let Some(error) = retry.error.get() {
            toasts.error(&error);
        }
    });
    let text = if action == FailureAction::AskAnew { words().ask_anew } else { words().retry };
    let press = move || retry.run(RetryRequest { run: run.number, cause: cause.clone() });
    view! {
        <Button size=ButtonSize::Small icon="rotate-ccw" busy=retry.busy on_click=press>
            {fill(text, &[("n", &number(count))])}
        </Button>
    }
}
