//! Score…: every sample again, with the checks that are wished, told beforehand what that takes.

use super::open as open_run;
use crate::components::{Button, ButtonKind, Dialog};
use crate::hooks::{use_command, use_query};
use crate::ipc;
use crate::pages::asked::{Asked, Checks, Costs};
use crate::state::{Tone, use_toasts};
use crate::text::asked::words;
use crate::text::{fill, plural};
use leptos::prelude::*;
use pathloom_ipc::runs::{JobId, ScoreRequest};

#[component]
pub fn ScoreAgain(open: RwSignal<bool>) -> impl IntoView {
    view! {
        <Dialog open label=words().score_title class="dialog--score">
            <div class="dialog__h"><h2 class="h-title">{words().score_title}</h2></div>
            <Form open/>
        </Dialog>
    }
}

#[component]
fn Form(open: RwSignal<bool>) -> impl IntoView {
    let toasts = use_toasts();
    let asked = Asked::new();
    let request = Memo::new(move |_| ScoreRequest { settings: asked.scoring() });
    let estimate = use_query(move || ipc::score_estimate(request.get()));
    let score = use_command(ipc::score, move |job: JobId| {
        toasts.show(Tone::Ok, fill(words().started, &[("n", &job.run.to_string())]));
        open.set(false);
        open_run(job.run);
    });
    Effect::new(move |_| {
        if let Some(error) = score.error.get().or_else(|| estimate.error.get()) {
            toasts.error(&error);
        }
    });
    let samples =
        Memo::new(move |_| estimate.data.with(|costs| costs.as_ref().map(|costs| (costs.paths, costs.calls))));
    let label = move || match samples.get() {
        Some((samples, _)) => plural(samples, words().score_one, words().score_go),
        None => words().scoring.to_owned(),
    };
    let note = move || match samples.get()? {
        (0, _) => Some(words().score_none),
        (_, 0) => Some(words().score_free),
        _ => None,
    };
    let disabled = Signal::derive(move || samples.get().is_none_or(|(samples, _)| samples == 0));
    view! {
        <div class="nr scroll">
            <p class="ink2">{words().score_about}</p>
            <div class="nr__c"><Checks asked/></div>
            <Costs estimate=Signal::derive(move || estimate.data.get())/>
            {move || note().map(|note| view! { <p class="meta">{note}</p> })}
        </div>
        <div class="dialog__f row">
            <span class="sp"></span>
            <Button on_click=move || open.set(false)>{words().cancel}</Button>
            <Button kind=ButtonKind::Primary icon="scale" busy=score.busy disabled on_click=move || score.run(request.get_untracked())>{label}</Button>
        </div>
    }
}
