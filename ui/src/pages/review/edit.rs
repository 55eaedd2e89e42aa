//! A part of the sample as a field in its place: Ctrl Enter saves, Esc leaves it as it was. What changed is shown below.

use super::View;
use super::store::use_store;
use crate::components::{Button, ButtonKind, Icon};
use crate::text::review::words;
use leptos::html::Textarea;
use leptos::prelude::*;
use pathloom_ipc::AppError;
use pathloom_ipc::review::EditRequest;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Question,
    Answer,
    Steps,
}

impl Part {
    pub const fn name(self) -> &'static str {
        match self {
            Part::Question => "question",
            Part::Answer => "answer",
            Part::Steps => "steps",
        }
    }

    pub fn parse(name: &str) -> Option<Part> {
        [Part::Question, Part::Answer, Part::Steps].into_iter().find(|part| part.name() == name)
    }
}

#[component]
pub fn Editor(part: Part, texts: Vec<String>) -> impl IntoView {
    let store = use_store();
    let view = expect_context::<View>();
    let before = StoredValue::new(texts.clone());
    let fields: Vec<RwSignal<String>> = texts.into_iter().map(RwSignal::new).collect();
    let (busy, error) = (RwSignal::new(false), RwSignal::new(None::<AppError>));
    let kept = StoredValue::new(fields.clone());
    let cancel = move || view.editing.set(None);
    let save = move || {
        let after: Vec<String> = kept.with_value(|fields| fields.iter().map(|field| field.get_untracked()).collect());
        if before.with_value(|before| *before == after) {
            return cancel();
        }
        let Some(id) = store.current.get_untracked() else { return };
        busy.set(true);
        store.save(request(id, part, after), move |saved| {
            busy.try_set(false);
            match saved {
                Ok(()) => {
                    view.editing.try_set(None);
                }
                Err(refused) => {
                    error.try_set(Some(refused));
                }
            }
        });
    };
    let keys = move |event: web_sys::KeyboardEvent| {
        match event.key().as_str() {
            "Enter" if event.ctrl_key() || event.meta_key() => save(),
            "Escape" => cancel(),
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    };
    let numbered = part == Part::Steps;
    let rows = fields.into_iter().enumerate().map(|(place, value)| {
        let first = before.with_value(|before| before[place].clone());
        view! { <Area value first=first part place numbered/> }
    });
    view! {
        <div class="editbox" on:keydown=keys>
            {rows.collect_view()}
            {move || error.get().map(|error| view! {
                <p class="st st--bad" role="alert"><Icon name="circle-alert" size=14/>{error.to_string()}</p>
            })}
            <div class="editbox__b">
                <span class="meta">{words().edit_hint}</span><span class="sp"></span>
                <Button keys=&["Esc"] on_click=cancel>{words().cancel}</Button>
                <Button kind=ButtonKind::Primary keys=&["Ctrl", "Enter"] busy=busy on_click=save>{words().save}</Button>
            </div>
        </div>
    }
}

/// Grows with its text; the first of them has the focus.
#[component]
fn Area(value: RwSignal<String>, first: String, part: Part, place: usize, numbered: bool) -> impl IntoView {
    let node = NodeRef::<Textarea>::new();
    let fit = move || {
        if let Some(area) = node.get_untracked() {
            let style = web_sys::HtmlElement::style(&area);
            let _ = style.set_property("height", "0");
            let _ = style.set_property("height", &format!("{}px", area.scroll_height()));
        }
    };
    Effect::new(move |_| {
        let Some(area) = node.get() else { return };
        request_animation_frame(fit);
        if place == 0 {
            let _ = area.focus();
            let end = value.with_untracked(|text| text.encode_utf16().count() as u32);
            let _ = area.set_selection_range(end, end);
        }
    });
    let label = if numbered { format!("{} {}", words().reasoning, place + 1) } else { label(part).to_owned() };
    let first = StoredValue::new(first);
    let changes = Memo::new(move |_| first.with_value(|first| changes(first, &value.get())));
    view! {
        <div class="editbox__r">
            {numbered.then(|| view! { <span class="step__n">{place + 1}</span> })}
            <div class="grow">
                <textarea class=format!("editbox__t editbox__t--{}", part.name()) aria-label=label rows="1" dir="auto" node_ref=node
                    prop:value=value.get_untracked()
                    on:input:target=move |event| { value.set(event.target().value()); fit(); }></textarea>
                {move || {
                    let changes = changes.get();
                    (changes.len() > 1).then(|| view! { <p class="editbox__d" aria-label=words().changes dir="auto">{drawn(changes)}</p> })
                }}
            </div>
        </div>
    }
}

fn label(part: Part) -> &'static str {
    match part {
        Part::Question => words().question,
        Part::Answer => words().answer,
        Part::Steps => words().reasoning,
    }
}

fn request(id: String, part: Part, mut texts: Vec<String>) -> EditRequest {
    let mut request = EditRequest { id, question: None, answer: None, steps: None };
    match part {
        Part::Question => request.question = texts.pop(),
        Part::Answer => request.answer = texts.pop(),
        Part::Steps => request.steps = Some(texts),
    }
    request
}

fn drawn(changes: Vec<Change>) -> impl IntoView {
    changes
        .into_iter()
        .map(|change| match change {
            Change::Same(text) => text.into_any(),
            Change::Gone(text) => view! { <del>{text}</del> }.into_any(),
            Change::New(text) => view! { <ins>{text}</ins> }.into_any(),
        })
        .collect_view()
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Change {
    Same(String),
    Gone(String),
    New(String),
}

/// Texts of more words than this are marked as changed between their equal ends only.
const MOST: usize = 600;

/// Word by word, Chinese sign by sign.
fn changes(before: &str, after: &str) -> Vec<Change> {
    let (a, b) = (pieces(before), pieces(after));
    let head = a.iter().zip(&b).take_while(|(a, b)| a == b).count();
    let tail = a[head..].iter().rev().zip(b[head..].iter().rev()).take_while(|(a, b)| a == b).count();
    let (middle_a, middle_b) = (&a[head..a.len() - tail], &b[head..b.len() - tail]);
    let mut found = Vec::new();
    push(&mut found, Change::Same, &a[..head]);
    if middle_a.len() > MOST || middle_b.len() > MOST {
        push(&mut found, Change::Gone, middle_a);
        push(&mut found, Change::New, middle_b);
    } else {
        common(middle_a, middle_b, &mut found);
    }
    push(&mut found, Change::Same, &a[a.len() - tail..]);
    found
}

/// Longest common subsequence of the two.
fn common(a: &[&str], b: &[&str], found: &mut Vec<Change>) {
    let wide = b.len() + 1;
    let mut longest = vec![0u32; (a.len() + 1) * wide];
    for i in (0..a.len()).rev() {
        for j in (0..b.len()).rev() {
            longest[i * wide + j] = if a[i] == b[j] {
                longest[(i + 1) * wide + j + 1] + 1
            } else {
                longest[(i + 1) * wide + j].max(longest[i * wide + j + 1])
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    while i < a.len() || j < b.len() {
        if i < a.len() && j < b.len() && a[i] == b[j] {
            push(found, Change::Same, &a[i..=i]);
            (i, j) = (i + 1, j + 1);
        } else if j == b.len() || (i < a.len() && longest[(i + 1) * wide + j] >= longest[i * wide + j + 1]) {
            push(found, Change::Gone, &a[i..=i]);
            i += 1;
        } else {
            push(found, Change::New, &b[j..=j]);
            j += 1;
        }
    }
}

/// Adds to the last change when it is of the same sort.
fn push(found: &mut Vec<Change>, sort: fn(String) -> Change, pieces: &[&str]) {
    if pieces.is_empty() {
        return;
    }
    let text = pieces.concat();
    match (found.last_mut(), sort(text)) {
        (Some(Change::Same(last)), Change::Same(text))
        | (Some(Change::Gone(last)), Change::Gone(text))
        | (Some(Change::New(last)), Change::New(text)) => last.push_str(&text),
        (_, change) => found.push(change),
    }
}

fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut last = None;
    for (at, sign) in text.char_indices() {
        let sort = match sign {
            _ if pathloom_model::language::is_han(sign) => 0,
            _ if sign.is_alphanumeric() => 1,
            _ if sign.is_whitespace() => 2,
            _ => 0,
        };
        if last.is_some_and(|last| last != sort || sort == 0) {
            pieces.push(&text[start..at]);
            start = at;
        }
        last = Some(sort);
    }
    if start < text.len() {
        pieces.push(&text[start..]);
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::{Change, changes};

    #[test]
    fn changed_words_are_marked_and_the_rest_is_left() {
        let found = changes("A maker’s newest fab", "A maker’s 200 mm fab");
        let text = |found: &[Change], gone: bool| {
            found
                .iter()
                .filter_map(|change| match change {
                    Change::Same(text) => Some(text.as_str()),
                    Change::Gone(text) => gone.then_some(text.as_str()),
                    Change::New(text) => (!gone).then_some(text.as_str()),
                })
                .collect::<String>()
        };
        assert_eq!(text(&found, true), "A maker’s newest fab", "what was there can be read off the marks");
        assert_eq!(text(&found, false), "A maker’s 200 mm fab", "so can what is there now");
        assert!(found.contains(&Change::Gone("newest".into())));
        assert_eq!(
            changes("热泵的功率", "热泵的能力"),
            [Change::Same("热泵的".into()), Change::Gone("功率".into()), Change::New("能力".into())]
        );
        assert_eq!(changes("same", "same").len(), 1);
    }
}
