//! Building from the documents: what it will take, a few first, then the rest.

use super::store::Sources;
use crate::components::{Button, ButtonKind, Choice, Dialog, ErrorNote, Field, IconButton, Select, Skeleton};
use crate::hooks::{use_command, use_query};
use crate::ipc;
use crate::state::{Tone, use_toasts};
use crate::text::common::words as common;
use crate::text::core_words::from_core;
use crate::text::ontology::words;
use crate::text::{fill, number};
use leptos::prelude::*;
use pathloom_ipc::sources::{BuildEstimate, BuildRequest};

/// Documents of a trial.
const FEW: u32 = 3;
const BUILT_IN: &str = "built-in";

#[component]
pub fn Build(open: RwSignal<bool>, sources: Sources) -> impl IntoView {
    view! { <Dialog open label=words().build_dialog class="dialog--settings"><Content open sources/></Dialog> }
}

#[component]
fn Content(open: RwSignal<bool>, sources: Sources) -> impl IntoView {
    let words = words();
    let toasts = use_toasts();
    let which = RwSignal::new(String::new());
    let opened = untrack(|| sources.opened());
    let choices: Vec<Choice> = [("", words.build_all.to_owned()), ("all", words.build_anew.to_owned())]
        .into_iter()
        .chain(opened.as_ref().map(|row| ("open", fill(words.build_open, &[("name", &row.name)]))))
        .map(|(value, label)| Choice::new(value, label))
        .collect();
    let opened = opened.map(|row| row.id);
    let documents = move || match which.get().as_str() {
        "all" => {
            sources.query.data.with(|data| data.iter().flat_map(|view| &view.documents).map(|row| row.id).collect())
        }
        "open" => opened.into_iter().collect(),
        _ => Vec::new(),
    };
    let estimate =
        use_query(move || ipc::build_estimate(BuildRequest { documents: documents(), ..BuildRequest::default() }));
    let build = use_command(ipc::build, move |_| {
        toasts.show(Tone::Ok, words.build_started);
        open.set(false);
    });
    let limit = RwSignal::new(String::new());
    let wrong = Memo::new(move |_| {
        limit.with(|limit| !limit.trim().is_empty() && !limit.trim().parse::<f64>().is_ok_and(|it| it > 0.0))
    });
    let start = move |try_first| {
        let budget = limit.with_untracked(|limit| limit.trim().parse().ok());
        build.run(BuildRequest { documents: untrack(documents), try_first, budget, to_batch: false });
    };
    let by_model = Memo::new(move |_| estimate.data.with(|data| data.as_ref().is_some_and(|it| it.by != BUILT_IN)));
    let nothing = Signal::derive(move || {
        wrong.get() || estimate.data.with(|data| data.as_ref().is_none_or(|it| it.documents == 0))
    });
    let few = Signal::derive(move || {
        // A model is tried on passages.
        let enough = |it: &BuildEstimate| if it.by == BUILT_IN { it.documents } else { it.chunks } > u64::from(FEW);
        wrong.get() || !estimate.data.with(|data| data.as_ref().is_some_and(enough))
    });
    let error = move || build.error.get().or_else(|| estimate.error.get());
    view! {
        <div class="dialog__h">
            <h2 class="h-title">{words.build_dialog}</h2><span class="sp"></span>
            <IconButton icon="x" label=common().close.to_owned() on_click=move || open.set(false)/>
        </div>
        <div class="so__build">
            <Select value=which choices=choices label=words.build_which on_change=move |chosen| which.set(chosen)/>
            {move || match estimate.data.get() {
                Some(estimate) => view! { <Figures estimate/> }.into_any(),
                None => view! { <Skeleton widths=&[60, 50, 70]/> }.into_any(),
            }}
            <Show when=move || by_model.get()>
                <label class="so__limit"><span class="label">{words.build_limit}</span>
                    <Field value=limit label=words.build_limit placeholder=words.build_no_limit
                        error=Signal::derive(move || wrong.get().then(|| words.build_limit_wrong.to_owned()))/></label>
            </Show>
            <p class="micro">{words.build_keeps}</p>
        </div>
        {move || error().map(|error| view! { <div class="dialog__f"><ErrorNote error/></div> })}
        <div class="dialog__f row">
            <span class="sp"></span>
            <Button on_click=move || open.set(false)>{common().cancel}</Button>
            <Button busy=build.busy disabled=few on_click=move || start(Some(FEW))>{words.try_few}</Button>
            <Button kind=ButtonKind::Primary busy=build.busy disabled=nothing on_click=move || start(None)>{words.build_start}</Button>
        </div>
    }
}

#[component]
fn Figures(estimate: BuildEstimate) -> impl IntoView {
    let words = words();
    if estimate.documents == 0 {
        return view! { <p class="ink2">{words.build_none}</p> }.into_any();
    }
    let by_model = estimate.by != BUILT_IN;
    let by = if !by_model { words.built_in.to_owned() } else { estimate.by };
    let of = fill(words.of_all, &[("n", &number(estimate.documents)), ("all", &number(estimate.all_documents))]);
    let mut rows = vec![(words.documents, of), (words.chunks, number(estimate.chunks)), (words.by, by)];
    if by_model {
        if estimate.shortened > 0 {
            rows.push((words.shortened, number(estimate.shortened)));
        }
        if estimate.pairs > 0 {
            rows.push((words.pairs, number(estimate.pairs)));
        }
        let tokens = [("in", number(estimate.tokens_in)), ("out", number(estimate.tokens_out))];
        rows.push((words.calls, number(estimate.calls)));
        rows.push((words.tokens, fill(words.tokens_in_out, &tokens.each_ref().map(|(name, n)| (*name, n.as_str())))));
        let money = match (estimate.money_low, estimate.money_high) {
            (Some(low), Some(high)) => {
                fill(words.money_range, &[("low", &format!("{low:.2}")), ("high", &format!("{high:.2}"))])
            }
            _ => words.money_none.to_owned(),
        };
        rows.push((words.money, money));
    }
    rows.push((words.time, time(estimate.seconds)));
    view! {
        <dl class="props">{rows.into_iter().map(|(label, value)| view! { <dt>{label}</dt><dd class="num">{value}</dd> }).collect_view()}</dl>
        <p class="micro">{from_core(&estimate.basis)}</p>
    }
    .into_any()
}

fn time(seconds: Option<u64>) -> String {
    let words = words();
    let about = |text: &str, n: u64| fill(words.time_about, &[("n", &fill(text, &[("n", &number(n))]))]);
    match seconds {
        None => words.time_unknown.to_owned(),
        Some(seconds) if seconds < 120 => about(words.time_seconds, seconds.max(1)),
        Some(seconds) => about(words.time_minutes, seconds.div_ceil(60)),
    }
}
