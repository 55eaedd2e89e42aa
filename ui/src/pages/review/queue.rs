//! The queue: a filter, an order, and the samples, as a list of any length.

use super::View;
use super::store::{Filter, short, use_store};
use crate::components::{Choice, ComplexityBars, Field, Icon, Pips, Select, VirtualList};
use crate::text::common::decision_name;
use crate::text::core_words::from_core;
use crate::text::review::{order_name, words};
use crate::text::{fill, number};
use leptos::prelude::*;
use pathloom_ipc::review::{QueueOrder, QueueRow};
use pathloom_model::{Decision, Flag};

const ROW: f64 = 79.0;
const DECISIONS: [Decision; 4] = [Decision::ToReview, Decision::Approved, Decision::Rejected, Decision::Skipped];
const ORDERS: [QueueOrder; 4] =
    [QueueOrder::Created, QueueOrder::Complexity, QueueOrder::FailedChecksFirst, QueueOrder::Template];

#[component]
pub fn Queue() -> impl IntoView {
    let store = use_store();
    let view = expect_context::<View>();
    let count = Signal::derive(move || store.rows.with(super::rows::Rows::len));
    let (in_view, set_in_view) = signal((0, 0));
    Effect::new(move |_| {
        let (from, to) = in_view.get();
        if to > from {
            store.need(from, to);
        }
    });
    let reveal = Signal::derive(move || {
        let id = store.current.get()?;
        store.rows.with(|rows| rows.place_of(&id))
    });
    let active = Signal::derive(move || store.current.get().map(|id| format!("queue-{id}")));
    let left = move || {
        let to_review = store.progress.with(|progress| progress.to_review);
        fill(words().left, &[("n", &number(to_review))])
    };
    view! {
        <Show when=move || view.drawer.get()>
            <div class="rv__scrim" on:click=move |_| view.drawer.set(false)></div>
        </Show>
        <aside class="pane pane--2 rv__q" class:is-open=move || view.drawer.get() aria-label=words().queue_label>
            <div class="pbar">
                <h2>{words().queue}</h2><span class="count">{left}</span><span class="sp"></span><Order/>
            </div>
            <Filters/>
            <Show when=move || count.get() == 0>
                <div class="q__none">
                    <p>{words().no_match}</p>
                    <button type="button" class="link" on:click=move |_| store.filter.set(Filter { decision: None, ..Filter::default() })>
                        {words().clear_filters}
                    </button>
                </div>
            </Show>
            <VirtualList count row_height=ROW label=words().samples role="listbox" reveal active in_view=set_in_view
                row=move |place| view! { <Row place/> }.into_any()/>
        </aside>
    }
}

#[component]
fn Order() -> impl IntoView {
    let store = use_store();
    let name = |order: QueueOrder| format!("{order:?}");
    let choices: Vec<Choice> = ORDERS.iter().map(|order| Choice::new(name(*order), order_name(*order))).collect();
    view! {
        <Select plain=true label=words().order choices=choices
            value=Signal::derive(move || store.filter.with(|filter| name(filter.order)))
            on_change=move |chosen| {
                let order = ORDERS.into_iter().find(|order| name(*order) == chosen).unwrap_or_default();
                store.filter.update(|filter| filter.order = order);
            }/>
    }
}

#[component]
fn Filters() -> impl IntoView {
    let store = use_store();
    let text = RwSignal::new(String::new());
    Effect::new(move |before: Option<String>| {
        let text = text.get();
        if before.is_some_and(|before| before != text) {
            store.filter.update(|filter| filter.text = text.clone());
        }
        text
    });
    // The address or "clear" may change the filter too.
    Effect::new(move |_| {
        let now = store.filter.with(|filter| filter.text.clone());
        if text.with_untracked(|text| *text != now) {
            text.set(now);
        }
    });
    let failed = move || store.filter.with(|filter| filter.failed_only);
    let filtered = move || store.filter.with(|filter| filter.filtered_only);
    let any_filtered = Memo::new(move |_| store.progress.with(|progress| progress.filtered > 0));
    view! {
        <div class="q__f">
            <Field value=text label=words().filter icon="search"/>
            <div class="q__chips">
                <DecisionChip/>
                <TemplateChip/>
                <RunChip/>
                <button type="button" class="fchip" class:is-on=failed aria-pressed=move || failed().to_string()
                    on:click=move |_| store.filter.update(|filter| filter.failed_only = !filter.failed_only)>
                    {words().failed_only}
                    {move || failed().then(|| view! { <Icon name="x" size=12/> })}
                </button>
                <Show when=move || any_filtered.get() || filtered()>
                    <button type="button" class="fchip" class:is-on=filtered aria-pressed=move || filtered().to_string()
                        on:click=move |_| store.filter.update(|filter| filter.filtered_only = !filter.filtered_only)>
                        {words().filtered_only}
                        {move || filtered().then(|| view! { <Icon name="x" size=12/> })}
                    </button>
                </Show>
            </div>
        </div>
    }
}

#[component]
fn DecisionChip() -> impl IntoView {
    let store = use_store();
    let mut choices = vec![Choice::new("", words().all)];
    choices.extend(DECISIONS.iter().map(|decision| Choice::new(format!("{decision:?}"), decision_name(*decision))));
    let value = move || store.filter.with(|filter| filter.decision.map(|one| format!("{one:?}")).unwrap_or_default());
    view! {
        <span class="fsel" class:is-on=move || store.filter.with(|filter| filter.decision.is_some())>
            <Select label=words().decision choices=choices value=Signal::derive(value)
                on_change=move |chosen| {
                    let decision = DECISIONS.into_iter().find(|decision| format!("{decision:?}") == chosen);
                    store.filter.update(|filter| filter.decision = decision);
                }/>
        </span>
    }
}

#[component]
fn TemplateChip() -> impl IntoView {
    let store = use_store();
    let choices = Signal::derive(move || {
        let mut choices = vec![Choice::new("", words().all_templates)];
        store.templates.with(|templates| {
            // One that the address names may have no sample yet.
            let chosen = store.filter.with(|filter| filter.template.clone());
            let unknown = chosen.filter(|chosen| templates.iter().all(|(id, ..)| id != chosen));
            choices.extend(unknown.map(|id| Choice::new(id.clone(), id)));
            let choice = |(id, title, count): &(String, String, u64)| {
                Choice::new(id.clone(), format!("{} · {}", from_core(title), number(*count)))
            };
            choices.extend(templates.iter().map(choice));
        });
        choices
    });
    let value = move || store.filter.with(|filter| filter.template.clone().unwrap_or_default());
    view! {
        <span class="fsel" class:is-on=move || store.filter.with(|filter| filter.template.is_some())>
            <Select label=words().template choices value=Signal::derive(value)
                on_change=move |chosen: String| {
                    store.filter.update(|filter| filter.template = (!chosen.is_empty()).then_some(chosen.clone()));
                }/>
        </span>
    }
}

/// Only where the address named a run.
#[component]
fn RunChip() -> impl IntoView {
    let store = use_store();
    let run = Memo::new(move |_| store.filter.with(|filter| filter.run));
    move || {
        run.get().map(|run| {
            view! {
                <button type="button" class="fchip is-on" aria-pressed="true"
                    on:click=move |_| store.filter.update(|filter| filter.run = None)>
                    {fill(words().of_run, &[("n", &number(run))])}<Icon name="x" size=12/>
                </button>
            }
        })
    }
}

#[component]
fn Row(place: usize) -> impl IntoView {
    let store = use_store();
    let view = expect_context::<View>();
    let Some(row) = store.rows.with(|rows| rows.get(place).cloned()) else {
        return view! { <div class="q__i"><div class="skel q__skel"></div><div class="skel q__skel"></div></div> }
            .into_any();
    };
    let QueueRow { id, question, decision, flags, checks_failed, checks_passed, complexity, .. } = row;
    let (mine, chosen) = (id.clone(), id.clone());
    let is_on = Memo::new(move |_| store.current.with(|current| current.as_ref() == Some(&mine)));
    let is_done = decision != Decision::ToReview;
    let checks = format!(
        "{} {}",
        words().checks,
        fill(
            words().checks_passed,
            &[("n", &checks_passed.to_string()), ("total", &(checks_passed + checks_failed).to_string()),]
        )
    );
    view! {
        <button type="button" class="q__i" class:is-on=is_on class:is-done=is_done role="option" id=format!("queue-{id}") tabindex="-1"
            aria-selected=move || is_on.get().to_string()
            on:click=move |_| { view.drawer.set(false); store.show(Some(chosen.clone())); }>
            <div class="q__t" dir="auto">{question}</div>
            <div class="q__m">
                <span class="mono">{short(&id)}</span>
                {(checks_failed > 0).then(|| view! { <Pips passed=checks_passed failed=checks_failed label=checks/> })}
                {flags.contains(&Flag::Edited).then(|| view! { <Icon name="pencil" size=12 class="acc"/> })}
                {flags.contains(&Flag::Stale).then(|| view! { <Icon name="triangle-alert" size=12 class="warn"/> })}
                <span class="sp"></span>
                {if is_done { view! { <Decided decision/> }.into_any() } else {
                    complexity.map(|level| view! { <ComplexityBars level/> }).into_any()
                }}
            </div>
        </button>
    }
    .into_any()
}

#[component]
fn Decided(decision: Decision) -> impl IntoView {
    let (icon, class) = match decision {
        Decision::Approved => ("check", "ok"),
        Decision::Rejected => ("x", "bad"),
        _ => ("skip-forward", ""),
    };
    view! { <span class="q__d"><Icon name=icon size=14 class/>{decision_name(decision)}</span> }
}
