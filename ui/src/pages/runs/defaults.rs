//! Defaults: how the project writes and scores where a run says nothing else.

use crate::components::{Button, ButtonKind, Choice, Dialog, Field, Select, Skeleton};
use crate::hooks::{use_command, use_query};
use crate::ipc;
use crate::pages::asked::type_name;
use crate::state::use_toasts;
use crate::text::asked::words;
use leptos::prelude::*;
use pathloom_ipc::runs::RunDefaults;
use pathloom_model::{
    Blurring, DifficultyMode, DifficultyWish, QuestionLanguage, QuestionStyle, QuestionType, ScoreSettings,
};

#[component]
pub fn Defaults(open: RwSignal<bool>) -> impl IntoView {
    view! {
        <Dialog open label=words().defaults_title class="dialog--new">
            <div class="dialog__h"><h2 class="h-title">{words().defaults_title}</h2></div>
            <Loaded open/>
        </Dialog>
    }
}

#[component]
fn Loaded(open: RwSignal<bool>) -> impl IntoView {
    let kept = use_query(ipc::run_defaults);
    move || match kept.data.get() {
        Some(kept) => view! { <Form open kept/> }.into_any(),
        None => view! { <Skeleton/> }.into_any(),
    }
}

#[component]
fn Form(open: RwSignal<bool>, kept: RunDefaults) -> impl IntoView {
    let toasts = use_toasts();
    let attempts = RwSignal::new(kept.scoring.attempts.to_string());
    let now = RwSignal::new(kept);
    let save = use_command(ipc::set_run_defaults, move |()| open.set(false));
    Effect::new(move |_| {
        if let Some(error) = save.error.get() {
            toasts.error(&error);
        }
    });
    let wrong = Signal::derive(move || {
        let fits = attempts.get().trim().parse::<u32>().is_ok_and(|n| (1..=ScoreSettings::MOST_ATTEMPTS).contains(&n));
        (!fits).then(|| words().attempts_about.to_owned())
    });
    let send = move || {
        let mut defaults = now.get_untracked();
        if let Ok(attempts) = attempts.get_untracked().trim().parse() {
            defaults.scoring.attempts = attempts;
        }
        save.run(defaults);
    };
    let disabled = Signal::derive(move || wrong.with(Option::is_some) || now.with(|now| now.writing.types.is_empty()));
    view! {
        <div class="nr scroll">
            <p class="ink2">{words().defaults_about}</p>
            <h3 class="h-sec">{words().writing}</h3>
            <div class="nr__f"><Writing now/></div>
            <h3 class="h-sec">{words().scoring}</h3>
            <div class="nr__f">
                <span class="label">{words().difficulty}</span><One now of=|now| difficulty(now.scoring.difficulty)
                    all=difficulties() set=|now, word| now.scoring.difficulty = MODES[place(word)] label=words().difficulty/>
                <span class="label">{words().attempts}</span>
                <div class="row"><Field value=attempts label=words().attempts error=wrong/></div>
                <span class="label">{words().checks}</span>
                <div class="nr__c">
                    <Flag now label=words().necessity about=words().necessity_about of=|now| &mut now.scoring.necessity/>
                    <Flag now label=words().closed_book about=words().closed_book_about of=|now| &mut now.scoring.closed_book/>
                </div>
            </div>
        </div>
        <div class="dialog__f row">
            <span class="sp"></span>
            <Button on_click=move || open.set(false)>{words().cancel}</Button>
            <Button kind=ButtonKind::Primary busy=save.busy disabled on_click=send>{words().save}</Button>
        </div>
    }
}

#[component]
fn Writing(now: RwSignal<RunDefaults>) -> impl IntoView {
    view! {
        <span class="label">{words().questions}</span>
        <div class="nr__k">{QuestionType::ALL.map(|kind| view! { <Kind now kind/> }).collect_view()}</div>
        <span class="label">{words().style}</span><One now of=|now| style(now.writing.style) all=styles()
            set=|now, word| now.writing.style = STYLES[place(word)] label=words().style/>
        <span class="label">{words().wish}</span><One now of=|now| wish(now.writing.difficulty) all=wishes()
            set=|now, word| now.writing.difficulty = WISHES[place(word)] label=words().wish/>
        <span class="label">{words().language}</span><Language now/>
        <span class="label">{words().blur}</span><One now of=|now| blur(now.writing.blur) all=blurs()
            set=|now, word| now.writing.blur = BLURS[place(word)] label=words().blur/>
        <span class="label"></span>
        <div class="nr__c">
            <Flag now label=words().pronouns about="" of=|now| &mut now.writing.pronouns/>
            <Flag now label=words().rewrite about="" of=|now| &mut now.writing.rewrite/>
            <Flag now label=words().pictures about="" of=|now| &mut now.writing.pictures/>
        </div>
    }
}

#[component]
fn Kind(now: RwSignal<RunDefaults>, kind: QuestionType) -> impl IntoView {
    let is_on = Memo::new(move |_| now.with(|now| now.writing.types.contains(&kind)));
    let toggle = move |on: bool| {
        now.update(|now| {
            now.writing.types.retain(|other| *other != kind);
            if on {
                now.writing.types.push(kind);
                now.writing.types.sort_unstable();
            }
        });
    };
    view! {
        <label class="check"><input type="checkbox" prop:checked=move || is_on.get()
            on:change:target=move |event| toggle(event.target().checked())/><span>{type_name(kind)}</span></label>
    }
}

#[component]
fn Flag(
    now: RwSignal<RunDefaults>,
    label: &'static str,
    about: &'static str,
    of: fn(&mut RunDefaults) -> &mut bool,
) -> impl IntoView {
    let is_on = Memo::new(move |_| *of(&mut now.get()));
    view! {
        <label class="check"><input type="checkbox" prop:checked=move || is_on.get()
            on:change:target=move |event| now.update(|now| *of(now) = event.target().checked())/>
            <span>{label}" "<span class="micro">{about}</span></span></label>
    }
}

/// One of several; its value is its place in the list.
#[component]
fn One(
    now: RwSignal<RunDefaults>,
    of: fn(&RunDefaults) -> usize,
    all: Vec<&'static str>,
    set: fn(&mut RunDefaults, &str),
    label: &'static str,
) -> impl IntoView {
    let choices = all.into_iter().enumerate().map(|(place, name)| Choice::new(place.to_string(), name)).collect();
    view! {
        <Select value=Signal::derive(move || now.with(of).to_string()) label choices=Signal::stored(choices)
            on_change=move |word: String| now.update(|now| set(now, &word))/>
    }
}

/// A language by its name is kept as it is.
#[component]
fn Language(now: RwSignal<RunDefaults>) -> impl IntoView {
    let value = Signal::derive(move || String::from(now.with(|now| now.writing.language.clone())));
    let choices = Signal::derive(move || {
        let known = [("evidence", words().language_evidence), ("en", words().language_en), ("zh", words().language_zh)];
        let other = value.get();
        let named = known.iter().all(|(word, _)| *word != other).then(|| Choice::new(other.clone(), other.clone()));
        known.into_iter().map(|(word, name)| Choice::new(word, name)).chain(named).collect()
    });
    view! {
        <Select value label=words().language choices
            on_change=move |word: String| now.update(|now| now.writing.language = QuestionLanguage::from(word.clone()))/>
    }
}

const STYLES: [QuestionStyle; 4] =
    [QuestionStyle::Plain, QuestionStyle::Exam, QuestionStyle::Expert, QuestionStyle::Everyday];
const WISHES: [DifficultyWish; 4] =
    [DifficultyWish::Any, DifficultyWish::Easy, DifficultyWish::Medium, DifficultyWish::Hard];
const BLURS: [Blurring; 3] = [Blurring::Off, Blurring::Rule, Blurring::Model];
const MODES: [DifficultyMode; 4] =
    [DifficultyMode::Both, DifficultyMode::StrongOnly, DifficultyMode::WeakOnly, DifficultyMode::Judge];

fn place(word: &str) -> usize {
    word.parse().unwrap_or_default()
}

fn at<T: PartialEq>(all: &[T], one: &T) -> usize {
    all.iter().position(|other| other == one).unwrap_or_default()
}

fn style(style: QuestionStyle) -> usize {
    at(&STYLES, &style)
}

fn wish(wish: DifficultyWish) -> usize {
    at(&WISHES, &wish)
}

fn blur(blur: Blurring) -> usize {
    at(&BLURS, &blur)
}

fn difficulty(mode: DifficultyMode) -> usize {
    at(&MODES, &mode)
}

fn styles() -> Vec<&'static str> {
    vec![words().style_plain, words().style_exam, words().style_expert, words().style_everyday]
}

fn wishes() -> Vec<&'static str> {
    vec![words().wish_any, words().wish_easy, words().wish_medium, words().wish_hard]
}

fn blurs() -> Vec<&'static str> {
    vec![words().blur_off, words().blur_rule, words().blur_model]
}

fn difficulties() -> Vec<&'static str> {
    vec![words().by_both, words().by_strong, words().by_weak, words().by_judge]
}
