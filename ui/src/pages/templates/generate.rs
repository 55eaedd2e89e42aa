//! Generate: how many samples, and the button that starts the run.

use super::editor::Saving;
use super::preview::in_words;
use super::state::TemplatesState;
use crate::components::{Button, ButtonKind, ButtonSize};
use crate::hooks::{use_command, use_keys, use_query};
use crate::ipc;
use crate::pages::asked::{Asked, Checks, Costs, Types};
use crate::state::{Screen, Tone, go, use_toasts};
use crate::text::asked::words as asked_words;
use crate::text::templates::words;
use crate::text::{fill, plural};
use leptos::prelude::*;
use pathloom_ipc::runs::JobId;
use pathloom_ipc::templates::GenerateRequest;

const MOST: u32 = 100_000;
/// Paths of a try.
const TRIED: u32 = 3;

#[component]
pub fn Generate(state: TemplatesState) -> impl IntoView {
    let toasts = use_toasts();
    let generate = use_command(ipc::generate, move |job: JobId| {
        let run = job.run.to_string();
        toasts.show(Tone::Ok, fill(words().started, &[("n", &run)]));
        go(Screen::Runs, &[("run", &run)]);
    });
    Effect::new(move |_| {
        if let Some(error) = generate.error.get() {
            toasts.error(&error);
        }
    });
    let none = Memo::new(move |_| state.matches().is_some_and(|count| count.count == 0 && count.exact));
    let ready = Memo::new(move |_| {
        !none.get()
            && !state.has_problem()
            && state.chosen.with(Option::is_some)
            && state.editor.saving.get() != Saving::Waiting
    });
    let choices = Asked::new();
    let request = move |try_first: Option<u32>| {
        let id = state.chosen.get().filter(|_| ready.get())?;
        Some(GenerateRequest {
            templates: vec![id],
            samples: state.samples.get(),
            strategy: state.strategy.get(),
            seed: state.seed.get(),
            subgraph: state.subgraph(),
            budget: choices.budget.get(),
            try_first,
            to_batch: false,
            writing: choices.writing(),
            scoring: choices.scoring(),
        })
    };
    let start_with = move |try_first: Option<u32>| {
        if let Some(request) = untrack(|| request(try_first)) {
            generate.run(request);
        }
    };
    let start = move || start_with(None);
    let asked = Memo::new(move |_| request(None));
    let estimate = use_query(move || {
        let asked = asked.get();
        async move {
            match asked {
                Some(request) => ipc::estimate(request).await.map(Some),
                None => Ok(None),
            }
        }
    });
    let costs = Signal::derive(move || estimate.data.get().flatten());
    let by_models = Memo::new(move |_| costs.with(|costs| costs.as_ref().is_some_and(|costs| costs.calls > 0)));
    use_keys(move |stroke| {
        let pressed = stroke.with_ctrl("Enter") && !stroke.repeat;
        if pressed {
            start();
        }
        pressed
    });
    let of = move || {
        let matches = state.matches().filter(|count| count.count > 0)?;
        Some(fill(words().of_matches, &[("n", &in_words(&matches))]))
    };
    let disabled = Signal::derive(move || !ready.get());
    view! {
        <div class="gen">
            <h3 class="h-sec">{words().generate}</h3>
            <div class="gen__r">
                <label class="ink2" for="template-samples">{words().samples}</label>
                <div class="row"><Amount state/><span class="meta">{of}</span></div>
            </div>
            <div class="gen__r">
                <span class="ink2">{words().questions}</span>
                <Types asked=choices/>
            </div>
            <Button kind=ButtonKind::Primary size=ButtonSize::Medium icon="sparkles" keys=&["Ctrl", "Enter"] busy=generate.busy disabled on_click=start>
                {move || plural(u64::from(state.samples.get()), words().generate_one, words().generate_n)}
            </Button>
            <Show when=move || by_models.get()>
                <Costs estimate=costs/>
                <details class="gen__c"><summary class="meta">{asked_words().checks}</summary><Checks asked=choices/></details>
                <div class="gen__r">
                    <label class="ink2" for="run-budget">{words().budget}</label>
                    <div class="field"><input id="run-budget" class="num" type="number" min="0" step="0.5"
                        on:input:target=move |event| choices.budget.set(event.target().value().parse().ok())/></div>
                </div>
                <Button busy=generate.busy disabled on_click=move || start_with(Some(TRIED))>
                    {fill(words().try_on, &[("n", &TRIED.to_string())])}
                </Button>
            </Show>
            <Show when=move || none.get()><span class="meta why">{words().generate_none}</span></Show>
        </div>
    }
}

#[component]
fn Amount(state: TemplatesState) -> impl IntoView {
    // Taken as it is typed: Ctrl Enter comes while the field has the focus.
    let typed = move |text: String| {
        if let Ok(samples) = text.parse::<u32>() {
            state.samples.set(samples.clamp(1, MOST));
        }
    };
    view! {
        <div class="field">
            <input id="template-samples" class="num" type="number" min="1" max=MOST step="1"
                prop:value=move || state.samples.get() on:input:target=move |event| typed(event.target().value())
                on:change:target=move |event| event.target().set_value(&state.samples.get_untracked().to_string())/>
        </div>
    }
}
