//! Gates: a rule over scores with a slider for each number, and what it keeps, drops and cannot tell before it is applied.

use crate::components::{Bar, Button, ButtonKind, Dialog, ErrorNote, Field, Icon, IconButton, Part, Skeleton};
use crate::hooks::{use_command, use_query};
use crate::ipc;
use crate::state::{Tone, use_changes, use_toasts};
use crate::text::common::words as common;
use crate::text::core_words::from_core;
use crate::text::gates::{condition_words, measure_name, words};
use crate::text::{fill, number, plural};
use leptos::prelude::*;
use pathloom_ipc::gates::{GateReason, GateRequest, GateView, Slider};

/// The button, and the window that it opens.
#[component]
pub fn Gate() -> impl IntoView {
    let open = RwSignal::new(false);
    view! {
        <Button icon="list-filter" on_click=move || open.set(true)>{words().gate}</Button>
        <Dialog open label=words().title class="gate"><Rule open/></Dialog>
    }
}

#[component]
fn Rule(open: RwSignal<bool>) -> impl IntoView {
    let (changes, toasts) = (use_changes(), use_toasts());
    let text = RwSignal::new(String::new());
    // Nothing typed yet: the rule that is applied.
    let typed = RwSignal::new(false);
    let preview = use_query(move || {
        changes.samples.track();
        let rule = typed.get().then(|| text.get());
        ipc::gate(GateRequest { rule, run: None })
    });
    Effect::new(move |_| {
        if let Some(view) = preview.data.get()
            && !typed.get_untracked()
        {
            text.set(view.applied);
        }
    });
    Effect::new(move |before: Option<String>| {
        let now = text.get();
        let applied = preview.data.with_untracked(|view| view.as_ref().map(|view| view.applied.clone()));
        if before.is_some_and(|before| before != now) && applied.is_some_and(|applied| applied != now) {
            typed.set(true);
        }
        now
    });
    let view = Memo::new(move |_| preview.data.get());
    let apply = use_command(ipc::apply_gate, move |view: GateView| {
        toasts.show(Tone::Ok, fill(words().applied, &[("n", &number(view.dropped))]));
        open.set(false);
    });
    let press = move || apply.run(GateRequest { rule: Some(text.get_untracked()), run: None });
    let nothing =
        move || view.with(|view| view.as_ref().is_none_or(|view| view.changes == 0 && view.rule == view.applied));
    let problem = move || preview.error.get().map(|error| format!("{} {}", error.message, error.hint));
    view! {
        <div class="dialog__h">
            <h2 class="h-title">{words().title}</h2><span class="sp"></span>
            <IconButton icon="x" label=common().close.to_owned() on_click=move || open.set(false)/>
        </div>
        <div class="dialog__b gate__b">
            <p class="ink2">{words().about}</p>
            <Field value=text label=words().rule placeholder="support >= 2/3 and arithmetic != failed".to_owned()
                icon="list-filter" error=Signal::derive(problem)/>
            {move || match view.get() {
                None => view! { <Skeleton/> }.into_any(),
                Some(found) => view! { <Counts view=found/> }.into_any(),
            }}
            <Sliders view text typed/>
            {move || apply.error.get().map(|error| view! { <ErrorNote error/> })}
        </div>
        <div class="dialog__f">
            <span class="meta">{words().nothing_deleted}</span><span class="sp"></span>
            <Button on_click=move || open.set(false)>{words().cancel}</Button>
            <Button kind=ButtonKind::Primary busy=apply.busy
                disabled=Signal::derive(move || nothing() || preview.error.with(Option::is_some)) on_click=press>
                {move || view.with(|view| match view.as_ref().map_or(0, |view| view.changes) {
                    0 => words().apply.to_owned(),
                    n => plural(n, words().apply_one, words().apply_n),
                })}
            </Button>
        </div>
    }
}

#[component]
fn Counts(view: GateView) -> impl IntoView {
    let all = (view.kept + view.dropped + view.borderline).max(1) as f64;
    let part = |class, count: u64| Part { class, share: count as f64 / all };
    let parts = vec![part("b-ok", view.kept), part("b-warn", view.borderline), part("b-bad", view.dropped)];
    let cell = |icon, class, count: u64, label: &'static str| {
        view! { <span class="gate__n"><Icon name=icon size=15 class/><b>{number(count)}</b>" "{label}</span> }
    };
    let examples = view.examples.clone();
    view! {
        <div class="gate__c" role="status">
            {cell("circle-check", "ok", view.kept, words().kept)}
            {cell("circle-alert", "warn", view.borderline, words().borderline)}
            {cell("circle-x", "bad", view.dropped, words().dropped)}
        </div>
        <Bar parts label=words().shares height=8/>
        <ul class="gate__r">{view.reasons.into_iter().map(reason).collect_view()}</ul>
        {(!examples.is_empty()).then(|| view! {
            <div class="meta">{words().examples}</div>
            <ul class="gate__r">{examples.into_iter().map(|(_, question)| view! { <li class="trunc"><bdi>{question}</bdi></li> }).collect_view()}</ul>
        })}
    }
}

fn reason(reason: GateReason) -> impl IntoView {
    let (icon, class) = if reason.is_dropped { ("circle-x", "bad") } else { ("circle-alert", "warn") };
    let found = (!reason.found.is_empty()).then(|| format!(": {}", from_core(&reason.found)));
    view! {
        <li><Icon name=icon size=14 class/><b class="num">{number(reason.samples)}</b>" "
            <span>{fill(words().not_met, &[("condition", &condition_words(&reason.condition))])}{found}</span></li>
    }
}

/// One for each number; they keep their place while the rule changes.
#[component]
fn Sliders(view: Memo<Option<GateView>>, text: RwSignal<String>, typed: RwSignal<bool>) -> impl IntoView {
    let all = move || view.with(|view| view.as_ref().map(|view| view.sliders.clone()).unwrap_or_default());
    view! {
        <div class="gate__s">
            <For each=all key=|slider| slider.measure.clone() children=move |slider| {
                let measure = slider.measure.clone();
                let now = Memo::new(move |before: Option<&Slider>| {
                    let found = view.with(|view| view.as_ref()?.sliders.iter().find(|it| it.measure == measure).cloned());
                    found.or(before.cloned()).unwrap_or_else(|| slider.clone())
                });
                view! { <OneSlider slider=now text typed/> }
            }/>
        </div>
    }
}

#[component]
fn OneSlider(slider: Memo<Slider>, text: RwSignal<String>, typed: RwSignal<bool>) -> impl IntoView {
    let measure = slider.with_untracked(|slider| slider.measure.clone());
    let name = measure_name(&measure);
    // What is bounded from above is a sign of something wrong.
    let usual = if matches!(measure.as_str(), "tokens" | "closed_book" | "failed_checks") { "<=" } else { ">=" };
    let value = move || slider.with(|slider| slider.bound.as_ref().map(|(_, value)| *value));
    let shown = move || match slider.with(|slider| slider.bound.clone()) {
        Some((op, value)) => format!("{} {}", sign(&op), short(value)),
        None => words().any.to_owned(),
    };
    let word = StoredValue::new(measure);
    let set = move |value: Option<f64>| {
        let op = slider.with_untracked(|slider| slider.bound.as_ref().map_or(usual.to_owned(), |(op, _)| op.clone()));
        let condition = value.map(|value| format!("{} {op} {}", word.get_value(), short(value)));
        text.update(|text| *text = bounded(text, &word.get_value(), condition.as_deref()));
        typed.set(true);
    };
    let missing = move || slider.with(|slider| slider.missing);
    let label = name.clone();
    view! {
        <div class="gate__l">
            <div class="row"><span class="h-sec">{name}</span><span class="sp"></span><b class="num">{shown}</b>
                <Show when=move || value().is_some()>
                    <button type="button" class="ib" aria-label=words().no_bound title=words().no_bound on:click=move |_| set(None)>
                        <Icon name="x" size=14/>
                    </button>
                </Show>
            </div>
            <div class="gate__h" aria-hidden="true">{move || slider.with(bars)}</div>
            <input type="range" aria-label=label aria-valuetext=shown
                min=move || slider.with(|slider| slider.low) max=move || slider.with(|slider| slider.high)
                step=move || slider.with(|slider| slider.step)
                prop:value=move || value().unwrap_or_else(|| slider.with(|slider| if usual == ">=" { slider.low } else { slider.high }))
                on:input:target=move |event| set(event.target().value().parse().ok())/>
            <Show when=move || { missing() > 0 }>
                <div class="meta">{move || fill(words().missing, &[("n", &number(missing()))])}</div>
            </Show>
        </div>
    }
}

/// Bars of one width, those within the bound darker.
fn bars(slider: &Slider) -> impl IntoView + use<> {
    let most = slider.bars.iter().copied().max().unwrap_or(0).max(1) as f64;
    let width = (slider.high - slider.low) / slider.bars.len().max(1) as f64;
    let bound = slider.bound.clone();
    let low = slider.low;
    slider
        .bars
        .iter()
        .enumerate()
        .map(|(place, count)| {
            let middle = low + (place as f64 + 0.5) * width;
            let out = match &bound {
                Some((op, value)) if op.starts_with('>') => middle < *value - width / 2.0,
                Some((op, value)) if op.starts_with('<') => middle > *value + width / 2.0,
                _ => false,
            };
            let height = if *count == 0 { 0.0 } else { (*count as f64 / most * 100.0).max(4.0) };
            view! { <i class:out=out style=format!("height:{height:.1}%")></i> }
        })
        .collect_view()
}

/// The rule with the condition on one number put in, changed, or taken out.
fn bounded(rule: &str, measure: &str, condition: Option<&str>) -> String {
    let names = |part: &str| {
        let end = part.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(part.len());
        part[..end].eq_ignore_ascii_case(measure)
    };
    let mut put = false;
    let mut parts: Vec<String> = Vec::new();
    for part in rule.split(" and ").map(str::trim).filter(|part| !part.is_empty()) {
        match (names(part), condition) {
            (false, _) => parts.push(part.to_owned()),
            (true, Some(condition)) if !put => {
                parts.push(condition.to_owned());
                put = true;
            }
            (true, _) => {}
        }
    }
    parts.extend(condition.filter(|_| !put).map(str::to_owned));
    parts.join(" and ")
}

fn sign(op: &str) -> &str {
    match op {
        ">=" => "≥",
        "<=" => "≤",
        "!=" => "≠",
        other => other,
    }
}

fn short(value: f64) -> String {
    let text = format!("{value:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
