//! New run: which templates, how many samples of each, what is asked, and what it will take before it begins.

use super::open as open_run;
use super::template_list::{Chosen, TemplateList};
use crate::components::{Button, ButtonKind, Choice, Dialog, Icon, Select};
use crate::hooks::{use_command, use_query};
use crate::ipc;
use crate::pages::asked::{Asked, Checks, Costs, Types};
use crate::state::{Tone, use_toasts};
use crate::text::asked::words;
use crate::text::{fill, number, plural};
use leptos::prelude::*;
use pathloom_ipc::runs::{EstimateView, JobId};
use pathloom_ipc::templates::GenerateRequest;
use pathloom_model::Strategy;
use std::time::Duration;

const MOST: u32 = 100_000;
const USUAL: u32 = 20;
/// Paths of a try.
const TRIED: u32 = 3;
/// Typing settles before the graph is asked.
const SETTLES: Duration = Duration::from_millis(250);

#[component]
pub fn NewRun(open: RwSignal<bool>) -> impl IntoView {
    view! {
        <Dialog open label=words().new_run class="dialog--new">
            <div class="dialog__h"><h2 class="h-title">{words().new_run}</h2></div>
            <Form open/>
        </Dialog>
    }
}

#[component]
fn Form(open: RwSignal<bool>) -> impl IntoView {
    let toasts = use_toasts();
    let (asked, chosen) = (Asked::new(), Chosen::new());
    let (samples, strategy) = (RwSignal::new(USUAL), RwSignal::new(Strategy::Diverse));
    let generate = use_command(ipc::generate, move |job: JobId| {
        toasts.show(Tone::Ok, fill(words().started, &[("n", &job.run.to_string())]));
        open.set(false);
        open_run(job.run);
    });
    Effect::new(move |_| {
        if let Some(error) = generate.error.get() {
            toasts.error(&error);
        }
    });
    let request = Memo::new(move |_| {
        let templates = chosen.in_order();
        let (writing, scoring) = (asked.writing(), asked.scoring());
        (!templates.is_empty()).then(|| GenerateRequest {
            templates,
            samples: samples.get(),
            strategy: strategy.get(),
            seed: 1,
            budget: asked.budget.get(),
            writing,
            scoring,
            ..GenerateRequest::default()
        })
    });
    let start = move |try_first: Option<u32>| {
        if let Some(request) = request.get_untracked() {
            generate.run(GenerateRequest { try_first, ..request });
        }
    };
    let settled = settled(request);
    let estimate = use_query(move || {
        let asked = settled.get();
        async move {
            match asked {
                Some(request) => ipc::estimate(request).await.map(Some),
                None => Ok(None),
            }
        }
    });
    let estimate = Signal::derive(move || estimate.data.get().flatten().filter(|_| settled.with(Option::is_some)));
    let by_models = Memo::new(move |_| estimate.with(|estimate| estimate.as_ref().is_some_and(|it| it.calls > 0)));
    let all = move || u64::from(samples.get()) * chosen.count() as u64;
    let disabled = Signal::derive(move || request.with(Option::is_none));
    let label = move || match all() {
        0 => words().generate.to_owned(),
        all => plural(all, words().generate_one, words().generate_n),
    };
    view! {
        <div class="nr scroll">
            <TemplateList chosen/>
            <div class="nr__f">
                <span class="label">{words().samples}</span>
                <div class="row"><Samples samples/><span class="meta num">{move || fill(words().each, &[("n", &number(all()))])}</span></div>
                <span class="label">{words().questions}</span><Types asked/>
                <span class="label">{words().strategy}</span><Strategies strategy/>
                <Show when=move || by_models.get()>
                    <span class="label">{words().checks}</span><div class="nr__c"><Checks asked/></div>
                    <span class="label">{words().budget}</span><Budget asked/>
                </Show>
            </div>
            <Foretold estimate/>
        </div>
        <div class="dialog__f row">
            <Show when=move || by_models.get()>
                <Button busy=generate.busy disabled on_click=move || start(Some(TRIED))>
                    {fill(words().try_on, &[("n", &TRIED.to_string())])}
                </Button>
            </Show>
            <span class="sp"></span>
            <Button on_click=move || open.set(false)>{words().cancel}</Button>
            <Button kind=ButtonKind::Primary icon="sparkles" busy=generate.busy disabled on_click=move || start(None)>{label}</Button>
        </div>
    }
}

/// The value once it has not changed for a moment.
fn settled<T: Clone + PartialEq + Send + Sync + 'static>(value: Memo<T>) -> RwSignal<T> {
    let settled = RwSignal::new(value.get_untracked());
    let timer = StoredValue::new(None::<TimeoutHandle>);
    Effect::new(move |_| {
        let now = value.get();
        if let Some(earlier) = timer.get_value() {
            earlier.clear();
        }
        timer.set_value(set_timeout_with_handle(move || drop(settled.try_set(now)), SETTLES).ok());
    });
    settled
}

#[component]
fn Foretold(estimate: Signal<Option<EstimateView>>) -> impl IntoView {
    let free = Memo::new(move |_| estimate.with(|estimate| estimate.as_ref().is_some_and(|it| it.calls == 0)));
    view! {
        <Costs estimate/>
        <Show when=move || free.get()><p class="meta est"><Icon name="cpu" size=14/>" "{words().built_in}</p></Show>
    }
}

#[component]
fn Samples(samples: RwSignal<u32>) -> impl IntoView {
    let typed = move |text: String| {
        if let Ok(typed) = text.parse::<u32>() {
            samples.set(typed.clamp(1, MOST));
        }
    };
    view! {
        <div class="field">
            <input class="num" type="number" min="1" max=MOST step="1" aria-label=words().samples
                prop:value=move || samples.get() on:input:target=move |event| typed(event.target().value())
                on:change:target=move |event| event.target().set_value(&samples.get_untracked().to_string())/>
        </div>
    }
}

#[component]
fn Strategies(strategy: RwSignal<Strategy>) -> impl IntoView {
    let name = |strategy: Strategy| match strategy {
        Strategy::Uniform => words().uniform,
        Strategy::LongTail => words().long_tail,
        Strategy::Diverse => words().diverse,
    };
    let choices = Strategy::ALL.map(|strategy| Choice::new(strategy.word(), name(strategy))).to_vec();
    let choose = move |word: String| {
        if let Some(chosen) = Strategy::parse(&word) {
            strategy.set(chosen);
        }
    };
    view! {
        <Select value=Signal::derive(move || strategy.get().word().to_owned()) label=words().strategy
            choices=Signal::stored(choices) on_change=choose/>
    }
}

#[component]
fn Budget(asked: Asked) -> impl IntoView {
    view! {
        <div class="field">
            <input class="num" type="number" min="0" step="0.5" aria-label=words().budget placeholder=words().no_limit
                on:input:target=move |event| asked.budget.set(event.target().value().parse().ok())/>
        </div>
    }
}
