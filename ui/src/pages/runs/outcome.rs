//! What came of a run: a sentence and where to go from there; or, when nothing came, why and what to do.

use super::one::{Nothing, OneRun, makes_samples, nothing_came, shown_state};
use crate::components::{Callout, Icon};
use crate::state::Tone;
use crate::text::core_words::from_core;
use crate::text::runs::words;
use crate::text::{fill, plural};
use leptos::prelude::*;
use pathloom_ipc::runs::{RunState, RunView};

#[component]
pub fn Outcome(run: OneRun) -> impl IntoView {
    let end = run.read(|run| Some(End::of(run)));
    move || {
        let end = end.get()?;
        let number = run.number;
        Some(match end.nothing {
            Some(nothing) => view! { <NothingCame number nothing end/> }.into_any(),
            None if end.state == RunState::Running => (end.samples > 0)
                .then(|| view! { <div class="row sum"><ReviewLink number primary=false/></div> })
                .into_any(),
            // Why it is paused stands above.
            None if end.state == RunState::Paused => (end.samples > 0)
                .then(|| view! { <div class="row sum"><ReviewLink number primary=false/></div> })
                .into_any(),
            None => view! { <Came number end/> }.into_any(),
        })
    }
}

/// What the end state is told from. While the run goes, only whether there are samples changes it.
#[derive(Clone, PartialEq)]
struct End {
    state: RunState,
    nothing: Option<Nothing>,
    makes_samples: bool,
    samples: u64,
    summary: String,
}

impl End {
    fn of(run: &RunView) -> End {
        let is_going = run.state == RunState::Running;
        End {
            state: shown_state(run),
            nothing: nothing_came(run),
            makes_samples: makes_samples(run),
            samples: if is_going { run.samples.min(1) } else { run.samples },
            summary: from_core(&run.summary),
        }
    }
}

#[component]
fn Came(number: u64, end: End) -> impl IntoView {
    let tone = match end.state {
        RunState::Done => Tone::Ok,
        RunState::Partly | RunState::Interrupted | RunState::Paused => Tone::Warn,
        RunState::Failed => Tone::Bad,
        RunState::Running | RunState::Cancelled => Tone::Plain,
    };
    let is_import = !end.makes_samples && matches!(end.state, RunState::Done | RunState::Partly);
    let links = (end.samples > 0 || is_import).then(|| {
        view! {
            <div class="row sum__l">
                {(end.samples > 0).then(|| view! { <ReviewLink number primary=true/> })}
                {is_import.then(|| view! {
                    <a class="btn" href="#/graph"><Icon name="waypoints" size=15/>{words().to_graph}</a>
                    <a class="btn" href="#/templates"><Icon name="workflow" size=15/>{words().to_templates}</a>
                })}
            </div>
        }
    });
    view! { <div class="sum"><Callout tone><p>{end.summary}</p>{links}</Callout></div> }
}

#[component]
fn ReviewLink(number: u64, primary: bool) -> impl IntoView {
    view! {
        <a class="btn" class:btn--primary=primary href=format!("#/review?run={number}")>
            <Icon name="list-checks" size=15/>{words().review}
        </a>
    }
}

#[component]
fn NothingCame(number: u64, nothing: Nothing, end: End) -> impl IntoView {
    let n = number.to_string();
    let (title, safe, next) = match nothing {
        Nothing::NoSample => (words().no_sample, words().safe_samples, words().next_samples),
        Nothing::NoDocument => (words().no_document, words().safe_documents, words().next_documents),
        Nothing::Failed => (words().run_failed, words().safe_documents, words().next_run),
    };
    let safe =
        if end.samples > 0 { plural(end.samples, words().safe_kept_one, words().safe_kept) } else { safe.to_owned() };
    let reason = if end.summary.is_empty() { words().reason_unknown.to_owned() } else { end.summary };
    let samples = nothing == Nothing::NoSample;
    view! {
        <div class="errb" role="alert">
            <Icon name="circle-x" size=20/>
            <div>
                <h3>{fill(title, &[("n", &n)])}</h3>
                <dl>
                    <dt>{words().what_happened}</dt><dd>{reason}</dd>
                    <dt>{words().what_is_safe}</dt><dd>{safe}</dd>
                    <dt>{words().what_next}</dt><dd>{next}</dd>
                </dl>
                <div class="row">
                    {samples.then(|| view! {
                        <a class="btn btn--primary" href="#/templates"><Icon name="workflow" size=15/>{words().other_template}</a>
                    })}
                    {(end.samples > 0).then(|| view! { <ReviewLink number primary=true/> })}
                    <a class="btn" href="#/sources"><Icon name="files" size=15/>{words().to_sources}</a>
                </div>
            </div>
        </div>
    }
}
