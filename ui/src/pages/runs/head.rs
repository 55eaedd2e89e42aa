//! The head of the page: how many runs go and stand, what this month cost, defaults, scoring, a new run.

use super::defaults::Defaults;
use super::figures::money;
use super::new_run::NewRun;
use super::score_again::ScoreAgain;
use crate::components::{Button, ButtonKind, Dialog};
use crate::hooks::{Query, follow, use_live_query};
use crate::ipc;
use crate::pages::models::Limits;
use crate::state::{use_app, use_changes, use_runs};
use crate::text::asked::words as asked;
use crate::text::runs::words;
use crate::text::{fill, number};
use leptos::prelude::*;
use pathloom_ipc::models::BudgetView;
use pathloom_ipc::runs::RunState;

#[component]
pub fn Head(month: Query<BudgetView>) -> impl IntoView {
    let app = use_app();
    let (making, scoring, setting) = (RwSignal::new(false), RwSignal::new(false), RwSignal::new(false));
    let can_change =
        Memo::new(move |_| app.project.with(|project| project.as_ref().is_some_and(|project| !project.read_only)));
    view! {
        <div class="phead">
            <h1>{words().title}</h1>
            <Standing/>
            <span class="sp"></span>
            <Month month/>
            <Show when=move || can_change.get()>
                <Button icon="scale" title=asked().score_title on_click=move || scoring.set(true)>{asked().score}</Button>
                <Button icon="sliders-horizontal" on_click=move || setting.set(true)>{asked().defaults}</Button>
                <Button kind=ButtonKind::Primary icon="plus" on_click=move || making.set(true)>{asked().new_run}</Button>
            </Show>
        </div>
        <NewRun open=making/><ScoreAgain open=scoring/><Defaults open=setting/>
    }
}

/// "2 in progress, 1 paused".
#[component]
fn Standing() -> impl IntoView {
    let runs = use_runs();
    let count = move |state: RunState| {
        Memo::new(move |_| runs.all.with(|all| all.iter().filter(|run| run.state == state).count() as u64))
    };
    let (going, paused) = (count(RunState::Running), count(RunState::Paused));
    let said = move || {
        let part = |n: u64, text: &str| (n > 0).then(|| fill(text, &[("n", &number(n))]));
        let parts = [part(going.get(), words().in_progress), part(paused.get(), words().n_paused)];
        parts.into_iter().flatten().collect::<Vec<_>>().join(words().comma)
    };
    view! { <span class="count" role="status">{said}</span> }
}

/// What models cost this month, and the limit; a press changes that.
#[component]
fn Month(month: Query<BudgetView>) -> impl IntoView {
    let open = RwSignal::new(false);
    let done = Callback::new(move |saved| {
        if saved {
            month.reload();
        }
        open.set(false);
    });
    let limits = move || month.data.get_untracked().unwrap_or_default().limits;
    let shown = move || month.data.get().map(|month| view! { <Amount month open/> });
    view! {
        {shown}
        <Dialog open label=words().month_title class="dialog--ask">
            <div class="dialog__h"><h2 class="h-title">{words().month_title}</h2></div>
            <div class="month"><Limits done now=limits()/></div>
        </Dialog>
    }
}

/// Asked again as runs spend.
pub fn use_month() -> Query<BudgetView> {
    let (changes, runs) = (use_changes(), use_runs());
    // Grows with what is spent while a run goes.
    let spent = Memo::new(move |_| {
        runs.all.with(|all| {
            let cents = all.iter().filter_map(|run| run.spend?.spent).sum::<f64>() * 100.0;
            cents.round() as u64
        })
    });
    use_live_query(move || {
        changes.runs.track();
        follow(spent);
        ipc::month()
    })
}

#[component]
fn Amount(month: BudgetView, open: RwSignal<bool>) -> impl IntoView {
    let BudgetView { limits, spent, .. } = month;
    let amount = |amount: f64| money(amount, &limits.currency);
    let spent = spent.unwrap_or_default();
    let class = match limits {
        _ if limits.stop.is_some_and(|stop| spent >= stop) => "bad",
        _ if limits.warn.is_some_and(|warn| spent >= warn) => "warn",
        _ => "",
    };
    let of = match limits.stop {
        Some(stop) => fill(words().month_of, &[("limit", &amount(stop))]),
        None => words().month_no_limit.to_owned(),
    };
    view! {
        <button type="button" class="month__b meta num" title=words().month_about aria-haspopup="dialog" on:click=move |_| open.set(true)>
            {words().this_month}" "<b class=class>{amount(spent)}</b>" "{of}
        </button>
    }
}
