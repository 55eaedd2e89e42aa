//! The plots: checks, complexity, hops, task mix, length, coverage, near duplicates. A bar of the task mix leads to
//! its samples in Review.

use crate::components::Icon;
use crate::text::core_words::from_core;
use crate::text::dataset::words;
use crate::text::{fill, number, plural};
use leptos::prelude::*;
use pathloom_ipc::dataset::{Bar, CheckBar, DatasetView, Lengths};

#[component]
pub fn Charts(view: DatasetView) -> impl IntoView {
    let mean = mean(&view.complexity)
        .map_or(words().computed.to_owned(), |mean| fill(words().complexity_mean, &[("n", &format!("{mean:.1}"))]));
    let note = |title: &'static str, text: String, class: &'static str| {
        view! { <Chart title class><p class="ch__none">{text}</p></Chart> }
    };
    view! {
        <div class="ds__g">
            <Chart title=words().checks about=words().checks_about.to_owned() class="ch--3 first">
                {view.checks.into_iter().map(|bar| view! { <CheckLine bar/> }).collect_view()}
            </Chart>
            <Chart title=words().task_mix about=words().task_mix_about.to_owned() class="ch--3">
                <TaskMix bars=view.task_mix/>
            </Chart>
            <Chart title=words().complexity about=mean class="ch--3 first"><Columns bars=view.complexity/></Chart>
            <Chart title=words().hops about=words().hops_about.to_owned() class="ch--3"><Columns bars=view.hops/></Chart>
            <Chart title=words().length about=words().length_about.to_owned() class="ch--3 first"><Length lengths=view.lengths/></Chart>
            <Chart title=words().coverage about=words().coverage_about.to_owned() class="ch--3">
                <Coverage bands=view.coverage/>
                <div class="ch__h ch__h--next"><h3 class="h-sec">{words().duplicates}</h3></div>
                <Duplicates count=view.near_duplicates/>
            </Chart>
            {match view.support.is_empty() {
                true => note(words().support, from_core(&view.support_note), "ch--3 first").into_any(),
                false => view! {
                    <Chart title=words().support about=words().support_about.to_owned() class="ch--3 first"><Shares bars=view.support/></Chart>
                }.into_any(),
            }}
            {match view.difficulty.is_empty() {
                true => note(words().difficulty, from_core(&view.difficulty_note), "ch--3").into_any(),
                false => view! {
                    <Chart title=words().difficulty about=words().difficulty_about.to_owned() class="ch--3"><Shares bars=view.difficulty/></Chart>
                }.into_any(),
            }}
        </div>
    }
}

#[component]
fn Chart(
    title: &'static str,
    #[prop(optional, into)] about: String,
    class: &'static str,
    children: Children,
) -> impl IntoView {
    view! {
        <section class=format!("ch {class}")>
            <div class="ch__h">
                <h3 class="h-sec">{title}</h3>
                {(!about.is_empty()).then(|| view! { <span class="meta">{about}</span> })}
            </div>
            {children()}
        </section>
    }
}

#[component]
fn TaskMix(bars: Vec<Bar>) -> impl IntoView {
    let most = bars.iter().map(|bar| bar.count).max().unwrap_or(1).max(1);
    let line = move |bar: Bar| {
        let width = format!("width:{:.1}%", bar.count as f64 / most as f64 * 100.0);
        let label = from_core(&bar.label);
        view! {
            <a class="hb" style="--lw:190px" href=format!("#/review?template={}", bar.key)
                title=format!("{label}: {}. {}", number(bar.count), words().open_review)>
                <span>{label.clone()}</span><div><div class="hb__b" style=width></div></div><span class="num">{number(bar.count)}</span>
            </a>
        }
    };
    bars.into_iter().map(line).collect_view()
}

/// Bars that lead nowhere.
#[component]
fn Shares(bars: Vec<Bar>) -> impl IntoView {
    let most = bars.iter().map(|bar| bar.count).max().unwrap_or(1).max(1);
    let line = move |bar: Bar| {
        let width = format!("width:{:.1}%", bar.count as f64 / most as f64 * 100.0);
        view! {
            <div class="hb" style="--lw:110px">
                <span>{from_core(&bar.label)}</span><div><div class="hb__b" style=width></div></div><span class="num">{number(bar.count)}</span>
            </div>
        }
    };
    bars.into_iter().map(line).collect_view()
}

#[component]
fn Columns(bars: Vec<Bar>) -> impl IntoView {
    let most = bars.iter().map(|bar| bar.count).max().unwrap_or(1).max(1);
    let column = move |bar: Bar| {
        let height = format!("height:{:.0}%", bar.count as f64 / most as f64 * 68.0);
        view! { <div title=format!("{}: {}", bar.label, number(bar.count))><b>{number(bar.count)}</b><i style=height></i>{bar.label.clone()}</div> }
    };
    view! { <div class="vb">{bars.into_iter().map(column).collect_view()}</div> }
}

#[component]
fn CheckLine(bar: CheckBar) -> impl IntoView {
    let CheckBar { label, passed, failed } = bar;
    let all = (passed + failed).max(1) as f64;
    let label = from_core(&label);
    let share = |count: u64| format!("width:{:.2}%", count as f64 / all * 100.0);
    let whole =
        fill(words().check_line, &[("label", &label), ("passed", &number(passed)), ("failed", &number(failed))]);
    view! {
        <div class="hb hb--check" title=whole>
            <span>{label}</span>
            <div class="hb__t">
                <div class="hb__b" style=format!("{};background:var(--ok)", share(passed))></div>
                <div class="hb__b" style=format!("{};background:var(--bad)", share(failed))></div>
            </div>
            <span class="num">{number(passed)}</span>
            <span class="num" class:bad=move || { failed > 0 }>{number(failed)}</span>
        </div>
    }
}

/// Bars of equal width from 0 on, the median across them.
#[component]
fn Length(lengths: Option<Lengths>) -> impl IntoView {
    let Some(Lengths { width, bins, median }) = lengths else {
        return view! { <p class="ch__none">{words().length_none}</p> }.into_any();
    };
    let most = bins.iter().copied().max().unwrap_or(1).max(1);
    let end = width * bins.len() as u64;
    let place = |tokens: u64| format!("left:{:.2}%", tokens as f64 / end.max(1) as f64 * 100.0);
    let bars = bins.iter().enumerate().map(|(bin, count)| {
        let (from, to) = (bin as u64 * width, (bin as u64 + 1) * width - 1);
        let span = fill(words().length_bin, &[("from", &number(from)), ("to", &number(to))]);
        let title = format!("{span}: {}", number(*count));
        view! { <i title=title style=format!("height:{:.1}%", *count as f64 / most as f64 * 100.0)></i> }
    });
    // Not more than six numbers along the foot.
    let step = bins.len().div_ceil(6).max(1);
    let ticks = (0..=bins.len()).step_by(step).map(|bin| {
        let at = bin as u64 * width;
        view! { <span style=place(at)>{number(at)}</span> }
    });
    let late = median * 2 > end;
    view! {
        <div class="len" role="img" aria-label=fill(words().length_alt, &[("n", &number(median))])>
            <div class="len__p">
                {bars.collect_view()}
                <b class:is-late=late style=place(median)>
                    <span>{fill(words().median, &[("n", &number(median))])}</span>
                </b>
            </div>
            <div class="len__x">{ticks.collect_view()}</div>
        </div>
    }
    .into_any()
}

#[component]
fn Coverage(bands: Vec<(String, u64, u64)>) -> impl IntoView {
    let line = |(band, used, all): (String, u64, u64)| {
        let (name, about) = match band.as_str() {
            "head" => (words().head, words().head_about),
            "torso" => (words().torso, words().torso_about),
            "tail" => (words().tail, words().tail_about),
            _ => return ().into_any(),
        };
        let width = format!("width:{:.1}%;background:var(--k-entity)", used as f64 / all.max(1) as f64 * 100.0);
        view! {
            <div class="hb hb--wide">
                <span>{name}" "<span class="ink3">{about}</span></span>
                <div class="hb__t"><div class="hb__b" style=width></div></div>
                <span class="num">{fill(words().of, &[("n", &number(used)), ("total", &number(all))])}</span>
            </div>
        }
        .into_any()
    };
    bands.into_iter().map(line).collect_view()
}

#[component]
fn Duplicates(count: u64) -> impl IntoView {
    if count == 0 {
        return view! { <p class="ch__none st st--ok"><Icon name="circle-check" size=14/>{words().duplicates_none}</p> }.into_any();
    }
    view! { <p class="ch__none">{plural(count, words().duplicates_one, words().duplicates_many)}</p> }.into_any()
}

/// Mean of the levels, weighted by their counts.
fn mean(bars: &[Bar]) -> Option<f64> {
    let all: u64 = bars.iter().map(|bar| bar.count).sum();
    let sum: f64 = bars.iter().filter_map(|bar| Some(bar.key.parse::<f64>().ok()? * bar.count as f64)).sum();
    (all > 0).then(|| sum / all as f64)
}
