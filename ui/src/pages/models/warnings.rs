//! What is doubtful about who does what, each with its reason and, where one press mends it, the button.

use super::store::{Asking, Models};
use crate::components::{Button, ButtonSize, Callout};
use crate::state::Tone;
use crate::text::models::{role_name, sends_name, words};
use crate::text::{fill, number};
use leptos::prelude::*;
use pathloom_ipc::models::ModelWarning;
use pathloom_model::ModelRole;

#[component]
pub fn Warnings(models: Models) -> impl IntoView {
    let warnings = models.part(|view| view.warnings.clone());
    move || {
        warnings.get().unwrap_or_default().into_iter().map(|warning| view! { <Warning models warning/> }).collect_view()
    }
}

#[component]
fn Warning(models: Models, warning: ModelWarning) -> impl IntoView {
    let (head, about) = sentences(&warning);
    let tone = match warning {
        ModelWarning::NoModel { .. } | ModelWarning::Offline { .. } => Tone::Plain,
        _ => Tone::Warn,
    };
    let allow = match warning {
        ModelWarning::NotAllowed { endpoint, origin, sends } => Some(Asking { endpoint, origin, sends, then: vec![] }),
        _ => None,
    };
    let allow = allow.map(|asking| {
        view! { <Button size=ButtonSize::Small on_click=move || models.asking.set(Some(asking.clone()))>{words().allow}</Button> }
    });
    view! { <Callout tone><div class="row"><span class="grow"><b>{head}</b>" "{about}</span>{allow}</div></Callout> }
}

fn sentences(warning: &ModelWarning) -> (String, String) {
    let names = |roles: &[ModelRole]| roles.iter().map(|role| role_name(*role)).collect::<Vec<_>>().join(", ");
    let words = words();
    let (head, about) = match warning {
        ModelWarning::GeneratorIsStrong { model } => {
            (fill(words.warn_strong_head, &[("model", &model.model)]), words.warn_strong.to_owned())
        }
        ModelWarning::GeneratorIsJudge { model } => {
            (fill(words.warn_judge_head, &[("model", &model.model)]), words.warn_judge.to_owned())
        }
        ModelWarning::JudgesOfOneFamily { family, judges } => {
            (fill(words.warn_family_head, &[("n", &number(*judges)), ("family", family)]), words.warn_family.to_owned())
        }
        ModelWarning::NoVision { pictures } => {
            (fill(words.warn_vision_head, &[("n", &number(*pictures))]), words.warn_vision.to_owned())
        }
        ModelWarning::NoModel { roles } => {
            (fill(words.warn_nobody_head, &[("roles", &names(roles))]), words.warn_nobody.to_owned())
        }
        ModelWarning::Unknown { role, model } => (
            fill(words.warn_unknown_head, &[("model", &model.to_string()), ("role", role_name(*role))]),
            words.warn_unknown.to_owned(),
        ),
        ModelWarning::NotAllowed { endpoint, origin, sends } => {
            let sends: Vec<&str> = sends.iter().map(|sends| sends_name(*sends)).collect();
            (
                fill(words.warn_consent_head, &[("origin", origin)]),
                fill(words.warn_consent, &[("endpoint", endpoint), ("sends", &sends.join(", "))]),
            )
        }
        ModelWarning::KeyInTheOpen { endpoint } => {
            (fill(words.warn_open_head, &[("endpoint", endpoint)]), words.warn_open.to_owned())
        }
        ModelWarning::Offline { roles } => {
            (words.warn_offline_head.to_owned(), fill(words.warn_offline, &[("roles", &names(roles))]))
        }
    };
    (head, about)
}
