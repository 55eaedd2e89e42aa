//! The model calls of a run by role and model, and each call as it went out and came back.

use super::figures::{money, short};
use super::one::OneRun;
use crate::components::{Button, ButtonSize, Dialog, Icon, open_while_some};
use crate::hooks::{Query, follow, use_live_query, use_query};
use crate::ipc;
use crate::text::models::role_name;
use crate::text::runs::words;
use crate::text::{fill, number};
use leptos::prelude::*;
use pathloom_ipc::runs::{CallGroupView, CallRequest, CallView, CallsView};
use pathloom_model::ModelRole;

/// Loaded again whenever the run made more calls.
pub fn calls_of(run: OneRun) -> Query<CallsView> {
    let made = run.read(|run| run.spend.map(|spend| (spend.calls, run.state)));
    let number = run.number;
    use_live_query(move || {
        follow(made);
        ipc::run_calls(number)
    })
}

#[component]
pub fn Calls(run: OneRun, calls: Query<CallsView>, shown: RwSignal<Option<CallRequest>>) -> impl IntoView {
    let groups = move || calls.data.get().map(|view| view.groups).unwrap_or_default();
    let currency = Signal::derive(move || calls.data.get().map(|view| view.currency).unwrap_or_default());
    let down = run.read(|run| run.pause.as_ref().map(|pause| pause.endpoint.clone()).filter(|name| !name.is_empty()));
    let newest = move || shown.set(Some(CallRequest { keys: vec![], run: Some(run.number) }));
    view! {
        <Show when=move || !groups().is_empty()>
            <section class="card" aria-label=words().model_calls>
                <div class="pbar rf__h">
                    <h2>{words().model_calls}</h2><span class="sp"></span>
                    <Button size=ButtonSize::Small icon="list" on_click=newest>{words().show_calls}</Button>
                </div>
                <table class="dg">
                    <thead><tr>
                        <th>{words().role}</th><th>{words().model}</th><th>{words().endpoint}</th>
                        <th class="r">{words().calls}</th><th class="r">{words().median}</th><th class="r">{words().errors}</th>
                        <th class="r">{words().tokens_head}</th><th class="r">{words().cost}</th>
                    </tr></thead>
                    <tbody>{move || groups().into_iter().map(|group| {
                        let is_down = down.get().is_some_and(|name| name == group.endpoint);
                        row(group, &currency.get(), is_down)
                    }).collect_view()}</tbody>
                </table>
            </section>
        </Show>
    }
}

fn row(group: CallGroupView, currency: &str, is_down: bool) -> impl IntoView + use<> {
    let median = group.median_ms.map(|ms| format!("{:.1} s", ms as f64 / 1000.0));
    let spent = group.money.map(|amount| money(amount, currency));
    let is_bad = group.failed > 0 || is_down;
    view! {
        <tr class:bad=is_bad>
            <td>{role(&group.role)}</td>
            <td dir="auto"><span class="row">{is_down.then(|| view! { <Icon name="circle-x" size=14/> })}{group.model}</span></td>
            <td class="ink2" dir="auto">{group.endpoint}</td>
            <td class="r num">{number(group.calls)}</td>
            <td class="r num">{median.unwrap_or_else(|| "–".into())}</td>
            <td class="r num">{number(group.errors)}</td>
            <td class="r num">{short(group.tokens_in + group.tokens_out)}</td>
            <td class="r num">{spent.unwrap_or_else(|| "–".into())}</td>
        </tr>
    }
}

/// As the core writes it; a word of another version stays.
fn role(word: &str) -> String {
    ModelRole::parse(word).map_or_else(|| word.to_owned(), |role| role_name(role).to_owned())
}

/// The calls asked for, newest or by their keys; closing lets them go.
#[component]
pub fn Viewer(shown: RwSignal<Option<CallRequest>>) -> impl IntoView {
    let open = open_while_some(shown);
    view! {
        <Dialog open label=words().call_title class="dialog--calls">
            <div class="dialog__h"><h2 class="h-title">{words().call_title}</h2></div>
            {shown.get_untracked().map(|request| view! { <List request/> })}
            <div class="dialog__f row"><span class="sp"></span><Button on_click=move || open.set(false)>{words().close}</Button></div>
        </Dialog>
    }
}

#[component]
fn List(request: CallRequest) -> impl IntoView {
    let calls = use_query(move || ipc::calls(request.clone()));
    let body = move || match calls.data.get() {
        None => ().into_any(),
        Some(calls) if calls.is_empty() => view! { <p class="ask__t">{words().no_calls}</p> }.into_any(),
        Some(calls) => calls.into_iter().map(one).collect_view().into_any(),
    };
    view! { <div class="scroll callv">{body}</div> }
}

/// Texts are text nodes: whatever a model says stays words.
fn one(call: CallView) -> impl IntoView {
    let facts = format!(
        "{} / {}, {:.1} s, {} → {}",
        call.endpoint,
        call.model,
        call.latency_ms as f64 / 1000.0,
        number(call.tokens_in),
        fill(words().tokens, &[("n", &number(call.tokens_out))]),
    );
    let failed = call.state == "failed";
    let reply = if call.reply.is_empty() { words().no_reply.to_owned() } else { call.reply };
    view! {
        <details class="callv__c">
            <summary>
                <b>{role(&call.role)}</b>" "<span class="meta" dir="auto">{facts}</span>
                <span class="sp"></span><span class="chip" class:chip--bad=failed>{call.state}</span>
            </summary>
            <h4>{words().request}</h4><pre dir="auto">{call.request}</pre>
            {(!call.thinking.is_empty()).then(|| view! { <h4>{words().thinking}</h4><pre dir="auto">{call.thinking}</pre> })}
            <h4>{words().reply}</h4><pre dir="auto">{reply}</pre>
        </details>
    }
}
