//! What this month cost, and the limits of the user's own.

use super::store::Models;
use crate::components::{Bar, Button, ButtonKind, ButtonSize, ErrorNote, Field, Icon, Part};
use crate::hooks::use_command;
use crate::ipc;
use crate::text::common::words as common;
use crate::text::fill;
use crate::text::models::words;
use leptos::prelude::*;
use pathloom_ipc::models::{BudgetView, MonthBudget};

#[component]
pub fn Budget(models: Models) -> impl IntoView {
    let budget = models.part(|view| view.budget.clone());
    let editing = RwSignal::new(false);
    let shown = move || {
        let budget = budget.get().unwrap_or_default();
        match editing.get() {
            true => {
                let done = Callback::new(move |saved| {
                    if saved {
                        models.query.reload();
                    }
                    editing.set(false);
                });
                view! { <Limits done now=budget.limits/> }.into_any()
            }
            false => view! { <Spent budget editing/> }.into_any(),
        }
    };
    view! {
        <section class="side"><h2 class="h-sec"><Icon name="wallet"/>{words().budget}</h2>{shown}</section>
    }
}

#[component]
fn Spent(budget: BudgetView, editing: RwSignal<bool>) -> impl IntoView {
    let BudgetView { limits, spent, .. } = budget;
    let money = |amount: f64| format!("{}{amount:.2}", limits.currency);
    let limit = |limit: Option<f64>| limit.map_or(words().no_limit.to_owned(), money);
    let of = limits.stop.map(|stop| fill(words().spent_of, &[("amount", &money(stop))]));
    let share = spent.zip(limits.stop).map(|(spent, stop)| if stop > 0.0 { spent / stop } else { 1.0 });
    let class = match spent {
        Some(spent) if limits.stop.is_some_and(|stop| spent >= stop) => "b-bad",
        Some(spent) if limits.warn.is_some_and(|warn| spent >= warn) => "b-warn",
        _ => "b-acc",
    };
    let big = spent.map_or(words().nothing_spent.to_owned(), money);
    view! {
        <div class="row mo__big" class:ink2=spent.is_none()><span class="num">{big}</span><span class="ink2">{of}</span></div>
        {share.map(|share| view! { <Bar parts=vec![Part { class, share }] label=words().budget height=8/> })}
        <dl class="kv">
            <dt>{words().warn_at}</dt><dd>{limit(limits.warn)}</dd>
            <dt>{words().stop_at}</dt><dd>{limit(limits.stop)}</dd>
        </dl>
        <Button size=ButtonSize::Small on_click=move || editing.set(true)>{words().set_budget}</Button>
    }
}

/// `done` is told whether anything was saved.
#[component]
pub fn Limits(done: Callback<bool>, now: MonthBudget) -> impl IntoView {
    let text = |amount: Option<f64>| RwSignal::new(amount.map_or(String::new(), |amount| amount.to_string()));
    let (warn, stop, currency) = (text(now.warn), text(now.stop), RwSignal::new(now.currency));
    let amount = |text: RwSignal<String>| {
        let text = text.get();
        let text = text.trim();
        if text.is_empty() {
            Ok(None)
        } else {
            text.parse::<f64>().map(Some).map_err(|_| words().not_a_number.to_owned())
        }
    };
    let wrong = move |text: RwSignal<String>| Signal::derive(move || amount(text).err());
    let save = use_command(ipc::set_month_budget, move |()| done.run(true));
    let send = move || {
        if let (Ok(warn), Ok(stop)) = untrack(|| (amount(warn), amount(stop))) {
            save.run(MonthBudget { warn, stop, currency: currency.get_untracked().trim().to_owned() });
        }
    };
    let enter = Callback::new(move |()| send());
    view! {
        <p class="ink2">{words().budget_about}</p>
        <div class="mo__g">
            <span class="label">{words().warn_at}</span><div><Field value=warn label=words().warn_at placeholder=words().no_limit error=wrong(warn) on_enter=enter/></div>
            <span class="label">{words().stop_at}</span><div><Field value=stop label=words().stop_at placeholder=words().no_limit error=wrong(stop) on_enter=enter/></div>
            <span class="label">{words().currency}</span><div><Field value=currency label=words().currency placeholder="$" on_enter=enter/></div>
        </div>
        {move || save.error.get().map(|error| view! { <ErrorNote error/> })}
        <div class="row">
            <Button size=ButtonSize::Small kind=ButtonKind::Primary busy=save.busy on_click=send>{common().save}</Button>
            <Button size=ButtonSize::Small on_click=move || done.run(false)>{common().cancel}</Button>
        </div>
    }
}
