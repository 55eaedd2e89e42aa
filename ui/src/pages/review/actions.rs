//! The bar at the foot: undo, the four deeds, and the keys.

use super::View;
use super::store::{Store, use_store};
use crate::components::{Button, ButtonKind, Field, Popover};
use crate::text::review::{reason_name, words};
use leptos::html::{Div, Input};
use leptos::prelude::*;
use pathloom_model::{Decision, RejectReason};
use wasm_bindgen::JsCast;

#[component]
pub fn ActionBar() -> impl IntoView {
    let store = use_store();
    let view = expect_context::<View>();
    let nothing = Signal::derive(move || store.current.with(Option::is_none) || view.editing.get().is_some());
    let decide = move |decision| {
        if store.may_decide() {
            store.decide(decision, None, String::new());
        }
    };
    let reject = view! {
        <Button kind=ButtonKind::Reject icon="x" keys=&["R"] disabled=nothing
            on_click=move || view.rejecting.update(|open| *open = !*open)>{words().reject}</Button>
    };
    view! {
        <div class="act" role="toolbar" aria-label=words().decision>
            <Button kind=ButtonKind::Quiet icon="undo-2" keys=&["Z"] on_click=move || store.undo()>{words().undo}</Button>
            <div class="act__mid">
                <Popover open=view.rejecting trigger=reject.into_any() class="reasons"><Reasons/></Popover>
                <Button icon="pencil" keys=&["E"] disabled=nothing on_click=move || super::keys::edit_focused(view)>{words().edit}</Button>
                <Button icon="skip-forward" keys=&["S"] disabled=nothing on_click=move || decide(Decision::Skipped)>{words().skip}</Button>
                <Button kind=ButtonKind::Approve icon="check" keys=&["A"] disabled=nothing
                    on_click=move || decide(Decision::Approved)>{words().approve}</Button>
            </div>
            <span class="row opt meta">
                <kbd>"J"</kbd><kbd>"K"</kbd><span>{words().next_previous}</span><span class="act__sep"></span>
                <kbd>"1"</kbd><span>{words().to}</span><kbd>"9"</kbd><span>{words().show_hop}</span>
            </span>
        </div>
    }
}

/// The six, by key 1 to 6; the last asks for a note.
#[component]
fn Reasons() -> impl IntoView {
    let store = use_store();
    let view = expect_context::<View>();
    let list = NodeRef::<Div>::new();
    let (noting, note) = (RwSignal::new(false), RwSignal::new(String::new()));
    Effect::new(move |_| {
        let first = list.get().and_then(|list| list.query_selector("button").ok().flatten());
        if let Some(first) = first.and_then(|first| first.dyn_into::<web_sys::HtmlElement>().ok()) {
            let _ = first.focus();
        }
    });
    let choose = move |reason: RejectReason| {
        if reason == RejectReason::Other {
            return noting.set(true);
        }
        finish(store, view, reason, String::new());
    };
    let keys = move |event: web_sys::KeyboardEvent| {
        if noting.get_untracked() || event.ctrl_key() || event.alt_key() {
            return;
        }
        let step = match event.key().as_str() {
            "ArrowDown" => 1,
            "ArrowUp" => -1,
            key => {
                let place = key.parse::<usize>().ok().and_then(|digit| digit.checked_sub(1));
                if let Some(reason) = place.and_then(|place| RejectReason::ALL.get(place)) {
                    event.prevent_default();
                    choose(*reason);
                }
                return;
            }
        };
        event.prevent_default();
        walk(list, step);
    };
    view! {
        <div on:keydown=keys node_ref=list role="menu" aria-label=words().reject_because>
            <div class="label reasons__h">{words().reject_because}</div>
            {RejectReason::ALL.into_iter().enumerate().map(|(place, reason)| view! {
                <button type="button" role="menuitem" on:click=move |_| choose(reason)>
                    <kbd>{place + 1}</kbd><span>{reason_name(reason)}</span>
                </button>
            }).collect_view()}
            <Show when=move || noting.get()><Note note on_done=Callback::new(move |()| {
                finish(store, view, RejectReason::Other, note.get_untracked().trim().to_owned());
            })/></Show>
        </div>
    }
}

#[component]
fn Note(note: RwSignal<String>, on_done: Callback<()>) -> impl IntoView {
    let input = NodeRef::<Input>::new();
    Effect::new(move |_| {
        if let Some(input) = input.get() {
            let _ = input.focus();
        }
    });
    view! {
        <div class="reasons__n">
            <Field value=note label=words().note node_ref=input on_enter=on_done/>
            <Button kind=ButtonKind::Reject on_click=move || on_done.run(())>{words().reject}</Button>
        </div>
    }
}

fn finish(store: Store, view: View, reason: RejectReason, note: String) {
    view.rejecting.set(false);
    if store.may_decide() {
        store.decide(Decision::Rejected, Some(reason), note);
    }
}

fn walk(list: NodeRef<Div>, step: i64) {
    let Some(found) = list.get_untracked().and_then(|list| list.query_selector_all("[role=menuitem]").ok()) else {
        return;
    };
    let buttons: Vec<web_sys::HtmlElement> =
        (0..found.length()).filter_map(|place| found.get(place)?.dyn_into().ok()).collect();
    let focused = document().active_element();
    let now = buttons.iter().position(|button| Some(button.as_ref()) == focused.as_ref()).unwrap_or(0) as i64;
    if let Some(button) = buttons.get((now + step).rem_euclid(buttons.len().max(1) as i64) as usize) {
        let _ = button.focus();
    }
}
