//! The middle pane: one sample as a trainer's row will have it: question, answer, steps.

use super::View;
use super::active::Active;
use super::checks::{Checks, composer};
use super::edit::{Editor, Part};
use super::store::{Filter, Store, short, use_store};
use super::thread::Redraw;
use crate::components::{Button, ButtonKind, ButtonSize, EmptyState, ErrorNote, Icon, IconButton, KindTile, Skeleton};
use crate::hooks::use_size;
use crate::state::Tone;
use crate::text::common::decision_name;
use crate::text::core_words::from_core;
use crate::text::review::{reason_name, words};
use crate::text::{common, fill, plural};
use leptos::html::Div;
use leptos::prelude::*;
use pathloom_ipc::review::SampleView;
use pathloom_model::{Decision, Flag, Kind, Sample, Step};
use std::sync::Arc;

#[component]
pub fn SamplePane() -> impl IntoView {
    let store = use_store();
    let label = move || store.current.get().map(|id| fill(words().sample, &[("id", &short(&id))]));
    let body = move || match (store.sample.get(), store.sample_error.get(), store.current.with(Option::is_some)) {
        (Some(sample), ..) => view! { <Content sample/> }.into_any(),
        (None, Some(error), _) => view! { <div class="rv__in"><ErrorNote error/></div> }.into_any(),
        (None, None, true) => {
            view! { <div class="rv__in"><Skeleton widths=&[50, 95, 80, 30, 90, 85, 90]/></div> }.into_any()
        }
        (None, None, false) => view! { <NoMatch/> }.into_any(),
    };
    let inner = NodeRef::<Div>::new();
    let size = use_size(inner);
    Effect::new(move |_| {
        size.track();
        Redraw::now();
    });
    view! {
        <section class="pane rv__sample" aria-label=label>
            <Head/>
            <div class="rv__c grow"><div node_ref=inner>{body}</div></div>
        </section>
    }
}

/// The filter leaves nothing to show.
#[component]
fn NoMatch() -> impl IntoView {
    let store = use_store();
    let clear = move || store.filter.set(Filter { decision: None, ..Filter::default() });
    view! {
        <EmptyState icon="list-filter" title=words().no_match>
            <Button on_click=clear>{words().clear_filters}</Button>
        </EmptyState>
    }
}

#[component]
fn Head() -> impl IntoView {
    let store = use_store();
    let about = move || {
        store.sample.with(|sample| {
            let sample = sample.as_ref()?;
            let engine = composer(&sample.sample);
            Some(fill(words().generated_by, &[("template", &from_core(&sample.template_title)), ("engine", &engine)]))
        })
    };
    let copy = move || {
        if let Some(id) = store.current.get_untracked() {
            let _ = window().navigator().clipboard().write_text(&id);
            store.toasts.show(Tone::Ok, words().copied);
        }
    };
    view! {
        <div class="pbar">
            <span class="mono rv__id" title=move || store.current.get()>{move || store.current.get().map(|id| short(&id))}</span>
            <span class="meta trunc">{about}</span>
            {move || store.sample.get().map(|sample| state_chips(&sample))}
            <span class="sp"></span>
            <IconButton icon="copy" size=15 label=words().copy_id.to_owned() on_click=copy/>
            <IconButton icon="chevron-up" label=words().previous.to_owned() on_click=move || store.step(false)/>
            <IconButton icon="chevron-down" label=words().next.to_owned() on_click=move || store.step(true)/>
        </div>
    }
}

/// Its decision, and what a reviewer should know before making another.
fn state_chips(sample: &SampleView) -> impl IntoView + use<> {
    let decided = match sample.decision {
        Decision::ToReview => None,
        Decision::Approved => Some(("chip chip--ok", "check")),
        Decision::Rejected => Some(("chip chip--bad", "x")),
        Decision::Skipped => Some(("chip", "skip-forward")),
    };
    let name = decision_name(sample.decision);
    let why = sample.reason.map(|reason| match sample.note.is_empty() {
        true => reason_name(reason).to_owned(),
        false => format!("{}: {}", reason_name(reason), sample.note),
    });
    let flag = |flag| sample.flags.contains(&flag);
    view! {
        {decided.map(|(class, icon)| view! { <span class=class title=why><Icon name=icon size=12/>{name}</span> })}
        {flag(Flag::Edited).then(|| view! { <span class="chip chip--acc">{words().flag_edited}</span> })}
        {Store::needs_recheck(sample).then(|| view! { <span class="chip chip--warn">{words().flag_recheck}</span> })}
        {(flag(Flag::Stale) && sample.decision != Decision::Approved)
            .then(|| view! { <span class="chip chip--warn">{words().flag_stale}</span> })}
        {flag(Flag::Filtered).then(|| view! { <span class="chip">{words().flag_filtered}</span> })}
    }
}

#[component]
fn Content(sample: Arc<SampleView>) -> impl IntoView {
    let question = sample.sample.question.clone();
    let (stem, options) = (sample.sample.stem().to_owned(), sample.sample.options.clone());
    let right = sample.sample.told().first().map(|told| (*told).to_owned()).unwrap_or_default();
    let answer = sample.sample.answer.text.clone();
    let texts: Vec<String> = sample.sample.steps.iter().map(|step| step.text.clone()).collect();
    let (steps, hops) = (texts.len() as u64, sample.sample.relations.len() as u64);
    let counts = [plural(steps, words().step_one, words().steps), plural(hops, words().hop_one, words().hops)]
        .join(common::words().comma);
    let shown_answer = answer.clone();
    view! {
        <div class="rv__in">
            <Checks checks=sample.sample.checks.clone() scores=sample.sample.scores.clone() twins=sample.twins.clone()/>
            <Block part=Part::Question title=words().question texts=vec![question] note=String::new()>
                <p class="q-text" dir="auto" tabindex="0" data-part="question">{stem.clone()}</p>
                <Options options=options.clone() right=right.clone()/>
            </Block>
            <Block part=Part::Answer title=words().answer texts=vec![answer] note=String::new()>
                <p class="a-text" dir="auto" tabindex="0" data-part="answer">{figures(&shown_answer)}</p>
            </Block>
            <Block part=Part::Steps title=words().reasoning texts note=counts>
                <ol class="steps">
                    {sample.sample.steps.iter().enumerate().map(|(place, step)| view! {
                        <StepRow sample=sample.clone() step=step.clone() place/>
                    }).collect_view()}
                </ol>
            </Block>
        </div>
    }
}

/// Of a multiple choice, the right one marked.
#[component]
fn Options(options: Vec<String>, right: String) -> impl IntoView {
    if options.is_empty() {
        return ().into_any();
    }
    let rows = options.into_iter().enumerate().map(|(place, text)| {
        let is_right = text == right;
        let letter = Sample::letter(place).to_string();
        view! {
            <li class="choice" class:is-right=is_right>
                <span class="choice__l">{letter}</span>
                <span dir="auto">{text}</span>
                {is_right.then(|| view! { <span title=words().right_option><Icon name="check" size=14/></span> })}
            </li>
        }
    });
    view! { <ol class="opts" aria-label=words().options>{rows.collect_view()}</ol> }.into_any()
}

/// A part of the sample with its Edit button; while it is edited, the editor in its place.
#[component]
fn Block(part: Part, title: &'static str, texts: Vec<String>, note: String, children: ChildrenFn) -> impl IntoView {
    let view = expect_context::<View>();
    let editing = Memo::new(move |_| view.editing.get() == Some(part));
    let (texts, children) = (StoredValue::new(texts), StoredValue::new(children));
    view! {
        <div class="blk" data-block=part.name()>
            <div class="blk__h">
                <h3>{title}</h3><span class="count">{note}</span><span class="sp"></span>
                <Show when=move || view.editing.get().is_none()>
                    <Button kind=ButtonKind::Quiet size=ButtonSize::Small icon="pencil" on_click=move || view.editing.set(Some(part))>
                        {words().edit}
                    </Button>
                </Show>
            </div>
            {move || if editing.get() {
                view! { <Editor part texts=texts.get_value()/> }.into_any()
            } else {
                children.with_value(|children| children()).into_any()
            }}
        </div>
    }
}

#[component]
fn StepRow(sample: Arc<SampleView>, step: Step, place: usize) -> impl IntoView {
    let view = expect_context::<View>();
    let is_on = Memo::new(move |_| view.active.with(|active| active.step == Some(place)));
    let active = Active::of_step(&sample, place);
    let ends = ends(&sample, &active.hops);
    let label = label(&sample, &active, place);
    let look = {
        let active = active.clone();
        move || {
            if view.active.with_untracked(|now| *now != active) {
                view.active.set(active.clone());
            }
        }
    };
    let focus = look.clone();
    view! {
        <li class="step" class:is-on=is_on tabindex="0" data-step=place data-part="steps" aria-label=label
            aria-current=move || is_on.get().then_some("step")
            on:pointerenter=move |_| look() on:focus=move |_| focus()>
            <span class="step__n">{place + 1}</span>
            <div dir="auto">{names(&step.text, &sample)}</div>
            <div class="step__h">{ends.map(|(from, to)| view! {
                <KindTile kind=from/><Icon name="arrow-right" size=13/><KindTile kind=to/>
            })}</div>
        </li>
    }
}

/// Kinds of the nodes where the hops begin and end.
fn ends(sample: &SampleView, hops: &[u32]) -> Option<(Kind, Kind)> {
    let find = |number: u32| sample.sample.relations.iter().find(|hop| hop.number == number);
    let (first, last) = (find(*hops.first()?)?, find(*hops.last()?)?);
    Some((first.head.kind(), last.tail.kind()))
}

fn label(sample: &SampleView, active: &Active, place: usize) -> String {
    let n = (place + 1).to_string();
    let text = sample.sample.steps.get(place).map(|step| step.text.clone()).unwrap_or_default();
    let hop = active.hops.first();
    let word = sample.cards.iter().filter_map(|card| card.hop.as_ref()).find(|(number, _)| Some(number) == hop);
    let evidence =
        active.cards(sample).first().and_then(|place| sample.cards.get(*place)).map(|card| card.name.clone());
    let head = match (word, evidence) {
        (Some((_, word)), Some(name)) => fill(words().step_hop_label, &[("n", &n), ("word", word), ("name", &name)]),
        _ => fill(words().step_label, &[("n", &n)]),
    };
    format!("{head}. {text}")
}

/// Figures stand out.
fn figures(text: &str) -> impl IntoView + use<> {
    let parts = text.split_inclusive(' ').map(|word| {
        let word = word.to_owned();
        if word.chars().any(|sign| sign.is_ascii_digit()) {
            view! { <b>{word}</b> }.into_any()
        } else {
            word.into_any()
        }
    });
    parts.collect_view()
}

/// The names of the path's nodes stand out, the longest first where one is inside another.
fn names(text: &str, sample: &SampleView) -> impl IntoView + use<> {
    let mut names: Vec<&str> = sample
        .sample
        .nodes
        .iter()
        .filter(|node| node.kind == Kind::Entity && node.name.chars().count() > 1)
        .map(|node| node.name.as_str())
        .chain(std::iter::once(sample.sample.answer.text.as_str()).filter(|answer| !answer.is_empty()))
        .collect();
    names.sort_by_key(|name| std::cmp::Reverse(name.len()));
    let mut parts: Vec<AnyView> = Vec::new();
    let mut rest = text;
    while let Some((at, name)) =
        names.iter().filter_map(|name| Some((rest.find(name)?, *name))).min_by_key(|(at, _)| *at)
    {
        parts.push(rest[..at].to_owned().into_any());
        parts.push(view! { <span class="v">{name.to_owned()}</span> }.into_any());
        rest = &rest[at + name.len()..];
    }
    parts.push(rest.to_owned().into_any());
    parts
}
