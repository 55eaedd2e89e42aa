//! Below the pattern: how many matches, how the strategy covers the graph, three sampled paths.

use super::FEW;
use super::explain::{More, Why};
use super::part::Part;
use super::state::TemplatesState;
use crate::components::{Button, ButtonKind, ButtonSize, ErrorNote, Icon, KindTile, Ring, Segment, Segmented};
use crate::text::number;
use crate::text::templates::words;
use crate::text::{common, fill};
use leptos::prelude::*;
use pathloom_ipc::templates::{CountView, CoverageBar, PathStrip, PreviewView};
use pathloom_model::Strategy;

#[component]
pub fn Preview(state: TemplatesState) -> impl IntoView {
    let on_retry = Callback::new(move |()| state.seed.update(|_| {}));
    let shown = move || state.preview.with(|preview| matches!(preview, Some(Ok(_))));
    // "About" is shown as soon as it is known, in place of the count of an older pattern.
    let count = Memo::new(move |_| {
        let about = state.counting.get().then(|| state.about.get()).flatten();
        about.or_else(|| state.matches())
    });
    let coverage = Memo::new(move |_| {
        state.coverage.with(|coverage| coverage.as_ref().map(|coverage| coverage.bars.clone())).unwrap_or_default()
    });
    let covered = move || {
        let matches = state.coverage.with(|coverage| coverage.as_ref().map(|coverage| coverage.matches));
        matches.map(|matches| fill(words().coverage, &[("n", &number(matches))]))
    };
    view! {
        <section class="lp" aria-label=words().preview>
            {move || state.preview.with(|preview| match preview {
                Some(Err(error)) => Some(error.clone()),
                _ => None,
            }).map(|error| view! { <div class="lp__why"><ErrorNote error on_retry/></div> })}
            <Show when=move || state.has_problem()><p class="lp__why ink2">{words().not_yet}</p></Show>
            <Show when=move || !state.has_problem() && !state.preview.with(|preview| matches!(preview, Some(Err(_))))>
                <div class="lp__top">
                    <div class="lp__m" class:is-old=move || state.counting.get()>
                        {move || view! { <Matches count=count.get() counting=state.counting.get()/> }}
                    </div>
                    <div class="lp__c" class:is-old=move || state.counting.get() || state.covering.get()>
                        <div class="row">
                            <span class="label">{words().sampling}</span>
                            <Strategies state/>
                            <span class="sp"></span>
                            <Show when=move || coverage.with(|bars| !bars.is_empty())>
                                <span class="micro"><span class="tick"></span>{words().uniform_tick}</span>
                            </Show>
                        </div>
                        <Part state/>
                        <div class="lt" title=covered aria-label=covered>{move || coverage.get().into_iter().map(|bar| view! { <Coverage bar/> }).collect_view()}</div>
                    </div>
                </div>
                <Show when=shown><Instances state/></Show>
            </Show>
        </section>
    }
}

#[component]
fn Matches(count: Option<CountView>, counting: bool) -> impl IntoView {
    let Some(count) = count else {
        return view! {
            <div class="label">{words().matches}</div>
            <div class="big"><div class="skel" style="width:120px;height:22px"></div></div>
            <div class="micro">{words().counting}</div>
        }
        .into_any();
    };
    let walks = fill(words().walks, &[("n", &grouped(&count.walks))]);
    let below = match (counting, count.exact) {
        (true, _) => words().counting.to_owned(),
        (false, true) if count.milliseconds < 1.0 => words().counted_at_once.to_owned(),
        (false, true) => fill(words().counted_in, &[("ms", &milliseconds(count.milliseconds))]),
        (false, false) => fill(words().between, &[("low", &number(count.low)), ("high", &number(count.high))]),
    };
    let fewer = count.fewer_than();
    view! {
        <div class="label">{if count.exact { words().exact } else { words().matches }}</div>
        <div class="big" title=walks>
            {(!count.exact).then(|| view! { <small>{if fewer.is_some() { words().fewer_than } else { words().about }}</small> })}
            {number(fewer.unwrap_or(count.count))}
            {counting.then(|| view! { <Ring spinning=true size=14/> })}
        </div>
        <div class="micro">{below}</div>
    }
    .into_any()
}

#[component]
fn Strategies(state: TemplatesState) -> impl IntoView {
    let name = |strategy| match strategy {
        Strategy::Uniform => words().uniform,
        Strategy::LongTail => words().long_tail,
        Strategy::Diverse => words().diverse,
    };
    let segments = Strategy::ALL.map(|value| Segment { value, label: name(value).into() }).to_vec();
    view! { <Segmented value=state.strategy segments label=words().strategy on_change=move |strategy| state.strategy.set(strategy)/> }
}

#[component]
fn Coverage(bar: CoverageBar) -> impl IntoView {
    let percent = |share: f64| (share.clamp(0.0, 1.0) * 100.0).round() as u32;
    let name = match bar.band.as_str() {
        "head" => words().head.to_owned(),
        "torso" => words().torso.to_owned(),
        "tail" => words().tail.to_owned(),
        other => other.to_owned(),
    };
    let (share, uniform) = (percent(bar.share), percent(bar.uniform));
    let of = fill(words().coverage_of, &[("used", &number(bar.used)), ("all", &number(bar.all))]);
    view! {
        <div title=of>
            <div class="t"><span>{name}</span><b>{format!("{share}%")}</b></div>
            <div class="bar bar--6">
                <i class="b-acc" style=format!("width:{share}%")></i>
                <u style=format!("left:{uniform}%") title=fill(words().uniform_n, &[("n", &uniform.to_string())])></u>
            </div>
        </div>
    }
}

#[component]
fn Instances(state: TemplatesState) -> impl IntoView {
    let preview = move || state.preview.get().and_then(Result::ok);
    view! {
        {move || preview().map(|preview| {
            let PreviewView { instances, count, .. } = preview;
            if count.count == 0 {
                return view! { <Why state exact=count.exact/> }.into_any();
            }
            let is_few = count.count < FEW;
            let total = fill(words().n_of, &[("n", &instances.len().to_string()), ("all", &in_words(&count))]);
            view! {
                <div class="pbar">
                    <h2>{words().instances}</h2>
                    <span class="count">{total}</span>
                    <span class="sp"></span>
                    <Button kind=ButtonKind::Quiet size=ButtonSize::Small icon="shuffle" on_click=move || state.seed.update(|seed| *seed += 1)>
                        {words().sample_again}
                    </Button>
                </div>
                {instances.into_iter().map(|strip| view! { <Instance state strip/> }).collect_view()}
                {is_few.then(|| view! { <More state/> })}
            }.into_any()
        })}
    }
}

/// An estimate says that it is one.
pub fn in_words(count: &CountView) -> String {
    if let Some(most) = count.fewer_than() {
        return format!("{} {}", words().fewer_than, number(most));
    }
    let said = number(count.count);
    if count.exact { said } else { format!("{} {said}", words().about) }
}

#[component]
fn Instance(state: TemplatesState, strip: PathStrip) -> impl IntoView {
    let keys: Vec<&str> = strip.nodes.iter().map(|node| node.key.as_str()).collect();
    let href = format!("#/graph?path={}", keys.join(","));
    view! {
        <div class="inst" class:is-old=move || state.counting.get()>
            <div class="ps">
                {strip.nodes.into_iter().enumerate().map(|(place, node)| {
                    let shrinks = if node.name.chars().count() > 11 { 1 } else { 0 };
                    view! {
                        {(place > 0).then(|| view! { <span class="ps__e" title=node.hop.clone()></span> })}
                        <span class="ps__n" style=format!("flex-shrink:{shrinks}") title=node.name.clone()>
                            <KindTile kind=node.kind size=20/><b>{node.name.clone()}</b>
                        </span>
                    }
                }).collect_view()}
            </div>
            <a class="ib" href=href aria-label=common::words().open_in_graph title=common::words().open_in_graph><Icon name="arrow-up-right" size=15/></a>
        </div>
    }
}

/// "0.4", "38", "1,204".
fn milliseconds(value: f64) -> String {
    if value < 10.0 { format!("{value:.1}") } else { number(value.round() as u64) }
}

/// Digits of any length in groups of three.
fn grouped(digits: &str) -> String {
    let mut out = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}
