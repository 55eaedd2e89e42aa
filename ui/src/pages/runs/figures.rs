//! How fast a run goes, how long it still takes, what it costs.

use super::one::OneRun;
use super::paused::clock;
use crate::text::runs::words;
use crate::text::{fill, number, since};
use leptos::prelude::*;
use pathloom_ipc::runs::{PaceView, RunState, RunView, SpendView};

#[component]
pub fn Figures(run: OneRun, currency: Signal<String>) -> impl IntoView {
    let any = run.read(|run| Some(run.spend.is_some()));
    view! {
        <Show when=move || any.get() == Some(true)>
            <div class="kpis"><Throughput run/><TimeLeft run/><Cost run currency/></div>
        </Show>
    }
}

/// "22.6".
pub fn rate(a_minute: f64) -> String {
    if a_minute < 100.0 { format!("{a_minute:.1}") } else { number(a_minute.round() as u64) }
}

/// "$4.12"; small amounts keep two significant places.
pub fn money(amount: f64, currency: &str) -> String {
    if amount > 0.0 && amount < 0.01 { format!("{currency}{amount:.4}") } else { format!("{currency}{amount:.2}") }
}

#[component]
fn Throughput(run: OneRun) -> impl IntoView {
    let pace = run.read(|run| Some((run.pace.clone().unwrap_or_default(), pace_of(run))));
    let shown = move || rate(pace.get().unwrap_or_default().1);
    let curve = move || pace.get().and_then(|(pace, _)| curve(&pace));
    view! {
        <div class="kpi">
            <div class="label">{words().throughput}</div>
            <div class="row kpi__r">
                <div class="v">{shown}" "<small>{words().a_minute}</small></div>
                <span class="sp"></span>
                <span class="opt">{curve}</span>
            </div>
        </div>
    }
}

/// Lately while it goes, on the whole once it has ended, nothing while it stands still.
fn pace_of(run: &RunView) -> f64 {
    match (run.state, run.ended_at) {
        (RunState::Running, _) => run.pace.as_ref().map_or(0.0, |pace| pace.a_minute),
        (RunState::Paused | RunState::Interrupted, _) | (_, None) => 0.0,
        (_, Some(ended)) => run.samples as f64 * 60.0 / (ended - run.started_at).max(1) as f64,
    }
}

const WIDTH: f32 = 150.0;
const HEIGHT: f32 = 32.0;

fn curve(pace: &PaceView) -> Option<impl IntoView + use<>> {
    let most = pace.points.iter().copied().fold(0.0, f32::max);
    if pace.points.len() < 3 || most <= 0.0 {
        return None;
    }
    let step = WIDTH / (pace.points.len() - 1) as f32;
    let at = |(place, value): (usize, &f32)| (place as f32 * step, HEIGHT - 2.0 - value / most * (HEIGHT - 6.0));
    let points: Vec<(f32, f32)> = pace.points.iter().enumerate().map(at).collect();
    let line = points.iter().map(|(x, y)| format!("{x:.1},{y:.1}")).collect::<Vec<_>>().join(" ");
    let (last_x, last_y) = *points.last()?;
    let area = format!("M0 {HEIGHT}L{}L{WIDTH} {HEIGHT}Z", line.replace(' ', "L"));
    Some(view! {
        <svg width="150" height="32" viewBox="0 0 150 32" role="img" aria-label=words().curve>
            <path d=area fill="var(--accent-bg)"/>
            <polyline points=line fill="none" stroke="var(--accent)" stroke-width="1.5" stroke-linejoin="round"/>
            <circle cx=(last_x - 2.0).to_string() cy=last_y.to_string() r="2.5" fill="var(--accent)"/>
        </svg>
    })
}

#[component]
fn TimeLeft(run: OneRun) -> impl IntoView {
    let time = run.read(|run| {
        let left = run.pace.as_ref().and_then(|pace| pace.seconds_left);
        Some((run.state, left, run.pause.as_ref().map(|pause| pause.since)))
    });
    let shown = move || {
        let (state, left, since_when) = time.get()?;
        let now = (js_sys::Date::now() / 1000.0) as i64;
        Some(match (state, left, since_when) {
            (RunState::Running, Some(left), None) => {
                let left = left as i64;
                let rounded = if left > 120 { left - left % 60 } else { left };
                (since(rounded), fill(words().done_about, &[("time", &clock(now + left))]))
            }
            (RunState::Running, None, None) => ("…".to_owned(), String::new()),
            (RunState::Paused | RunState::Running, _, Some(at)) => {
                (words().on_hold.to_owned(), fill(words().since_time, &[("time", &clock(at))]))
            }
            _ => (words().done.to_owned(), String::new()),
        })
    };
    view! {
        <div class="kpi">
            <div class="label">{words().time_left}</div>
            <div class="v">{move || shown().map(|(time, _)| time)}</div>
            <div class="meta">{move || shown().map(|(_, about)| about)}</div>
        </div>
    }
}

#[component]
fn Cost(run: OneRun, currency: Signal<String>) -> impl IntoView {
    let spend = run.read(|run| run.spend);
    let tokens = move || {
        let spend = spend.get().unwrap_or_default();
        fill(words().tokens, &[("n", &short(spend.tokens_in + spend.tokens_out))])
    };
    let body = move || {
        let spend = spend.get()?;
        Some(match spend.spent {
            None => view! { <div class="meta kpi__n">{words().no_price}</div> }.into_any(),
            Some(spent) => meter(spend, spent, &currency.get()).into_any(),
        })
    };
    view! {
        <div class="kpi">
            <div class="row"><span class="label">{words().cost}</span><span class="sp"></span><span class="meta num">{tokens}</span></div>
            {body}
        </div>
    }
}

/// "4.76M".
pub fn short(tokens: u64) -> String {
    match tokens {
        0..10_000 => number(tokens),
        10_000..1_000_000 => format!("{:.0}K", tokens as f64 / 1e3),
        _ => format!("{:.2}M", tokens as f64 / 1e6),
    }
}

/// Spent in full colour, the rest of what is expected hatched, all of it before the limit.
fn meter(spend: SpendView, spent: f64, currency: &str) -> impl IntoView + use<> {
    let expected = spend.expected.unwrap_or(spent).max(spent);
    let whole = spend.limit.unwrap_or(expected).max(expected).max(f64::MIN_POSITIVE);
    let (done, rest) = (spent / whole * 100.0, (expected - spent) / whole * 100.0);
    let limit = match spend.limit {
        Some(limit) => fill(words().limit, &[("money", &money(limit, currency))]),
        None => words().no_limit.to_owned(),
    };
    view! {
        <div class="budget">
            <div class="bar bar--8">
                <i class="b-acc" style=format!("width:{done:.1}%")></i>
                <span class="budget__x" style=format!("left:{done:.1}%;width:{rest:.1}%")></span>
            </div>
            <div class="budget__l">
                <span><b>{money(spent, currency)}</b>" "{words().spent}</span>
                <span>{fill(words().expected, &[("money", &money(expected, currency))])}</span>
                <span>{limit}</span>
            </div>
        </div>
    }
}
