//! The endpoints: where each leads, whether it answers and how fast, its limits, prices and key.

use super::form::Draft;
use super::store::Models;
use crate::components::{Button, ButtonSize, Icon, IconButton, StatusMark};
use crate::ipc;
use crate::state::Tone;
use crate::text::common::words as common;
use crate::text::core_words::told;
use crate::text::models::words;
use crate::text::{fill, number, plural};
use leptos::prelude::*;
use pathloom_ipc::models::{EndpointView, HourView, KeyPlace, KeyView, MoveEndpointRequest, TestView};
use pathloom_model::{Abilities, Structured};

/// Slower than this an answer is worth a word.
const SLOW_MS: u64 = 8_000;

#[component]
pub fn Endpoints(models: Models) -> impl IntoView {
    let endpoints = models.endpoints();
    let currency = models.part(|view| view.budget.limits.currency.clone());
    let count = move || number(endpoints.with(|all| all.as_ref().map_or(0, Vec::len)) as u64);
    let test_all = move || {
        let names = endpoints
            .with_untracked(|all| all.iter().flatten().map(|view| view.endpoint.name.clone()).collect::<Vec<_>>());
        names.into_iter().for_each(|name| models.test(name));
    };
    let rows = move || {
        let currency = currency.get().unwrap_or_default();
        let all = endpoints.get().unwrap_or_default();
        all.into_iter()
            .enumerate()
            .map(|(at, endpoint)| view! { <Row models at endpoint currency=currency.clone()/> })
            .collect_view()
    };
    view! {
        <div class="card">
            <div class="pbar">
                <h2>{words().endpoints}</h2><span class="count">{count}</span><span class="sp"></span>
                <Button size=ButtonSize::Small icon="refresh-cw" on_click=test_all>{words().test_all}</Button>
            </div>
            <table class="dg" aria-label=words().endpoints>
                <thead><tr>
                    <th scope="col">{words().endpoint}</th><th scope="col">{words().models}</th><th scope="col">{words().health}</th>
                    <th scope="col" class="opt">{words().limit}</th><th scope="col" class="opt">{words().price}</th>
                    <th scope="col" class="opt">{words().key}</th><th scope="col" aria-label=words().actions></th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

#[component]
fn Row(models: Models, at: usize, endpoint: EndpointView, currency: String) -> impl IntoView {
    let view = endpoint;
    let name = StoredValue::new(view.endpoint.name.clone());
    let address = view.endpoint.base_url.split_once("://").map_or("", |(_, rest)| rest).to_owned();
    let icon = if view.local { "monitor" } else { "cloud" };
    let place = if view.local { words().local } else { words().leaves };
    let names: Vec<&str> = view.endpoint.models.iter().map(|model| model.name.as_str()).collect();
    let busy = Signal::derive(move || models.testing.with(|testing| name.with_value(|name| testing.contains(name))));
    let key = key_words(&view.key);
    let price = price_words(&view, &currency);
    let said = view.tested.as_ref().map(said);
    let draft = StoredValue::new(Draft::of(&view));
    let said_of = |text: &str| name.with_value(|name| fill(text, &[("name", name)]));
    let (edit, remove, up) = (said_of(words().edit_of), said_of(words().remove_of), said_of(words().up_of));
    view! {
        <tr>
            <td><div class="ep">
                <span class="ep__i" title=place><Icon name=icon size=17/></span>
                <div class="ep__n"><b class="trunc"><bdi>{view.endpoint.name.clone()}</bdi></b><span class="meta trunc" title=place>{address}</span></div>
            </div></td>
            <td class="ink2 trunc" title=names.join("\n")>{plural(names.len() as u64, words().model_one, words().model_many)}</td>
            <td><Health tested=view.tested.clone() hour=view.hour.clone()/></td>
            <td class="opt ink2">{limit_words(&view)}</td>
            <td class="opt ink2">{price}</td>
            <td class="opt ink2" class:warn=matches!(view.key, KeyView::Again { .. } | KeyView::Locked { .. } | KeyView::Env { set: false, .. })>{key}</td>
            <td class="r"><div class="ep__a">
                {(at > 0).then(|| view! { <IconButton icon="arrow-up" size=14 label=up on_click=move || {
                    let name = name.get_value();
                    models.act(async move { ipc::move_endpoint(MoveEndpointRequest { name, to: at - 1 }).await });
                }/> })}
                <IconButton icon="pencil" size=14 label=edit on_click=move || models.editing.set(Some(draft.get_value()))/>
                <Remove models name label=remove/>
                <Button size=ButtonSize::Small busy on_click=move || models.test(name.get_value())>{words().test}</Button>
            </div></td>
        </tr>
        {said.map(|(is_bad, said)| view! { <tr class="ep__t"><td colspan="7" class:bad=is_bad role="status">{said}</td></tr> })}
    }
}

/// Asks a second time in its own place.
#[component]
fn Remove(models: Models, name: StoredValue<String>, label: String) -> impl IntoView {
    let sure = RwSignal::new(false);
    let label = StoredValue::new(label);
    let remove = move || {
        let name = name.get_value();
        models.act(async move {
            ipc::remove_endpoint(name.clone()).await?;
            models.toasts.show(Tone::Ok, fill(words().removed, &[("name", &name)]));
            Ok(())
        });
    };
    move || match sure.get() {
        false => view! { <IconButton icon="trash-2" size=14 label=label.get_value() on_click=move || sure.set(true)/> }
            .into_any(),
        true => view! {
            <span class="ep__s" title=fill(words().remove_sure, &[("name", &name.get_value())])>
                <Button size=ButtonSize::Small on_click=remove>{common().remove}</Button>
                <IconButton icon="x" size=14 label=common().cancel.to_owned() on_click=move || sure.set(false)/>
            </span>
        }
        .into_any(),
    }
}

/// The calls of the last hour; before any, the newest test.
#[component]
fn Health(tested: Option<TestView>, hour: Option<HourView>) -> impl IntoView {
    let failing = tested.as_ref().is_some_and(|test| test.problem.is_some());
    let hour = hour.unwrap_or_default();
    let latency = match (hour.latencies.is_empty(), &tested) {
        (false, _) => Some(hour.median_ms),
        (true, Some(test)) if !failing => Some(test.latency_ms),
        _ => None,
    };
    let (icon, tone, said) = match latency {
        None if tested.is_none() && hour.calls == 0 => {
            return view! { <span class="meta">{words().not_tested}</span> }.into_any();
        }
        None => ("circle-x", Tone::Bad, words().failed_test),
        Some(_) if hour.is_failing && tested.is_none() => ("circle-x", Tone::Bad, words().failed_test),
        Some(_) if failing || hour.is_failing || hour.failed * 5 > hour.calls => {
            ("triangle-alert", Tone::Warn, words().failing)
        }
        Some(latency) if latency > SLOW_MS => ("triangle-alert", Tone::Warn, words().slow),
        Some(_) => ("circle-check", Tone::Ok, words().healthy),
    };
    let failed = (hour.failed > 0)
        .then(|| fill(words().failed_calls, &[("n", &number(hour.failed)), ("total", &number(hour.calls))]));
    view! {
        <div class="lat" title=failed><StatusMark icon tone words=said/><span class="num">{latency.map(seconds)}</span>
            <span class="opt"><Spark latencies=hour.latencies/></span></div>
    }
    .into_any()
}

/// The latencies of late, as a line 64 pixels wide.
#[component]
fn Spark(latencies: Vec<u64>) -> impl IntoView {
    if latencies.len() < 3 {
        return ().into_any();
    }
    let most = latencies.iter().copied().max().unwrap_or(1).max(1) as f64;
    let step = 64.0 / (latencies.len() - 1) as f64;
    let points: Vec<String> = latencies
        .iter()
        .enumerate()
        .map(|(at, latency)| format!("{:.1},{:.1}", at as f64 * step, 18.0 - *latency as f64 / most * 16.0))
        .collect();
    view! {
        <svg width="64" height="20" viewBox="0 0 64 20" aria-hidden="true">
            <polyline points=points.join(" ") fill="none" stroke="var(--ink-3)" stroke-width="1.25" stroke-linejoin="round"/>
        </svg>
    }
    .into_any()
}

fn seconds(ms: u64) -> String {
    fill(words().seconds, &[("n", &format!("{:.1}", ms as f64 / 1000.0))])
}

/// What a test said, and whether it failed.
fn said(test: &TestView) -> (bool, String) {
    if let Some((message, hint)) = &test.problem {
        return (true, told(message, hint));
    }
    let seconds = format!("{:.1}", test.latency_ms as f64 / 1000.0);
    let (input, output) = (number(test.input), number(test.output));
    let values =
        [("model", &*test.model), ("s", &seconds), ("in", &input), ("out", &output), ("line", &test.first_line)];
    let mut text = fill(words().tested, &values);
    if let Some(abilities) = test.abilities {
        text.push(' ');
        text.push_str(&fill(words().tested_can, &[("list", &can(abilities))]));
    }
    (false, text)
}

fn can(Abilities { structured, vision, thinking }: Abilities) -> String {
    let json = match structured {
        Structured::Schema => words().can_schema,
        Structured::Object => words().can_object,
        Structured::Prompt => words().can_prompt,
    };
    let more = [(vision, words().can_vision), (thinking, words().can_think)];
    let more = more.into_iter().filter_map(|(is, word)| is.then_some(word));
    std::iter::once(json).chain(more).collect::<Vec<_>>().join(", ")
}

fn limit_words(view: &EndpointView) -> String {
    let limits = view.endpoint.limits;
    let count = |n: u32| number(u64::from(n));
    match (limits.requests_per_minute, limits.tokens_per_minute) {
        (Some(requests), _) => fill(words().per_minute, &[("n", &count(requests))]),
        (None, Some(tokens)) => fill(words().tokens_per_minute, &[("n", &count(tokens))]),
        (None, None) => fill(words().at_once, &[("n", &count(limits.concurrency))]),
    }
}

fn price_words(view: &EndpointView, currency: &str) -> String {
    let mut prices = view.endpoint.models.iter().map(|model| model.price);
    let first = prices.next().flatten();
    match first {
        _ if prices.any(|price| price != first) => words().prices_differ.to_owned(),
        None => words().no_price.to_owned(),
        Some(price) => {
            let of = |amount: f64| format!("{currency}{amount}");
            fill(words().price_of, &[("in", &of(price.input)), ("out", &of(price.output))])
        }
    }
}

pub fn key_words(key: &KeyView) -> String {
    match key {
        KeyView::None => words().key_none.to_owned(),
        KeyView::Kept { place: KeyPlace::Keychain, .. } => words().key_keychain.to_owned(),
        KeyView::Kept { place: KeyPlace::Session, .. } => words().key_session.to_owned(),
        KeyView::Kept { place: KeyPlace::File, .. } => words().key_file.to_owned(),
        KeyView::Env { name, set: true } => fill(words().key_env, &[("name", name)]),
        KeyView::Env { name, set: false } => fill(words().key_env_unset, &[("name", name)]),
        KeyView::Locked { .. } => words().key_locked.to_owned(),
        KeyView::Again { .. } => words().key_again.to_owned(),
    }
}
