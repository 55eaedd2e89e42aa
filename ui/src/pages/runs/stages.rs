//! The stages of a run side by side: how each stands and what it counted.

use super::figures::rate;
use super::one::{OneRun, share, stages};
use crate::components::{Bar, Icon, Part, Ring};
use crate::text::core_words::from_core;
use crate::text::runs::words;
use crate::text::{fill, number};
use leptos::prelude::*;
use pathloom_ipc::runs::{RunState, RunView, StageState, StageView};
use pathloom_model::ModelRole;

#[component]
pub fn Stages(run: OneRun) -> impl IntoView {
    let count = run.read(|run| Some(stages(run).len()));
    let waits = run.read(|run| Some(run.stages.is_empty() && run.state == RunState::Running));
    view! {
        <Show when=move || waits.get() == Some(true)>
            <div class="call" role="status"><Icon name="clock"/><span class="grow">{words().queue}</span></div>
        </Show>
        <Show when=move || count.get().unwrap_or_default() != 0>
            <ol class="stages" aria-label=words().stages>
                <For each=move || 0..count.get().unwrap_or_default() key=|place| *place
                    children=move |place| view! { <Stage run place/> }/>
            </ol>
        </Show>
    }
}

#[component]
fn Stage(run: OneRun, place: usize) -> impl IntoView {
    let stage = run.read(move |run| stages(run).get(place).cloned());
    let judges =
        run.read(move |run| judges_down(run).filter(|_| stages(run).get(place).is_some_and(|it| it.name == "Score")));
    let state = Memo::new(move |_| stage.with(|stage| stage.as_ref().map(|stage| stage.state)));
    let name = stage.with_untracked(|stage| stage.as_ref().map(|stage| from_core(&stage.name))).unwrap_or_default();
    let read = move |read: fn(&StageView) -> String| move || stage.with(|stage| stage.as_ref().map(read));
    let total = read(|stage| if stage.total > 0 { format!(" / {}", number(stage.total)) } else { String::new() });
    let failed = Memo::new(move |_| stage.with(|stage| stage.as_ref().map_or(0, |stage| stage.failed)));
    let skipped = Memo::new(move |_| stage.with(|stage| stage.as_ref().map_or(0, |stage| stage.skipped)));
    let parts = Signal::derive(move || stage.with(|stage| stage.as_ref().map(parts)).unwrap_or_default());
    let (label, hover) = (name.clone(), name.clone());
    let is = move |wanted: StageState| move || state.get() == Some(wanted);
    view! {
        <li class="sg" class:is-live=is(StageState::Live) class:is-bad=move || is(StageState::Failed)() || judges.get().is_some()>
            <div class="sg__h"><Mark stage state/><span title=hover>{name}</span></div>
            <div class="sg__v">
                {move || state.get().filter(|state| *state != StageState::Waiting).map(|_| view! {
                    {read(|stage| number(stage.done))}<span>{total}</span>
                })}
            </div>
            <div class="meta">{move || judges.get().map_or_else(|| read(standing)(), Some)}</div>
            <div class="sg__x">
                {move || (failed.get() > 0).then(|| view! { <span class="bad">{fill(words().n_failed, &[("n", &number(failed.get()))])}</span> })}
                {move || (skipped.get() > 0).then(|| view! { <span>{fill(words().n_skipped, &[("n", &number(skipped.get()))])}</span> })}
            </div>
            <Bar parts label/>
        </li>
    }
}

/// The icon, with the state as words for those who do not see it.
#[component]
fn Mark(stage: Memo<Option<StageView>>, state: Memo<Option<StageState>>) -> impl IntoView {
    let part = Memo::new(move |_| stage.with(|stage| stage.as_ref().and_then(share)));
    let is_known = Memo::new(move |_| part.get().is_some());
    move || {
        let (icon, class, word) = match state.get()? {
            StageState::Waiting => ("circle", "ink3", words().stage_waiting),
            StageState::Live => ("", "", words().stage_live),
            StageState::Done => ("circle-check", "ok", words().stage_done),
            StageState::Held => ("circle-pause", "ink3", words().stage_held),
            StageState::Failed => ("circle-x", "bad", words().stage_failed),
        };
        let drawn = if icon.is_empty() {
            let share = Signal::derive(move || part.get().unwrap_or_default());
            view! { <Ring share spinning=!is_known.get() size=15/> }.into_any()
        } else {
            view! { <Icon name=icon size=15 class/> }.into_any()
        };
        Some(view! { <span class="sg__i" role="img" aria-label=word title=word>{drawn}</span> })
    }
}

/// "1 of 3 judges down".
fn judges_down(run: &RunView) -> Option<String> {
    let down = run.pause.as_ref()?.affected.get(&ModelRole::Judges)?.len() as u64;
    let total = run.models.get(&ModelRole::Judges)?.len() as u64;
    Some(fill(words().judges_down, &[("n", &number(down)), ("total", &number(total))]))
}

/// What is counted, or why nothing is.
fn standing(stage: &StageView) -> String {
    match stage.state {
        StageState::Waiting => words().stage_waiting.to_owned(),
        StageState::Held => words().stage_held.to_owned(),
        StageState::Live if stage.a_minute.is_some() => {
            fill(words().n_a_minute, &[("n", &rate(stage.a_minute.unwrap_or_default()))])
        }
        StageState::Live | StageState::Done | StageState::Failed => from_core(&stage.unit),
    }
}

fn parts(stage: &StageView) -> Vec<Part> {
    let class = match stage.state {
        StageState::Done => "b-ok",
        StageState::Live => "b-acc",
        StageState::Waiting | StageState::Held => "b-mut",
        StageState::Failed => "b-bad",
    };
    if stage.total == 0 {
        let whole = stage.state == StageState::Failed || (stage.state == StageState::Done && stage.done > 0);
        return vec![Part { class, share: if whole { 1.0 } else { 0.0 } }];
    }
    let part = |class, n: u64| Part { class, share: n as f64 / stage.total as f64 };
    vec![part(class, stage.done), part("b-bad", stage.failed), part("b-mut", stage.skipped)]
}
