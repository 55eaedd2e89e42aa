//! What both forms of the editor are made of: lines, longer texts, lists of lines, and a button to remove it all.

use super::store::{Chosen, Editor};
use crate::components::{Button, ButtonKind, Field};
use crate::text::fill;
use crate::text::number;
use crate::text::ontology::words;
use leptos::prelude::*;

/// A line of text that is taken over while it is typed.
#[component]
pub fn Line(label: &'static str, value: String, on_change: Callback<String>) -> impl IntoView {
    let text = RwSignal::new(value.clone());
    Effect::new(move |before: Option<String>| {
        let now = text.get();
        if before.is_some_and(|before| before != now) {
            on_change.run(now.clone());
        }
        now
    });
    view! { <span class="label">{label}</span><div><Field value=text label=label/></div> }
}

/// A name: only one that is free and not empty is taken over.
#[component]
pub fn Name(
    value: String,
    about: &'static str,
    is_taken: Callback<String, bool>,
    on_change: Callback<String>,
) -> impl IntoView {
    let words = words();
    let text = RwSignal::new(value.clone());
    let error = RwSignal::new(None::<String>);
    Effect::new(move |before: Option<String>| {
        let now = text.get();
        let name = now.trim().to_owned();
        if before.is_some_and(|before| before != now) {
            let wrong = if name.is_empty() {
                Some(words.name_empty)
            } else if is_taken.run(name.clone()) {
                Some(words.name_taken)
            } else {
                on_change.run(name);
                None
            };
            error.set(wrong.map(str::to_owned));
        }
        now
    });
    view! {
        <span class="label">{words.name}</span>
        <div><Field value=text label=words.name error/><div class="micro">{about}</div></div>
    }
}

/// Several lines of text.
#[component]
pub fn Area(
    label: &'static str,
    value: String,
    #[prop(optional)] about: &'static str,
    #[prop(default = 2)] rows: u32,
    on_change: Callback<String>,
) -> impl IntoView {
    view! {
        <span class="label">{label}</span>
        <div>
            <textarea class="area" rows=rows dir="auto" aria-label=label prop:value=value
                on:input:target=move |event| on_change.run(event.target().value())></textarea>
            {(!about.is_empty()).then(|| view! { <div class="micro">{about}</div> })}
        </div>
    }
}

/// Why it is proposed, how many there are, and the way to remove it.
#[component]
pub fn Grounds(editor: Editor, name: String, at: Chosen) -> impl IntoView {
    let ground = editor.grounds.with_untracked(|grounds| grounds.get(&name).cloned()).filter(|it| it.count > 0);
    let there = editor.counts.with_value(|counts| counts.get(&name).copied());
    let said = match (&ground, there) {
        (Some(ground), _) => fill(words().seen, &[("n", &number(ground.count))]),
        (None, Some(n)) => fill(words().in_graph, &[("n", &number(n))]),
        (None, None) => String::new(),
    };
    let examples = ground.map(|ground| ground.examples.join(" · ")).unwrap_or_default();
    view! {
        <div class="row on__g">
            <span class="meta trunc grow" dir="auto">{said}{(!examples.is_empty()).then(|| format!(": {examples}"))}</span>
            <Button kind=ButtonKind::Quiet icon="trash-2" on_click=move || editor.remove(at)>{words().remove}</Button>
        </div>
    }
}

/// Lines without the empty ones.
pub fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}
