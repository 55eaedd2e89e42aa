//! What speaks for or against a sample: scores that need models, computed complexity, and checks with their reasons.

use super::store::short;
use super::votes::{Complexity, OfModels};
use crate::components::{Icon, Pips, Popover};
use crate::text::fill;
use crate::text::review::{check_name, outcome_name, words};
use leptos::prelude::*;
use pathloom_model::{Check, CheckKind, CheckOutcome, Sample, Score, ScoreKind};

#[component]
pub fn Checks(
    checks: Vec<Check>,
    scores: Vec<Score>,
    /// Ids and questions of samples that ask nearly the same.
    twins: Vec<(String, String)>,
) -> impl IntoView {
    let score = |kind| scores.iter().find(|score| score.kind == kind).cloned();
    let failed: Vec<Check> = checks.iter().filter(|check| check.outcome == CheckOutcome::Failed).cloned().collect();
    let arithmetic = checks.iter().find(|check| check.kind == CheckKind::Arithmetic).cloned();
    view! {
        <div class="scores">
            <OfModels scores=scores.clone()/>
            {score(ScoreKind::Complexity).map(|score| view! { <Complexity score/> })}
            {arithmetic.map(|check| view! { <Arithmetic check/> })}
            <AllChecks checks twins/>
        </div>
        {failed.into_iter().map(|check| view! {
            <div class="jnote"><Icon name="triangle-alert" size=15/>
                <span><b>{check_name(check.kind)}</b>": "{check.detail}</span></div>
        }).collect_view()}
    }
}

#[component]
fn Arithmetic(check: Check) -> impl IntoView {
    let (icon, class, word) = match check.outcome {
        CheckOutcome::Passed => ("calculator", "ok", words().checked),
        CheckOutcome::Failed => ("calculator", "bad", words().failed),
        CheckOutcome::NotApplicable => return ().into_any(),
    };
    view! {
        <span class="score" class:score--warn=check.outcome == CheckOutcome::Failed title=check.detail>
            <Icon name=icon size=15 class/><span>{words().arithmetic}" "<b>{word}</b></span>
        </span>
    }
    .into_any()
}

#[component]
fn AllChecks(checks: Vec<Check>, twins: Vec<(String, String)>) -> impl IntoView {
    let open = RwSignal::new(false);
    let count = |outcome| checks.iter().filter(|check| check.outcome == outcome).count() as u32;
    let (passed, failed) = (count(CheckOutcome::Passed), count(CheckOutcome::Failed));
    let share = fill(words().checks_passed, &[("n", &passed.to_string()), ("total", &(passed + failed).to_string())]);
    let trigger = view! {
        <button type="button" class="score" class:score--warn=failed != 0 class:is-open=move || open.get()
            aria-expanded=move || open.get().to_string() on:click=move |_| open.update(|open| *open = !*open)>
            {if failed == 0 {
                view! { <Icon name="circle-check" size=15 class="ok"/> }.into_any()
            } else {
                view! { <Pips passed failed label=share.clone()/> }.into_any()
            }}
            <span>{words().checks}" "<b>{share.clone()}</b></span>
        </button>
    };
    let (checks, twins) = (StoredValue::new(checks), StoredValue::new(twins));
    let alike = move || {
        let twins = twins.get_value();
        (!twins.is_empty()).then(|| {
            view! {
                <div class="votes__h" style="padding-top:10px"><div class="h-sec">{words().twins}</div>
                    {twins.into_iter().map(|(id, question)| view! {
                        <div class="trunc"><span class="mono meta">{short(&id)}</span>" "<bdi>{question}</bdi></div>
                    }).collect_view()}
                </div>
            }
        })
    };
    view! {
        <Popover open trigger=trigger.into_any() class="votes">
            <div class="votes__h"><div class="h-sec">{words().checks_title}</div><div class="meta">{words().checks_about}</div></div>
            <table><tbody>{checks.get_value().into_iter().map(line).collect_view()}</tbody></table>
            {alike}
        </Popover>
    }
}

fn line(check: Check) -> impl IntoView {
    let (icon, class) = match check.outcome {
        CheckOutcome::Passed => ("circle-check", "ok"),
        CheckOutcome::Failed => ("circle-x", "bad"),
        CheckOutcome::NotApplicable => ("minus", ""),
    };
    view! {
        <tr>
            <td class="votes__i"><Icon name=icon size=15 class/></td>
            <td><b>{check_name(check.kind)}</b><br/><span class="ink3">{outcome_name(check.outcome)}</span></td>
            <td>{check.detail}</td>
        </tr>
    }
}

/// What composed the sample, in words.
pub fn composer(sample: &Sample) -> String {
    let engine = &sample.generated.engine;
    if engine == "built-in engine" { words().built_in.to_owned() } else { engine.clone() }
}
