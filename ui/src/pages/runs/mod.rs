//! Runs: the list, and one run with its stages, its result and what failed.

mod calls;
mod defaults;
mod detail;
mod failures;
mod figures;
mod head;
mod judges;
mod list;
mod new_run;
mod one;
mod outcome;
mod paused;
mod samples;
mod score_again;
mod stages;
mod template_list;

use crate::components::{EmptyState, ErrorNote, Icon, Resizer, Skeleton, use_pane};
use crate::hooks::{Query, use_keys, use_query};
use crate::ipc;
use crate::state::{Runs, Screen, go, use_changes, use_route, use_runs};
use crate::text::runs::words;
use detail::Detail;
use head::{Head, use_month};
use leptos::prelude::*;
use list::List;
use pathloom_ipc::AppError;
use pathloom_ipc::runs::{RunState, RunView, RunsView};

#[component]
pub fn RunsPage() -> impl IntoView {
    let runs = use_runs();
    let month = use_month();
    let currency = Signal::derive(move || month.data.with(|month| month.clone().unwrap_or_default().limits.currency));
    let loaded = load(runs);
    let shown = shown(runs);
    use_keys(move |stroke| {
        let step = match () {
            () if stroke.plain("j") => 1,
            () if stroke.plain("k") => -1,
            () => return false,
        };
        walk(runs, shown.get_untracked(), step);
        true
    });
    let count = Memo::new(move |_| runs.all.with(Vec::len));
    let state = Memo::new(move |_| match (count.get() > 0, loaded.error.get()) {
        (true, _) => Body::Runs,
        (false, Some(error)) => Body::Failed(error),
        (false, None) if loaded.first_time() => Body::Loading,
        (false, None) => Body::None,
    });
    let retry = Callback::new(move |()| loaded.reload());
    let body = move || match state.get() {
        Body::Runs => view! { <Panes shown currency/> }.into_any(),
        Body::Failed(error) => view! { <div class="rd"><ErrorNote error on_retry=retry/></div> }.into_any(),
        Body::Loading => view! { <Skeleton/> }.into_any(),
        Body::None => view! { <Nothing/> }.into_any(),
    };
    view! {
        <Head month/>
        {body}
    }
}

#[derive(Clone, PartialEq)]
enum Body {
    Runs,
    Failed(AppError),
    Loading,
    None,
}

#[component]
fn Panes(shown: Memo<Option<u64>>, currency: Signal<String>) -> impl IntoView {
    let narrow = window().inner_width().ok().and_then(|width| width.as_f64()).is_some_and(|width| width <= 1240.0);
    let pane = use_pane("runs.list", if narrow { 264.0 } else { 344.0 }, 220.0, 480.0);
    view! {
        <div class="split ru" style=move || format!("--w-runs:{}px", pane.width.get())>
            <List shown currency/>
            <Resizer pane=pane/>
            {move || shown.get().map(|number| view! { <Detail number/> })}
        </div>
    }
}

#[component]
fn Nothing() -> impl IntoView {
    view! {
        <EmptyState icon="activity" title=words().none about=words().none_about>
            <a class="btn" href="#/templates"><Icon name="workflow" size=15/>{words().to_templates}</a>
            <a class="btn" href="#/sources"><Icon name="files" size=15/>{words().to_sources}</a>
        </EmptyState>
    }
}

pub fn open(run: u64) {
    go(Screen::Runs, &[("run", &run.to_string())]);
}

/// Opens the run that stands `step` places below the one shown.
fn walk(runs: Runs, shown: Option<u64>, step: i64) {
    let next = runs.all.with_untracked(|all| {
        let place = all.iter().position(|run| Some(run.run) == shown)? as i64;
        all.get(usize::try_from(place + step).ok()?).map(|run| run.run)
    });
    if let Some(next) = next {
        open(next);
    }
}

/// The run that the address named last, else the newest.
fn shown(runs: Runs) -> Memo<Option<u64>> {
    let route = use_route();
    let named = Memo::new(move |before: Option<&Option<u64>>| {
        let now = route.with(|route| (route.screen == Screen::Runs).then(|| route.get("run")?.parse().ok()).flatten());
        now.or(before.copied().flatten())
    });
    Memo::new(move |_| {
        let named = named.get();
        runs.all.with(|all| all.iter().find(|run| Some(run.run) == named).or(all.first()).map(|run| run.run))
    })
}

/// Asks for the list again whenever it is out of date.
fn load(runs: Runs) -> Query<RunsView> {
    let changes = use_changes();
    let loaded = use_query(move || {
        changes.runs.track();
        ipc::runs()
    });
    Effect::new(move |_| {
        if let Some(view) = loaded.data.get() {
            runs.all.update(|known| take(known, view.runs));
        }
    });
    loaded
}

/// What is stored of a run that is going says less than its events: those stay.
fn take(known: &mut Vec<RunView>, stored: Vec<RunView>) {
    let going = |run: &RunView| run.state == RunState::Running;
    let older = std::mem::replace(known, stored);
    for run in known.iter_mut().filter(|run| going(run)) {
        if let Some(told) = older.iter().find(|told| told.run == run.run && !told.stages.is_empty()) {
            *run = told.clone();
        }
    }
}
