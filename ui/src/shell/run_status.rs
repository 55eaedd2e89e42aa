//! The run that is going, in the top bar; or one that a quit interrupted.

use crate::components::{Icon, Ring};
use crate::state::{Screen, go, use_app, use_runs};
use crate::text::shell::words;
use crate::text::{fill, number};
use leptos::prelude::*;
use pathloom_ipc::runs::{PauseCause, RunState, RunView, StageState, StageView};

#[component]
pub fn RunStatus() -> impl IntoView {
    let runs = use_runs();
    let app = use_app();
    let live = Memo::new(move |_| runs.live());
    let paused = Memo::new(move |_| {
        runs.all.with(|all| all.first().filter(|run| run.state == RunState::Paused).map(|run| (run.run, trouble(run))))
    });
    let unfinished = Memo::new(move |_| app.project.with(|project| project.as_ref()?.unfinished_run));
    view! {
        <div role="status" class="top__job">
            {move || match (live.get(), paused.get(), unfinished.get()) {
                (Some(run), ..) => match trouble(&run) {
                    Some(why) => view! { <Stopped run=run.run words=words().run_waits why=Some(why)/> }.into_any(),
                    None => view! { <Live run/> }.into_any(),
                },
                (None, Some((run, why)), _) => view! { <Stopped run words=words().run_paused why/> }.into_any(),
                (None, None, Some(run)) => view! { <Stopped run words=words().run_interrupted why=None/> }.into_any(),
                (None, None, None) => ().into_any(),
            }}
        </div>
    }
}

#[component]
fn Live(run: RunView) -> impl IntoView {
    let number_of_run = run.run;
    let stage = moving_stage(&run).cloned();
    let (done, total) = stage.as_ref().map_or((0, 0), |stage| (stage.done + stage.failed, stage.total));
    let share = if total > 0 { done as f64 / total as f64 } else { 0.0 };
    let stage = stage.map(|stage| stage.name).unwrap_or_default();
    let n = number_of_run.to_string();
    let label =
        fill(words().run_live, &[("n", &n), ("stage", &stage), ("done", &number(done)), ("total", &number(total))]);
    view! {
        <button type="button" class="job" aria-label=label on:click=move |_| open(number_of_run)>
            <Ring share=share spinning=total == 0/>
            <span>{fill(words().run, &[("n", &n)])}</span>
            {(total > 0).then(|| view! { <b>{format!("{} / {}", number(done), number(total))}</b> })}
            <span class="job__eta">{stage}</span>
        </button>
    }
}

#[component]
fn Stopped(run: u64, words: &'static str, why: Option<String>) -> impl IntoView {
    let (is_bad, hover) = (why.is_some(), why.clone());
    view! {
        <button type="button" class="job job--warn" class:job--bad=is_bad title=hover on:click=move |_| open(run)>
            <Icon name="circle-pause" size=15/>
            <span>{fill(words, &[("n", &run.to_string())])}</span>
            {why.map(|why| view! { <b class="trunc">{why}</b> })}
        </button>
    }
}

/// What is the matter with the endpoint without which it stands still.
fn trouble(run: &RunView) -> Option<String> {
    let endpoint = run.out_of_reach()?;
    let is_down = run.pause.as_ref().is_some_and(|pause| pause.cause == PauseCause::EndpointDown);
    let text = if is_down { words().unreachable } else { words().to_mend };
    Some(fill(text, &[("endpoint", &endpoint)]))
}

fn open(run: u64) {
    go(Screen::Runs, &[("run", &run.to_string())]);
}

/// The last stage that is at work.
fn moving_stage(run: &RunView) -> Option<&StageView> {
    run.stages.iter().rev().find(|stage| stage.state == StageState::Live)
}
