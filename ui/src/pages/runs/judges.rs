//! What helps when an endpoint is no help: test it and go on, go on without the judges there, or give their place to
//! another model.

use super::one::OneRun;
use super::open as open_run;
use super::paused::named;
use crate::components::{Button, ButtonKind, Icon, Menu, MenuItem, Popover};
use crate::hooks::{use_command, use_query};
use crate::ipc;
use crate::state::{Tone, use_toasts};
use crate::text::core_words::told;
use crate::text::runs::words;
use crate::text::{fill, plural};
use leptos::prelude::*;
use pathloom_ipc::AppError;
use pathloom_ipc::models::{ModelsView, SetRoleRequest, TestRequest};
use pathloom_ipc::runs::{JobId, LeaveOutRequest, PauseView};
use pathloom_model::{ModelRef, ModelRole};

/// One small call; the run goes on when it is answered.
#[component]
pub fn TestAndResume(run: OneRun, endpoint: String) -> impl IntoView {
    let toasts = use_toasts();
    let resume = use_command(
        move |endpoint: String| async move {
            let told = ipc::test_endpoint(TestRequest { endpoint, model: None }).await?;
            match told.problem {
                Some((message, hint)) => Ok(Err((message, hint))),
                None => ipc::resume_run(run.number).await.map(Ok),
            }
        },
        move |tested: Result<JobId, (String, String)>| match tested {
            Ok(job) => open_run(job.run),
            Err((message, hint)) => toasts.show(Tone::Bad, told(&message, &hint)),
        },
    );
    say_errors(resume.error);
    let label = move || if resume.busy.get() { words().testing } else { words().test_resume };
    view! {
        <Button kind=ButtonKind::Primary icon="rotate-ccw" busy=resume.busy on_click=move || resume.run(endpoint.clone())>{label}</Button>
    }
}

/// Nothing unless judges alone are missing.
#[component]
pub fn OtherJudges(run: OneRun, pause: PauseView) -> impl IntoView {
    let down = pause.affected.get(&ModelRole::Judges).cloned().unwrap_or_default();
    if down.is_empty() || pause.affected.len() > 1 {
        return ().into_any();
    }
    let left = u64::from(pause.judges_left);
    let without = (left > 0).then(|| view! { <Without run down=down.clone() left/> });
    view! { <Another run down/>{without} }.into_any()
}

#[component]
fn Without(run: OneRun, down: Vec<ModelRef>, left: u64) -> impl IntoView {
    let leave_out = use_command(ipc::leave_out, |job: JobId| open_run(job.run));
    say_errors(leave_out.error);
    let title = fill(words().go_on_about, &[("models", &named(&down))]);
    let press = move || leave_out.run(LeaveOutRequest { run: run.number, judges: down.clone() });
    view! {
        <Button icon="play" title busy=leave_out.busy on_click=press>
            {plural(left, words().go_on_with_one, words().go_on_with)}
        </Button>
    }
}

/// Models that may judge and do not: one of them takes the first missing place, and the run goes on.
#[component]
fn Another(run: OneRun, down: Vec<ModelRef>) -> impl IntoView {
    let models = use_query(ipc::models);
    let open = RwSignal::new(false);
    let place = StoredValue::new(down);
    let choose = use_command(
        move |roles: Vec<ModelRef>| async move {
            ipc::set_role(SetRoleRequest { role: ModelRole::Judges, models: roles }).await?;
            ipc::resume_run(run.number).await
        },
        |job: JobId| open_run(job.run),
    );
    say_errors(choose.error);
    let others =
        Memo::new(move |_| models.data.with(|view| view.as_ref().map(|view| others(view, &place.get_value()))));
    let any = move || others.with(|others| others.as_ref().is_some_and(|others| !others.is_empty()));
    let items = move || {
        let down = place.get_value();
        let panel = models.data.with_untracked(panel);
        let item = |model: ModelRef| {
            let new: Vec<ModelRef> = instead(&panel, &down, &model);
            MenuItem::new("cpu", model.to_string(), move || choose.run(new.clone()))
        };
        others.get().unwrap_or_default().into_iter().map(item).collect::<Vec<_>>()
    };
    view! {
        <Show when=any>
            <Popover open class="pop--menu" trigger=view! {
                <button type="button" class="btn" aria-expanded=move || open.get().to_string()
                    on:click=move |_| open.update(|open| *open = !*open)>
                    {words().other_judge}<Icon name="chevron-down" size=14/>
                </button>
            }.into_any()>
                <Menu items=items() label=words().other_judge on_done=move || open.set(false)/>
            </Popover>
        </Show>
    }
}

fn panel(view: &Option<ModelsView>) -> Vec<ModelRef> {
    let roles = view.as_ref().map_or(&[][..], |view| &view.roles);
    roles.iter().find(|view| view.role == ModelRole::Judges).map(|view| view.models.clone()).unwrap_or_default()
}

/// At endpoints that this project may use, and not those that are missing.
fn others(view: &ModelsView, down: &[ModelRef]) -> Vec<ModelRef> {
    let judges = panel(&Some(view.clone()));
    let is_down = |endpoint: &str| down.iter().any(|judge| judge.endpoint == endpoint);
    let endpoints = view.endpoints.iter().filter(|view| view.allowed && !is_down(&view.endpoint.name));
    let models = endpoints.flat_map(|view| {
        let may = view.endpoint.models.iter().filter(|model| model.may_take(ModelRole::Judges));
        may.map(|model| ModelRef { endpoint: view.endpoint.name.clone(), model: model.name.clone() })
    });
    models.filter(|model| !judges.contains(model)).collect()
}

/// The panel with `model` in the place of the first that is down, without the others that are.
fn instead(panel: &[ModelRef], down: &[ModelRef], model: &ModelRef) -> Vec<ModelRef> {
    let first = down.first();
    let place = |judge: &ModelRef| match judge {
        judge if Some(judge) == first => Some(model.clone()),
        judge if down.contains(judge) => None,
        judge => Some(judge.clone()),
    };
    panel.iter().filter_map(place).collect()
}

fn say_errors(error: RwSignal<Option<AppError>>) {
    let toasts = use_toasts();
    Effect::new(move |_| {
        if let Some(error) = error.get() {
            toasts.error(&error);
        }
    });
}
