//! The choices: one type of question or all, and the checks by models that cost calls of their own.

use super::{Asked, MIXED, word_of};
use crate::components::{Choice, Select};
use crate::text::asked::words;
use leptos::prelude::*;
use pathloom_model::QuestionType;

pub fn type_name(kind: QuestionType) -> &'static str {
    match kind {
        QuestionType::Open => words().type_open,
        QuestionType::MultipleChoice => words().type_choice,
        QuestionType::TrueFalse => words().type_true_false,
        QuestionType::Numeric => words().type_numeric,
        QuestionType::List => words().type_list,
    }
}

#[component]
pub fn Types(asked: Asked) -> impl IntoView {
    let of_project =
        Memo::new(move |_| asked.defaults.data.with(|kept| kept.clone().unwrap_or_default().writing.types));
    let value = Signal::derive(move || {
        asked.types.get().unwrap_or_else(|| word_of(&of_project.get()).unwrap_or(SOME).to_owned())
    });
    let choices = Signal::derive(move || {
        let some = of_project.with(|types| word_of(types).is_none()).then(|| {
            let names: Vec<_> = of_project.get().into_iter().map(type_name).collect();
            Choice::new(SOME, names.join(", "))
        });
        let each = QuestionType::ALL.into_iter().map(|kind| Choice::new(kind.word(), type_name(kind)));
        some.into_iter().chain(each).chain([Choice::new(MIXED, words().type_mixed)]).collect()
    });
    let choose = move |word: String| asked.types.set(Some(word).filter(|word| word != SOME));
    view! { <Select value label=words().questions choices on_change=choose/> }
}

/// Several types, as the project has them.
const SOME: &str = "";

#[component]
pub fn Checks(asked: Asked) -> impl IntoView {
    let of_project = Memo::new(move |_| {
        let scoring = asked.defaults.data.with(|kept| kept.clone().unwrap_or_default().scoring);
        (scoring.necessity, scoring.closed_book)
    });
    let necessity = Signal::derive(move || asked.necessity.get().unwrap_or(of_project.get().0));
    let closed_book = Signal::derive(move || asked.closed_book.get().unwrap_or(of_project.get().1));
    view! {
        <Tick value=necessity label=words().necessity about=words().necessity_about
            on_change=move |on| asked.necessity.set(Some(on))/>
        <Tick value=closed_book label=words().closed_book about=words().closed_book_about
            on_change=move |on| asked.closed_book.set(Some(on))/>
    }
}

#[component]
fn Tick(
    value: Signal<bool>,
    label: &'static str,
    about: &'static str,
    on_change: impl Fn(bool) + 'static,
) -> impl IntoView {
    view! {
        <label class="check">
            <input type="checkbox" prop:checked=move || value.get()
                on:change:target=move |event| on_change(event.target().checked())/>
            <span>{label}" "<span class="micro">{about}</span></span>
        </label>
    }
}
