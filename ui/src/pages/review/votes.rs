//! Scores that models give: the value, and on a press what each model said, with its reply as it came.

use crate::components::{ComplexityBars, ErrorNote, Icon, Pips, Popover};
use crate::hooks::use_command;
use crate::ipc;
use crate::text::core_words::from_core;
use crate::text::fill;
use crate::text::review::{class_name, part_name, role_name, score_title, words};
use leptos::prelude::*;
use pathloom_ipc::review::ReplyView;
use pathloom_model::{DifficultyClass, Score, ScoreKind, Vote};

/// Support, difficulty and what was asked for besides; one note where neither of the two was computed.
#[component]
pub fn OfModels(scores: Vec<Score>) -> impl IntoView {
    let find = |kind| scores.iter().find(|score: &&Score| score.kind == kind).cloned();
    let (support, difficulty) = (find(ScoreKind::Support), find(ScoreKind::Difficulty));
    let untouched =
        |score: &Option<Score>| score.as_ref().is_none_or(|score| score.value.is_none() && score.votes.is_empty());
    let both = if untouched(&support) && untouched(&difficulty) {
        let note = support.map(|score| from_core(&score.note)).unwrap_or_default();
        view! {
            <span class="score score--none" title=note><span>{words().both_scores}" "<b>{words().need_models}</b></span></span>
        }
        .into_any()
    } else {
        view! { {support.map(one)}{difficulty.map(one)} }.into_any()
    };
    let more = [ScoreKind::HopNecessity, ScoreKind::ClosedBook].into_iter().filter_map(find).map(one).collect_view();
    view! { {both}{more} }
}

/// A rating by a model; the formula has nothing to unfold.
#[component]
pub fn Complexity(score: Score) -> impl IntoView {
    one(score)
}

fn one(score: Score) -> AnyView {
    if score.votes.is_empty() {
        return plain(&score);
    }
    view! { <Told score/> }.into_any()
}

/// Nothing to unfold: a formula, or why there is no value.
fn plain(score: &Score) -> AnyView {
    let class = if score.value.is_none() { "score score--none" } else { "score" };
    view! { <span class=class title=from_core(&score.note)>{face(score)}</span> }.into_any()
}

/// A button with the value that opens what was said.
#[component]
fn Told(score: Score) -> impl IntoView {
    let open = RwSignal::new(false);
    let doubtful = match score.kind {
        ScoreKind::Support => score.value.is_some_and(|share| share < 1.0),
        ScoreKind::Difficulty => matches!(score.class, Some(DifficultyClass::Suspicious | DifficultyClass::Unanswered)),
        ScoreKind::HopNecessity => score.value.is_some_and(|share| share < 1.0),
        ScoreKind::ClosedBook => score.value.is_some_and(|share| share > 0.0),
        _ => false,
    };
    let missing = score.value.is_none();
    let trigger = view! {
        <button type="button" class="score" class:score--warn=doubtful class:score--none=missing class:is-open=move || open.get()
            aria-expanded=move || open.get().to_string() on:click=move |_| open.update(|open| *open = !*open)>
            {face(&score)}
        </button>
    };
    let score = StoredValue::new(score);
    view! {
        <Popover open trigger=trigger.into_any() class="votes">{move || unfolded(score.get_value())}</Popover>
    }
}

fn unfolded(score: Score) -> impl IntoView {
    let parts = score.parts.iter().filter(|_| score.kind == ScoreKind::Complexity);
    let parts: Vec<String> = parts.map(|(name, value)| format!("{} {value:.0}", part_name(name))).collect();
    let parts = (!parts.is_empty()).then(|| view! { <div class="meta">{parts.join(" · ")}</div> });
    view! {
        <div class="votes__h"><div class="h-sec">{score_title(score.kind)}</div><div class="meta">{from_core(&score.note)}</div>{parts}</div>
        <table><tbody>{score.votes.into_iter().map(|vote| view! { <VoteRow vote/> }).collect_view()}</tbody></table>
    }
}

/// What stands on the button.
fn face(score: &Score) -> AnyView {
    let name = match score.kind {
        ScoreKind::Support => words().support,
        ScoreKind::Difficulty => words().difficulty,
        ScoreKind::Complexity => words().complexity,
        ScoreKind::HopNecessity => words().hops_needed,
        _ => words().closed_book,
    };
    let Some(value) = score.value else {
        let why = if score.votes.is_empty() { words().needs_models } else { words().no_verdict };
        return view! { <span>{name}" "<b>{why}</b></span> }.into_any();
    };
    match score.kind {
        ScoreKind::Support => {
            let yes = score.votes.iter().filter(|vote| vote.verdict == Some(true)).count() as u32;
            let no = score.votes.iter().filter(|vote| vote.verdict == Some(false)).count() as u32;
            let share = fill(words().checks_passed, &[("n", &yes.to_string()), ("total", &(yes + no).to_string())]);
            view! { <Pips passed=yes failed=no label=share.clone()/><span>{name}" "<b>{share}</b></span> }.into_any()
        }
        ScoreKind::Difficulty => difficulty(score),
        ScoreKind::Complexity => {
            let level = value.round().clamp(1.0, 5.0) as u8;
            view! { <ComplexityBars level/><span>{name}" "<b>{format!("{value:.1}")}</b></span> }.into_any()
        }
        _ => view! { <span>{name}" "<b>{format!("{:.0}%", value * 100.0)}</b></span> }.into_any(),
    }
}

/// "Weak ✕ Strong ✓", or the class where judges estimate.
fn difficulty(score: &Score) -> AnyView {
    let class = score.class.map(class_name).unwrap_or_default();
    let role = |part: &'static str| {
        let rate = score.part(part)?;
        let attempts = score.votes.iter().filter(|vote| vote.role.word() == part).count();
        let (icon, class) = if rate >= 0.5 { ("check", "ok") } else { ("x", "bad") };
        let rate = (attempts > 1).then(|| format!("{:.0}%", rate * 100.0));
        let said = if class == "ok" { words().right } else { words().wrong };
        Some(
            view! { <span>{part_name(part)}</span><span role="img" aria-label=said><Icon name=icon size=14 class/></span>{rate} },
        )
    };
    let (weak, strong) = (role("weak"), role("strong"));
    if weak.is_none() && strong.is_none() {
        return view! { <span>{words().difficulty}" "<b>{class}</b></span> }.into_any();
    }
    view! { {weak}{strong}<b>{class}</b> }.into_any()
}

#[component]
fn VoteRow(vote: Vote) -> impl IntoView {
    let (icon, class, said) = match vote.verdict {
        Some(true) => ("circle-check", "ok", words().agrees),
        Some(false) => ("circle-x", "bad", words().disagrees),
        None => ("minus", "", words().no_verdict),
    };
    let sure = vote.confidence.map(|confidence| {
        let word = match confidence {
            0.9.. => words().sure,
            0.6.. => words().fairly_sure,
            _ => words().unsure,
        };
        format!("{word}, {confidence:.2}")
    });
    let about = sure.unwrap_or_else(|| role_name(vote.role).to_owned());
    view! {
        <tr>
            <td class="votes__i"><span role="img" aria-label=said title=said><Icon name=icon size=15 class/></span></td>
            <td><b>{vote.model.model.clone()}</b><br/><span class="ink3">{about}</span></td>
            <td><bdi>{vote.said.clone()}</bdi><Raw vote/></td>
        </tr>
    }
}

/// The reply as it came, on a press.
#[component]
fn Raw(vote: Vote) -> impl IntoView {
    let reply = RwSignal::new(None::<ReplyView>);
    let load = use_command(ipc::reply, move |loaded: ReplyView| reply.set(Some(loaded)));
    let (call, raw) = (vote.call, vote.raw);
    if call.is_none() && raw.is_empty() {
        return ().into_any();
    }
    let press = move |_| match (&call, reply.with_untracked(Option::is_some)) {
        (_, true) => reply.set(None),
        (Some(call), false) => load.run(call.clone()),
        (None, false) => reply.set(Some(ReplyView { text: raw.clone(), ..ReplyView::default() })),
    };
    let shown = move || {
        reply.get().map(|reply| {
            let thinking = (!reply.thinking.is_empty()).then(
                || view! { <div class="ink3">{words().thinking}</div><pre class="votes__raw">{reply.thinking}</pre> },
            );
            view! { {thinking}<pre class="votes__raw">{reply.text}</pre> }
        })
    };
    view! {
        <div>
            <button type="button" class="link" aria-expanded=move || reply.with(Option::is_some).to_string() on:click=press>
                {move || if reply.with(Option::is_some) { words().hide_reply } else { words().raw_reply }}
            </button>
            {move || load.error.get().map(|error| view! { <ErrorNote error/> })}
            {shown}
        </div>
    }
    .into_any()
}
