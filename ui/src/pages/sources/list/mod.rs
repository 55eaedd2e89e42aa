//! The left pane: numbers, the drop row, filters, the documents, and how many stand how.

mod cell;
mod password;
mod row;
mod row_menu;

use super::adding::{Adding, Source};
use super::numbers::Numbers;
use super::store::{Group, Sources};
use crate::components::{Button, ButtonSize, Choice, EmptyState, Field, Icon, Select, VirtualList};
use crate::text::common::words as common;
use crate::text::sources::words;
use crate::text::{fill, number, plural};
use leptos::prelude::*;
pub use password::PasswordForm;
use pathloom_ipc::sources::DocumentStatus;
use pathloom_model::Format;
use row::Row;
pub use row::badge_of;
use row_menu::{MenuAt, RowMenu};
pub use row_menu::{remove, retry};
use web_sys::KeyboardEvent;

const ROW: f64 = 38.0;

#[component]
pub fn DocumentList(sources: Sources, adding: Adding) -> impl IntoView {
    let menu = RwSignal::new(None::<MenuAt>);
    let count = Memo::new(move |_| sources.shown.with(Vec::len));
    let place = Memo::new(move |_| place_of(sources));
    view! {
        <section class="pane so__l" aria-label=words().list>
            <Numbers sources/>
            <DropRow adding/>
            <Tools sources/>
            <Heads/>
            <div class="col grow" on:keydown=move |event| walk(&event, sources)>
                <Show when=move || { count.get() > 0 } fallback=move || view! { <NoMatch sources/> }>
                    <VirtualList count row_height=ROW label=words().list role="grid" reveal=place
                        active=Signal::derive(move || place.get().map(|place| format!("source-{place}")))
                        row=move |place| view! { <Row sources place menu/> }.into_any()/>
                </Show>
            </div>
            <Foot sources/>
            <RowMenu sources menu/>
        </section>
    }
}

#[component]
fn DropRow(adding: Adding) -> impl IntoView {
    let words = words();
    let says = move || if adding.hover.get() { words.drop_now } else { words.drop };
    view! {
        <Show when=move || adding.allowed()>
            <div class="drop" class:is-over=move || adding.hover.get()>
                <Icon name="file-down" size=17/><span class="trunc">{says}</span><span class="sp"></span>
                <Button size=ButtonSize::Small busy=adding.is(Source::Files)
                    on_click=move || adding.ask(Source::Files)>{words.browse}</Button>
            </div>
        </Show>
    }
}

#[component]
fn Tools(sources: Sources) -> impl IntoView {
    let words = words();
    let formats = Memo::new(move |_| {
        sources.query.data.with(|data| {
            let has = |format: &Format| {
                data.iter().any(|view| view.documents.iter().any(|document| document.format == Some(*format)))
            };
            Format::ALL.into_iter().filter(has).collect::<Vec<_>>()
        })
    });
    let format_choices = Signal::derive(move || {
        let known = formats.get().into_iter().map(|format| Choice::new(format.badge(), format.badge()));
        std::iter::once(Choice::new("", words.any_type)).chain(known).collect::<Vec<_>>()
    });
    let group_choices = Signal::derive(move || {
        let groups = Group::ALL.into_iter().map(|group| Choice::new(group_value(group), group_name(group)));
        std::iter::once(Choice::new("", words.any_status)).chain(groups).collect::<Vec<_>>()
    });
    let format = Signal::derive(move || sources.format.get().map(Format::badge).unwrap_or_default().to_owned());
    let group = Signal::derive(move || sources.group.get().map(group_value).unwrap_or_default().to_owned());
    view! {
        <div class="so__tools">
            <div class="so__find"><Field value=sources.filter label=words.filter icon="search"/></div>
            <span class="sp"></span>
            <Select value=format choices=format_choices label=words.type_label
                on_change=move |value| sources.format.set(Format::ALL.into_iter().find(|known| known.badge() == value))/>
            <Select value=group choices=group_choices label=words.status_label
                on_change=move |value| sources.group.set(Group::ALL.into_iter().find(|known| group_value(*known) == value))/>
        </div>
    }
}

#[component]
fn Heads() -> impl IntoView {
    let words = words();
    view! {
        <div class="vg__h" aria-hidden="true">
            <span>{words.name}</span><span class="r opt">{words.pages}</span><span class="r">{words.nodes}</span>
            <span>{words.status}</span><span></span>
        </div>
    }
}

#[component]
fn NoMatch(sources: Sources) -> impl IntoView {
    view! {
        <EmptyState icon="file-question-mark" title=words().no_match>
            <Button on_click=move || sources.clear_filters()>{common().clear_filters}</Button>
        </EmptyState>
    }
}

/// Each count shows those documents alone; pressed again, all.
#[component]
fn Foot(sources: Sources) -> impl IntoView {
    let counts = Memo::new(move |_| {
        let mut counts = [0_u64; 4];
        sources.query.data.with(|data| {
            for document in data.iter().flat_map(|view| &view.documents) {
                counts[Group::of(&document.status) as usize] += 1;
            }
        });
        counts
    });
    let failed = Memo::new(move |_| {
        let fails =
            |status: &DocumentStatus| matches!(status, DocumentStatus::Failed { .. } | DocumentStatus::PasswordNeeded);
        sources.query.data.with(|data| data.iter().flat_map(|view| &view.documents).any(|row| fails(&row.status)))
    });
    let part = move |group: Group| {
        let n = Memo::new(move |_| counts.with(|counts| counts[group as usize]));
        let is_on = move || sources.group.get() == Some(group);
        let toggle = move |_| {
            let next = (sources.group.get_untracked() != Some(group)).then_some(group);
            sources.group.set(next);
        };
        view! {
            <Show when=move || { n.get() > 0 || sources.group.get() == Some(group) }>
                <button type="button" class="so__g" class:so__g--look=group == Group::Attention
                    class:so__g--bad=move || { group == Group::Attention && failed.get() } aria-pressed=move || is_on().to_string() on:click=toggle>{move || counted(group, n.get())}</button>
            </Show>
        }
    };
    view! {
        <div class="so__foot" role="status">
            {part(Group::Ready)}{part(Group::Working)}{part(Group::Queued)}
            <span class="sp"></span>{part(Group::Attention)}
        </div>
    }
}

fn counted(group: Group, n: u64) -> String {
    let words = words();
    match group {
        Group::Ready => fill(words.foot_ready, &[("n", &number(n))]),
        Group::Working => fill(words.foot_progress, &[("n", &number(n))]),
        Group::Queued => fill(words.foot_queued, &[("n", &number(n))]),
        Group::Attention => plural(n, words.foot_attention_one, words.foot_attention),
    }
}

fn group_value(group: Group) -> &'static str {
    match group {
        Group::Ready => "ready",
        Group::Working => "working",
        Group::Queued => "queued",
        Group::Attention => "attention",
    }
}

fn group_name(group: Group) -> &'static str {
    let words = words();
    match group {
        Group::Ready => words.ready,
        Group::Working => words.in_progress,
        Group::Queued => words.queued,
        Group::Attention => words.attention,
    }
}

fn place_of(sources: Sources) -> Option<usize> {
    let id = sources.open.get()?;
    sources.query.data.with(|data| {
        let documents = &data.as_ref()?.documents;
        sources.shown.with(|shown| shown.iter().position(|place| documents.get(*place).is_some_and(|row| row.id == id)))
    })
}

/// Arrows, Home and End open the document there.
fn walk(event: &KeyboardEvent, sources: Sources) {
    let count = sources.shown.with_untracked(Vec::len);
    let on_list = event_target::<web_sys::Element>(event).class_list().contains("vl");
    if !on_list || count == 0 {
        return;
    }
    let now = untrack(|| place_of(sources));
    let next = match event.key().as_str() {
        "ArrowDown" => now.map_or(0, |now| now + 1),
        "ArrowUp" => now.map_or(0, |now| now.saturating_sub(1)),
        "Home" => 0,
        "End" => count - 1,
        _ => return,
    };
    event.prevent_default();
    if let Some(row) = untrack(|| sources.row(next.min(count - 1))) {
        sources.open(row.id);
    }
}
