//! How something stands: an icon with a word, a bar of parts, a ring, pips, complexity bars.

use super::Icon;
use crate::state::Tone;
use crate::text::common::words;
use crate::text::fill;
use leptos::prelude::*;

/// An icon and a word: "Ready", "Check 3 pages".
#[component]
pub fn StatusMark(icon: &'static str, #[prop(optional)] tone: Tone, #[prop(into)] words: String) -> impl IntoView {
    let tone = match tone {
        Tone::Plain => "",
        Tone::Ok => "st--ok",
        Tone::Warn => "st--warn",
        Tone::Bad => "st--bad",
    };
    view! { <span class=format!("st {tone}")><Icon name=icon size=14/>{words}</span> }
}

/// A stretch of a bar: its class ("b-ok", "b-acc", "b-bad", "b-warn", "b-mut") and its share, 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Part {
    pub class: &'static str,
    pub share: f64,
}

#[component]
pub fn Bar(
    #[prop(into)] parts: Signal<Vec<Part>>,
    #[prop(into)] label: String,
    /// 4, 6 or 8 pixels high.
    #[prop(default = 4)]
    height: u32,
) -> impl IntoView {
    let whole = move || parts.with(|parts| parts.iter().map(|part| part.share).sum::<f64>());
    let drawn = move || {
        let parts = parts.get();
        parts
            .into_iter()
            .map(|Part { class, share }| {
                let width = format!("width:{:.2}%", share.clamp(0.0, 1.0) * 100.0);
                view! { <i class=class style=width></i> }
            })
            .collect_view()
    };
    view! {
        <div class=format!("bar bar--{height}") role="progressbar" aria-label=label aria-valuemin="0" aria-valuemax="100"
            aria-valuenow=move || format!("{:.0}", whole() * 100.0)>{drawn}</div>
    }
}

/// A small circle that fills; without a share it turns.
#[component]
pub fn Ring(
    #[prop(optional, into)] share: Signal<f64>,
    #[prop(optional)] spinning: bool,
    #[prop(default = 16)] size: u32,
) -> impl IntoView {
    let box_ = f64::from(size);
    let (middle, radius) = (box_ / 2.0, (box_ - 3.0) / 2.0);
    let round = std::f64::consts::TAU * radius;
    let dash = move || {
        let share = if spinning { 0.3 } else { share.get().clamp(0.0, 1.0) };
        format!("{:.2} {round:.2}", round * share)
    };
    view! {
        <svg class="ring" class:ring--spin=spinning width=size height=size viewBox=format!("0 0 {size} {size}") aria-hidden="true">
            <circle cx=middle cy=middle r=radius fill="none" stroke="var(--line-2)" stroke-width="2.5"/>
            <circle cx=middle cy=middle r=radius fill="none" stroke="var(--accent)" stroke-width="2.5" stroke-linecap="round"
                stroke-dasharray=dash transform=format!("rotate(-90 {middle} {middle})")/>
        </svg>
    }
}

/// Filled for what passed, hollow for what failed.
#[component]
pub fn Pips(passed: u32, failed: u32, #[prop(into)] label: String) -> impl IntoView {
    let pip = |class: &'static str| view! { <i class=class></i> };
    view! {
        <span class="pips" role="img" aria-label=label.clone() title=label>
            {(0..passed.min(8)).map(|_| pip("")).collect_view()}
            {(0..failed.min(8)).map(|_| pip("no")).collect_view()}
        </span>
    }
}

/// 1 to 5.
#[component]
pub fn ComplexityBars(level: u8) -> impl IntoView {
    let label = fill(words().complexity_of, &[("n", &level.to_string())]);
    let heights = [4.0, 5.5, 7.0, 8.5, 10.0];
    view! {
        <span class="cx" role="img" aria-label=label.clone() title=label>
            {heights.iter().enumerate().map(|(place, height)| view! {
                <i class:on=place < usize::from(level) style=format!("height:{height}px")></i>
            }).collect_view()}
        </span>
    }
}
