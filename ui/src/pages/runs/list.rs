//! The left pane: all runs, newest first, with how each stands.

use super::figures::money;
use super::one::{moving_stage, share, shown_state, stages};
use super::{open, walk};
use crate::components::{Icon, Menu, MenuItem, Popover, Ring, StatusMark, VirtualList};
use crate::state::{Tone, use_runs};
use crate::text::common::run_state_name;
use crate::text::core_words::from_core;
use crate::text::runs::words;
use crate::text::{day, fill, number, plural};
use leptos::prelude::*;
use pathloom_ipc::runs::{RunState, RunView, StageState, StageView};

const ROW: f64 = 70.0;

#[component]
pub fn List(shown: Memo<Option<u64>>, currency: Signal<String>) -> impl IntoView {
    let runs = use_runs();
    let only = RwSignal::new(Only::All);
    let listed = Memo::new(move |_| {
        runs.all.with(|all| (0..all.len()).filter(|place| only.get().has(&all[*place])).collect::<Vec<_>>())
    });
    let count = Signal::derive(move || listed.with(Vec::len));
    let reveal = Memo::new(move |_| {
        let shown = shown.get();
        let place = runs.all.with(|all| all.iter().position(|run| Some(run.run) == shown));
        place.and_then(|place| listed.with(|listed| listed.iter().position(|at| *at == place)))
    });
    let active = Signal::derive(move || shown.get().map(|run| format!("run-{run}")));
    let keys = move |event: web_sys::KeyboardEvent| {
        let step = match event.key().as_str() {
            "ArrowDown" => 1,
            "ArrowUp" => -1,
            _ => return,
        };
        event.prevent_default();
        walk(runs, shown.get_untracked(), step);
    };
    let row = move |place: usize| {
        let place = listed.with(|listed| listed.get(place).copied());
        place.map(|place| view! { <Row place shown currency/> }).into_any()
    };
    view! {
        <aside class="pane pane--2" aria-label=words().all on:keydown=keys>
            <div class="pbar"><h2>{words().all}</h2><span class="count">{move || number(count.get() as u64)}</span>
                <span class="sp"></span><Filter only/></div>
            <Show when=move || count.get() == 0><p class="meta ru__n">{words().none_shown}</p></Show>
            <VirtualList count row_height=ROW label=words().all role="listbox" reveal active row/>
        </aside>
    }
}

/// Which runs are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Only {
    All,
    Open,
    Done,
    Failed,
}

impl Only {
    fn has(self, run: &RunView) -> bool {
        let state = shown_state(run);
        match self {
            Only::All => true,
            Only::Open => matches!(state, RunState::Running | RunState::Paused | RunState::Interrupted),
            Only::Done => matches!(state, RunState::Done | RunState::Partly),
            Only::Failed => matches!(state, RunState::Failed | RunState::Partly) || !run.failures.is_empty(),
        }
    }

    fn name(self) -> &'static str {
        match self {
            Only::All => words().filter_all,
            Only::Open => words().filter_open,
            Only::Done => words().filter_done,
            Only::Failed => words().filter_failed,
        }
    }
}

#[component]
fn Filter(only: RwSignal<Only>) -> impl IntoView {
    let open = RwSignal::new(false);
    let trigger = view! {
        <button type="button" class="ib" class:is-on=move || only.get() != Only::All aria-label=words().filter title=words().filter
            aria-expanded=move || open.get().to_string() on:click=move |_| open.update(|open| *open = !*open)>
            <Icon name="list-filter" size=16/>
        </button>
    };
    let items = move || {
        let item = |one: Only| MenuItem {
            icon: None,
            label: one.name().to_owned(),
            keys: &[],
            checked: only.get_untracked() == one,
            run: Callback::new(move |()| only.set(one)),
        };
        [Only::All, Only::Open, Only::Done, Only::Failed].map(item).to_vec()
    };
    view! {
        <Popover open trigger=trigger.into_any() class="pop--menu">
            <Menu items=items() label=words().filter on_done=move || open.set(false)/>
        </Popover>
    }
}

/// What a row says.
#[derive(Clone, Default, PartialEq)]
struct Line {
    run: u64,
    title: String,
    about: String,
    /// What it cost, where that is known.
    cost: Option<f64>,
    day: String,
}

impl Line {
    fn of(run: &RunView) -> Line {
        Line {
            run: run.run,
            title: from_core(&run.title),
            about: about(run),
            cost: run.spend.and_then(|spend| spend.spent),
            day: day(run.started_at),
        }
    }
}

#[component]
fn Row(place: usize, shown: Memo<Option<u64>>, currency: Signal<String>) -> impl IntoView {
    let all = use_runs().all;
    let line = Memo::new(move |_| all.with(|all| all.get(place).map(Line::of)).unwrap_or_default());
    let is_on = Memo::new(move |_| shown.get() == Some(line.with(|line| line.run)));
    let title = move || line.with(|line| line.title.clone());
    let about = move || line.with(|line| line.about.clone());
    let right =
        move || line.with(|line| line.cost.map_or_else(|| line.day.clone(), |cost| money(cost, &currency.get())));
    view! {
        <button type="button" class="ri" class:is-on=is_on role="option" tabindex="-1"
            id=move || line.with(|line| format!("run-{}", line.run)) aria-selected=move || is_on.get().to_string()
            on:click=move |_| open(line.with_untracked(|line| line.run))>
            <span class="ri__t">
                <b>{move || line.with(|line| fill(words().run, &[("n", &line.run.to_string())]))}</b>
                <span class="trunc grow" dir="auto" title=title>{title}</span>
                <Status place/>
            </span>
            <span class="ri__m">
                <span class="trunc grow" title=about>{about}</span>
                <span title=move || line.with(|line| line.day.clone())>{right}</span>
            </span>
            <Segments place/>
        </button>
    }
}

/// An icon and a word; for a run that is going, the ring and the stage.
#[component]
fn Status(place: usize) -> impl IntoView {
    let all = use_runs().all;
    let run =
        Memo::new(move |_| all.with(|all| all.get(place).map(|run| (shown_state(run), run.out_of_reach().is_some()))));
    move || {
        let (state, is_held) = run.get()?;
        if state == RunState::Running && is_held {
            return Some(view! { <StatusMark icon="clock" tone=Tone::Bad words=words().holds/> }.into_any());
        }
        if state == RunState::Running {
            return Some(view! { <Going place/> }.into_any());
        }
        let (icon, tone) = mark(state);
        let word = match state {
            RunState::Partly => words().partly_short,
            other => run_state_name(other),
        };
        Some(view! { <StatusMark icon tone words=word/> }.into_any())
    }
}

#[component]
fn Going(place: usize) -> impl IntoView {
    let all = use_runs().all;
    let stage = Memo::new(move |_| all.with(|all| all.get(place).and_then(moving_stage).cloned()));
    let part = Memo::new(move |_| stage.with(|stage| stage.as_ref().and_then(share)));
    let is_known = Memo::new(move |_| part.get().is_some());
    let name = Memo::new(move |_| {
        stage.with(|stage| stage.as_ref().map_or_else(|| words().not_begun.to_owned(), |stage| from_core(&stage.name)))
    });
    view! {
        <span class="st st--acc">
            {move || view! { <Ring share=Signal::derive(move || part.get().unwrap_or_default()) spinning=!is_known.get() size=14/> }}
            {move || name.get()}
        </span>
    }
}

/// Icon and tone of an end state.
pub fn mark(state: RunState) -> (&'static str, Tone) {
    match state {
        RunState::Running => ("activity", Tone::Plain),
        RunState::Done => ("check", Tone::Ok),
        RunState::Partly => ("triangle-alert", Tone::Warn),
        RunState::Failed => ("circle-x", Tone::Bad),
        RunState::Cancelled => ("ban", Tone::Plain),
        RunState::Interrupted => ("circle-pause", Tone::Warn),
        RunState::Paused => ("circle-pause", Tone::Bad),
    }
}

/// How far it is while it goes, then what came of it.
fn about(run: &RunView) -> String {
    match (run.state, moving_stage(run)) {
        (RunState::Running, Some(stage)) => {
            let (done, total) = (number(stage.done), number(stage.total));
            let text = if stage.total > 0 { words().done_of } else { words().done_so_far };
            fill(text, &[("done", &done), ("total", &total), ("unit", &from_core(&stage.unit))])
        }
        (RunState::Running, None) => String::new(),
        _ if run.samples > 0 => {
            let samples = plural(run.samples, words().samples_one, words().samples);
            match run.reviewed.unwrap_or_default() {
                0 => samples,
                all if all >= run.samples => fill(words().all_reviewed, &[("samples", &samples)]),
                some => fill(words().some_reviewed, &[("samples", &samples), ("n", &number(some))]),
            }
        }
        _ => from_core(&run.summary),
    }
}

#[component]
fn Segments(place: usize) -> impl IntoView {
    let all = use_runs().all;
    let segments = Memo::new(move |_| {
        all.with(|all| all.get(place).map(|run| stages(run).iter().map(segment).collect::<Vec<_>>()))
            .unwrap_or_default()
    });
    let drawn = move || {
        let draw = |(class, share): (&'static str, Option<f64>)| {
            let filled = share.map(|share| view! { <u style=format!("width:{:.1}%", share * 100.0)></u> });
            view! { <i class=class>{filled}</i> }
        };
        segments.get().into_iter().map(draw).collect_view()
    };
    view! { <span class="s6" aria-hidden="true">{drawn}</span> }
}

fn segment(stage: &StageView) -> (&'static str, Option<f64>) {
    match stage.state {
        StageState::Waiting => ("", None),
        StageState::Live => ("", Some(share(stage).unwrap_or(0.5))),
        StageState::Done => ("d", None),
        StageState::Held => ("h", Some(share(stage).unwrap_or_default())),
        StageState::Failed => ("x", None),
    }
}
