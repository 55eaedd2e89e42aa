//! What speaks for or against a sample: scores that need models, computed complexity, and checks with their reasons.

use crate::components::{ComplexityBars, Icon, Pips, Popover};
use crate::text::fill;
use crate::text::review::{check_name, outcome_name, words};
use leptos::prelude::*;
use pathloom_model::{Check, CheckKind, CheckOutcome, Sample, Score, ScoreKind};

#[component]
pub fn Checks(checks: Vec<Check>, scores: Vec<Score>) -> impl IntoView {
    let score = |kind| scores.iter().find(|score| score.kind == kind).cloned();
    let failed: Vec<Check> = checks.iter().filter(|check| check.outcome == CheckOutcome::Failed).cloned().collect();
    let arithmetic = checks.iter().find(|check| check.kind == CheckKind::Arithmetic).cloned();
    view! {
        <div class="scores">
            <OfModels support=score(ScoreKind::Support) difficulty=score(ScoreKind::Difficulty)/>
            {score(ScoreKind::Complexity).map(|score| view! { <Complexity score/> })}
            {arithmetic.map(|check| view! { <Arithmetic check/> })}
            <AllChecks checks/>
        </div>
        {failed.into_iter().map(|check| view! {
            <div class="jnote"><Icon name="triangle-alert" size=15/>
                <span><b>{check_name(check.kind)}</b>": "{check.detail}</span></div>
        }).collect_view()}
    }
}

/// The two scores that only models give; one note where both are missing.
#[component]
fn OfModels(support: Option<Score>, difficulty: Option<Score>) -> impl IntoView {
    let missing = |score: &Option<Score>| score.as_ref().is_none_or(|score| score.value.is_none());
    if missing(&support) && missing(&difficulty) {
        let note = support.map(|score| score.note).unwrap_or_default();
        return view! {
            <span class="score score--none" title=note><span>{words().both_scores}" "<b>{words().need_models}</b></span></span>
        }
        .into_any();
    }
    view! { <NeedsModels name=words().support score=support/><NeedsModels name=words().difficulty score=difficulty/> }
        .into_any()
}

/// A score of a model, or that it needs one.
#[component]
fn NeedsModels(name: &'static str, score: Option<Score>) -> impl IntoView {
    let (value, note) = score.map(|score| (score.value, score.note)).unwrap_or_default();
    let shown = match value {
        Some(value) => format!("{value:.1}"),
        None => words().needs_models.to_owned(),
    };
    view! { <span class="score" class:score--none=value.is_none() title=note><span>{name}" "<b>{shown}</b></span></span> }
}

#[component]
fn Complexity(score: Score) -> impl IntoView {
    let Some(value) = score.value else {
        return view! { <NeedsModels name=words().complexity score=Some(score)/> }.into_any();
    };
    let level = value.round().clamp(1.0, 5.0) as u8;
    view! {
        <span class="score" title=score.note><ComplexityBars level/><span>{words().complexity}" "<b>{format!("{value:.1}")}</b></span></span>
    }
    .into_any()
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
fn AllChecks(checks: Vec<Check>) -> impl IntoView {
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
    let checks = StoredValue::new(checks);
    view! {
        <Popover open trigger=trigger.into_any() class="votes">
            <div class="votes__h"><div class="h-sec">{words().checks_title}</div><div class="meta">{words().checks_about}</div></div>
            <table><tbody>{checks.get_value().into_iter().map(line).collect_view()}</tbody></table>
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
