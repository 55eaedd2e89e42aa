//! One run: its head with what can be done to it, then outcome, stages, failures.

use super::calls::{Calls, Viewer, calls_of};
use super::failures::Failures;
use super::figures::Figures;
use super::list::mark;
use super::one::{OneRun, shown_state};
use super::open;
use super::outcome::Outcome;
use super::paused::{Paused, Resume};
use super::samples::Samples;
use super::stages::Stages;
use crate::components::{Button, ButtonKind, Callout, Dialog, Icon, Menu, MenuItem, Popover};
use crate::hooks::{use_command, use_keys};
use crate::ipc;
use crate::state::{Screen, Tone, go, use_app, use_toasts};
use crate::text::common::run_state_name;
use crate::text::core_words::from_core;
use crate::text::runs::words;
use crate::text::{day, fill, number, since};
use leptos::prelude::*;
use pathloom_ipc::runs::{CallRequest, JobId, RunState};
use std::time::Duration;

#[component]
pub fn Detail(number: u64) -> impl IntoView {
    let run = OneRun::new(number);
    let label = fill(words().run, &[("n", &number.to_string())]);
    let calls = calls_of(run);
    let currency = Signal::derive(move || calls.data.get().map(|view| view.currency).unwrap_or_default());
    let shown = RwSignal::new(None);
    let stale = run.read(|run| run.stale.clone());
    view! {
        <section class="pane" aria-label=label>
            <Head run shown/>
            <div class="scroll grow">
                <div class="rd">
                    <Paused run/>
                    <Outcome run/>
                    {move || stale.get().map(|why| view! { <div class="sum"><Callout tone=Tone::Warn><p dir="auto">{from_core(&why)}</p></Callout></div> })}
                    <Stages run/>
                    <Figures run currency/>
                    <Failures run shown/>
                    <Samples run shown/>
                    <Calls run calls shown/>
                </div>
            </div>
            <Viewer shown/>
        </section>
    }
}

#[component]
fn Head(run: OneRun, shown: RwSignal<Option<CallRequest>>) -> impl IntoView {
    let title = run.read(|run| Some(from_core(&run.title)));
    let title = move || title.get().unwrap_or_default();
    view! {
        <div class="pbar rh">
            <h2>{fill(words().run, &[("n", &run.number.to_string())])}</h2>
            <StateChip run/>
            <span class="meta trunc" dir="auto" title=title>{title}</span>
            <span class="sp"></span>
            <Started run/>
            <Actions run/>
            <More run shown/>
        </div>
    }
}

#[component]
fn StateChip(run: OneRun) -> impl IntoView {
    let state = run.read(|run| Some((shown_state(run), run.out_of_reach().is_some())));
    let chip = move || {
        let (state, is_held) = state.get()?;
        if state == RunState::Running && is_held {
            return Some(view! { <span class="chip chip--bad"><Icon name="clock" size=12/>{words().holds}</span> });
        }
        let (icon, tone) = mark(state);
        let class = match (state, tone) {
            (RunState::Running, _) => "chip chip--acc",
            (_, Tone::Ok) => "chip chip--ok",
            (_, Tone::Warn) => "chip chip--warn",
            (_, Tone::Bad) => "chip chip--bad",
            (_, Tone::Plain) => "chip",
        };
        Some(view! { <span class=class><Icon name=icon size=12/>{run_state_name(state)}</span> })
    };
    view! { <span role="status" class="rh__s">{chip}</span> }
}

/// "started today, 14:00, 19 min so far"; the time goes on while the run does.
#[component]
fn Started(run: OneRun) -> impl IntoView {
    let times = run.read(|run| Some((run.started_at, run.ended_at, run.state == RunState::Running)));
    let now = RwSignal::new(seconds());
    let tick = move || {
        if times.try_get_untracked().flatten().is_some_and(|(.., going)| going) {
            now.try_set(seconds());
        }
    };
    if let Ok(handle) = set_interval_with_handle(tick, Duration::from_secs(1)) {
        on_cleanup(move || handle.clear());
    }
    let text = move || {
        let (started, ended, going) = times.get()?;
        let day = day(started);
        let span = |until: i64| since(until - started);
        Some(match ended {
            _ if going => fill(words().started_live, &[("day", &day), ("span", &span(now.get()))]),
            Some(ended) => fill(words().started_ended, &[("day", &day), ("span", &span(ended))]),
            None => fill(words().started, &[("day", &day)]),
        })
    };
    view! { <span class="meta num opt">{text}</span> }
}

fn seconds() -> i64 {
    (js_sys::Date::now() / 1000.0) as i64
}

/// What else there is to see or do of a run.
#[component]
fn More(run: OneRun, shown: RwSignal<Option<CallRequest>>) -> impl IntoView {
    let open = RwSignal::new(false);
    let has = run.read(|run| Some((run.samples > 0, run.spend.is_some())));
    let items = move || {
        let (samples, calls) = has.get_untracked().unwrap_or_default();
        let number = run.number;
        let review = samples.then(|| {
            MenuItem::new("list-checks", words().review, move || go(Screen::Review, &[("run", &number.to_string())]))
        });
        let calls = calls.then(|| {
            MenuItem::new("list", words().newest_calls, move || {
                shown.set(Some(CallRequest { keys: vec![], run: Some(number) }));
            })
        });
        review.into_iter().chain(calls).collect::<Vec<_>>()
    };
    let any = move || has.get().is_some_and(|(samples, calls)| samples || calls);
    view! {
        <Show when=any>
            <Popover open trigger=view! {
                <button type="button" class="ib" aria-label=words().more title=words().more aria-expanded=move || open.get().to_string()
                    on:click=move |_| open.update(|open| *open = !*open)><Icon name="ellipsis" size=16/></button>
            }.into_any() class="pop--menu">
                <Menu items=items() label=words().more on_done=move || open.set(false)/>
            </Popover>
        </Show>
    }
}

/// Cancel while it goes; Continue when it was stopped. Neither in a project that cannot be changed.
#[component]
fn Actions(run: OneRun) -> impl IntoView {
    let (app, toasts) = (use_app(), use_toasts());
    let (asking, asked, pausing) = (RwSignal::new(false), RwSignal::new(false), RwSignal::new(false));
    let pause = use_command(ipc::pause_run, move |()| pausing.set(true));
    let cancel = use_command(ipc::cancel_run, move |()| asked.set(true));
    let resume = use_command(ipc::resume_run, |job: JobId| open(job.run));
    for error in [cancel.error, resume.error, pause.error] {
        Effect::new(move |_| {
            if let Some(error) = error.get() {
                toasts.error(&error);
            }
        });
    }
    let state = run.state();
    Effect::new(move |_| {
        if state.get() != Some(RunState::Running) {
            asking.set(false);
            asked.set(false);
            pausing.set(false);
        }
    });
    let can_change =
        Memo::new(move |_| app.project.with(|project| project.as_ref().is_some_and(|project| !project.read_only)));
    let holding = Signal::derive(move || pausing.get() || pause.busy.get());
    use_keys(move |stroke| {
        let pressed = stroke.plain("p") && state.get_untracked() == Some(RunState::Running);
        if pressed && can_change.get_untracked() {
            pause.run(run.number);
        }
        pressed
    });
    let stopping = Signal::derive(move || asked.get() || cancel.busy.get());
    let left = run.read(|run| Some(run.remaining));
    let go_on = move || match left.get().unwrap_or_default() {
        0 => words().go_on.to_owned(),
        left => fill(words().go_on_left, &[("n", &number(left))]),
    };
    let buttons = move || {
        match state.get().filter(|_| can_change.get())? {
        RunState::Running => Some(
            view! {
                <Button icon="pause" keys=&["P"] busy=holding on_click=move || pause.run(run.number)>
                    {move || if holding.get() { words().pausing } else { words().pause }}
                </Button>
                <Show when=move || stopping.get() fallback=move || view! {
                    <Button kind=ButtonKind::Reject icon="x" on_click=move || asking.set(true)>{words().cancel}</Button>
                }>
                    <span class="meta" role="status">{words().cancelling}</span>
                    <Button kind=ButtonKind::Reject icon="x" busy=cancel.busy on_click=move || cancel.run(run.number)>{words().stop_now}</Button>
                </Show>
            }
            .into_any(),
        ),
        RunState::Paused => Some(view! { <Resume run/> }.into_any()),
        RunState::Interrupted | RunState::Cancelled => Some(
            view! {
                <Button kind=ButtonKind::Primary icon="play" busy=resume.busy on_click=move || resume.run(run.number)>
                    {go_on}
                </Button>
            }
            .into_any(),
        ),
        _ => None,
    }
    };
    let sure = Callback::new(move |()| {
        asking.set(false);
        cancel.run(run.number);
    });
    view! { {buttons} <Ask open=asking number=run.number sure/> }
}

#[component]
fn Ask(open: RwSignal<bool>, number: u64, sure: Callback<()>) -> impl IntoView {
    let title = fill(words().cancel_title, &[("n", &number.to_string())]);
    let heading = title.clone();
    view! {
        <Dialog open label=title class="dialog--ask">
            <div class="dialog__h"><h2 class="h-title">{heading.clone()}</h2></div>
            <p class="ask__t">{words().cancel_about}" "{words().cancel_paid}</p>
            <div class="dialog__f row">
                <span class="sp"></span>
                <Button on_click=move || open.set(false)>{words().cancel_no}</Button>
                <Button kind=ButtonKind::Reject icon="x" on_click=move || sure.run(())>{words().cancel_yes}</Button>
            </div>
        </Dialog>
    }
}
