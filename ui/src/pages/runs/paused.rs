//! Why a run stands still: what happened, what is safe, what to do; with a countdown where it is tried again by itself.

use super::judges::{OtherJudges, TestAndResume};
use super::one::OneRun;
use super::open;
use crate::components::{Button, ButtonKind, Icon};
use crate::hooks::use_command;
use crate::ipc;
use crate::state::{Tone, use_toasts};
use crate::text::core_words::from_core;
use crate::text::models::role_name;
use crate::text::runs::words;
use crate::text::{fill, number, since};
use leptos::prelude::*;
use pathloom_ipc::project::PickRequest;
use pathloom_ipc::runs::{JobId, PauseCause, PauseView, RunState};
use pathloom_model::{ModelRef, ModelRole};
use std::time::Duration;

#[component]
pub fn Paused(run: OneRun) -> impl IntoView {
    let pause = run.read(|run| Some((run.pause.clone()?, run.samples, run.state)));
    let waits = run.read(|run| run.waits.clone());
    let left_out = run.read(|run| Some(run.left_out.clone()).filter(|left_out| !left_out.is_empty()));
    let why = move || match pause.get() {
        Some((pause, samples, state)) => view! { <Why run pause samples state/> }.into_any(),
        None => waits.get().map(|waits| view! { <Told icon="clock" text=from_core(&waits)/> }).into_any(),
    };
    let without = move || {
        left_out.get().map(|judges| {
            let text = fill(words().left_out_judges, &[("models", &named(&judges))]);
            view! { <Told icon="info" text/> }
        })
    };
    view! { {why}{without} }
}

#[component]
fn Told(icon: &'static str, text: String) -> impl IntoView {
    view! { <div class="call" role="status"><Icon name=icon/><span class="grow" dir="auto">{text}</span></div> }
}

#[component]
fn Why(run: OneRun, pause: PauseView, samples: u64, state: RunState) -> impl IntoView {
    let n = run.number.to_string();
    let title = match (pause.cause, state) {
        (PauseCause::User, _) => words().pause_user,
        (PauseCause::RunBudget, _) => words().pause_budget,
        (PauseCause::MonthBudget, _) => words().pause_month,
        (PauseCause::Settings, _) => words().pause_settings,
        (PauseCause::EndpointDown, RunState::Running) => words().pause_holds,
        (PauseCause::EndpointDown, _) => words().pause_down,
        (PauseCause::Disk, _) => words().pause_disk,
        (PauseCause::Batch, _) => words().pause_batch,
        (PauseCause::Tried, _) => words().pause_tried,
    };
    let paused = state == RunState::Paused;
    let safe = if paused { words().safe_paused } else { words().safe_waiting };
    let is_bad = matches!(pause.cause, PauseCause::Settings | PauseCause::EndpointDown | PauseCause::Disk);
    let icon = if is_bad { "circle-x" } else { "circle-pause" };
    let to_models = matches!(
        pause.cause,
        PauseCause::Settings | PauseCause::EndpointDown | PauseCause::MonthBudget | PauseCause::RunBudget
    );
    let may_test = paused && !pause.endpoint.is_empty();
    let (resumes, endpoint) = (paused && !may_test, pause.endpoint.clone());
    let affected = affected(run, &pause);
    let judges = pause.clone();
    let is_batch = pause.cause == PauseCause::Batch;
    view! {
        <div class="errb" class:errb--calm=!is_bad role="alert">
            <Icon name=icon size=20/>
            <div>
                <h3>{fill(title, &[("n", &n), ("endpoint", &pause.endpoint)])}</h3>
                <dl>
                    <dt>{words().what_happened}</dt><dd dir="auto">{from_core(&pause.message)}</dd>
                    {(!affected.is_empty()).then(|| view! { <dt>{words().affected}</dt><dd dir="auto">{affected}</dd> })}
                    <dt>{words().what_is_safe}</dt><dd>{fill(safe, &[("n", &number(samples))])}</dd>
                    {(!pause.hint.is_empty()).then(|| view! { <dt>{words().what_next}</dt><dd dir="auto">{from_core(&pause.hint)}</dd> })}
                </dl>
                <div class="row">
                    {may_test.then(|| view! { <TestAndResume run endpoint/> })}
                    {resumes.then(|| view! { <Resume run/> })}
                    <OtherJudges run pause=judges/>
                    {is_batch.then(|| view! { <BatchFiles/> })}
                    {to_models.then(|| view! { <a class="btn" href="#/models"><Icon name="cpu" size=15/>{words().to_models}</a> })}
                    <span class="sp"></span>
                    {pause.retry_at.map(|at| view! { <Countdown at/> })}
                </div>
            </div>
        </div>
    }
}

#[component]
pub fn Resume(run: OneRun) -> impl IntoView {
    let toasts = use_toasts();
    let resume = use_command(ipc::resume_run, |job: JobId| open(job.run));
    Effect::new(move |_| {
        if let Some(error) = resume.error.get() {
            toasts.error(&error);
        }
    });
    let left = run.read(|run| Some(run.remaining));
    let label = move || match left.get().unwrap_or_default() {
        0 => words().resume.to_owned(),
        left => fill(words().resume_left, &[("n", &number(left))]),
    };
    view! {
        <Button kind=ButtonKind::Primary icon="play" busy=resume.busy on_click=move || resume.run(run.number)>{label}</Button>
    }
}

/// "qwen3-32b, of your 3 judges."
fn affected(run: OneRun, pause: &PauseView) -> String {
    let panel = run.read(|run| run.models.get(&ModelRole::Judges).map(|judges| judges.len() as u64));
    let sentence = |(role, models): (&ModelRole, &Vec<ModelRef>)| match (role, panel.get_untracked()) {
        (ModelRole::Judges, Some(n)) if n > models.len() as u64 => {
            fill(words().affected_judges, &[("models", &named(models)), ("n", &number(n))])
        }
        _ => fill(words().affected_role, &[("role", role_name(*role)), ("models", &named(models))]),
    };
    pause.affected.iter().map(sentence).collect::<Vec<_>>().join(" ")
}

pub fn named(models: &[ModelRef]) -> String {
    models.iter().map(|model| model.model.as_str()).collect::<Vec<_>>().join(", ")
}

#[component]
fn BatchFiles() -> impl IntoView {
    let toasts = use_toasts();
    let told = move |text: &'static str| move |n: u64| toasts.show(Tone::Ok, fill(text, &[("n", &number(n))]));
    let export = use_command(ipc::export_batch, told(words().batch_exported));
    let import = use_command(ipc::import_batch, told(words().batch_imported));
    for error in [export.error, import.error] {
        Effect::new(move |_| {
            if let Some(error) = error.get() {
                toasts.error(&error);
            }
        });
    }
    let pick = move |request: PickRequest, then: Callback<String>| {
        leptos::task::spawn_local(async move {
            if let Ok(paths) = ipc::pick(request).await
                && let Some(path) = paths.into_iter().next()
            {
                then.run(path);
            }
        });
    };
    let out = Callback::new(move |path| export.run(path));
    let back = Callback::new(move |path| import.run(path));
    view! {
        <Button icon="download" busy=export.busy on_click=move || pick(PickRequest::Folder { title: words().batch_export.into() }, out)>{words().batch_export}</Button>
        <Button icon="import" busy=import.busy on_click=move || pick(PickRequest::BatchResults { title: words().batch_import.into() }, back)>{words().batch_import}</Button>
    }
}

#[component]
fn Countdown(at: i64) -> impl IntoView {
    let now = || (js_sys::Date::now() / 1000.0) as i64;
    let left = RwSignal::new(at - now());
    if let Ok(handle) = set_interval_with_handle(
        move || {
            left.try_set(at - now());
        },
        Duration::from_secs(1),
    ) {
        on_cleanup(move || handle.clear());
    }
    let said = move || match left.get() {
        ..=0 => words().again_now.to_owned(),
        left => fill(words().again_in, &[("span", &since(left))]),
    };
    view! { <span class="meta num">{said}</span> }
}

/// "14:41", in the time of this place.
pub fn clock(at: i64) -> String {
    let date = js_sys::Date::new(&wasm_bindgen::JsValue::from_f64(at as f64 * 1000.0));
    format!("{:02}:{:02}", date.get_hours(), date.get_minutes())
}
