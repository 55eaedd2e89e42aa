//! The relations of a node as rows under headings: what the drawing shows, for the keyboard and for reading.

use super::state::GraphState;
use crate::components::{Button, ButtonSize, Choice, Icon, KindTile, Select};
use crate::text::common::kinds_name;
use crate::text::graph::{relation_word, words};
use crate::text::{fill, number};
use leptos::prelude::*;
use pathloom_ipc::graph::RelationRow;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent};

/// Rows shown at first.
const SHOWN: usize = 60;

#[component]
pub fn RelationList(state: GraphState, relations: Vec<RelationRow>) -> impl IntoView {
    let order = RwSignal::new("kind".to_owned());
    let all = RwSignal::new(false);
    let count = relations.len();
    let relations = StoredValue::new(relations);
    let groups = move || {
        let limit = if all.get() { count } else { SHOWN };
        let groups = relations.with_value(|relations| grouped(relations, order.get() == "kind", limit));
        groups
            .into_iter()
            .map(|(title, rows)| {
                view! {
                    <div class="rl__g">{title}<span class="count">{rows.len()}</span></div>
                    {rows.into_iter().map(|row| view! { <RelationLine state row/> }).collect_view()}
                }
            })
            .collect_view()
    };
    let orders = vec![Choice::new("kind", words().by_kind), Choice::new("relation", words().by_relation)];
    view! {
        <div class="sec">
            <div class="sec__h">
                <h3 class="h-sec">{words().relations}</h3>
                <span class="count">{number(count as u64)}</span>
                <span class="sp"></span>
                <span class="meta"><Select value=order choices=Signal::stored(orders) label=words().relations plain=true on_change=move |value| order.set(value)/></span>
            </div>
            <div on:keydown=step_rows>{groups}</div>
            <Show when=move || { count > SHOWN && !all.get() }>
                <div style="margin-top:8px">
                    <Button size=ButtonSize::Small on_click=move || all.set(true)>
                        {fill(words().show_all_n, &[("n", &number(count as u64))])}
                    </Button>
                </div>
            </Show>
        </div>
    }
}

#[component]
fn RelationLine(state: GraphState, row: RelationRow) -> impl IntoView {
    let RelationRow { word, outgoing, other, other_kind, other_name, count } = row;
    let word = relation_word(word.trim_start_matches("← "));
    let title = format!("{word}: {other_name}");
    view! {
        <button class="rl" title=title on:click=move |_| state.go(other.clone())>
            <Icon name=if outgoing { "arrow-right" } else { "arrow-left" } size=14/>
            <span class="trunc">{word}</span>
            <span class="t"><KindTile kind=other_kind/><span class="trunc" dir="auto">{other_name}</span></span>
            <span class="count">{(count > 1).then_some(count)}</span>
        </button>
    }
}

/// Up and Down move between the rows.
pub fn step_rows(event: KeyboardEvent) {
    let down = match event.key().as_str() {
        "ArrowDown" => true,
        "ArrowUp" => false,
        _ => return,
    };
    let Some(mut at) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else { return };
    event.prevent_default();
    while let Some(next) = if down { at.next_element_sibling() } else { at.previous_element_sibling() } {
        if next.tag_name().eq_ignore_ascii_case("button") {
            if let Ok(next) = next.dyn_into::<HtmlElement>() {
                let _ = next.focus();
            }
            return;
        }
        at = next;
    }
}

/// The first `limit` rows under headings, in the order of the core: by the kind of the other end, or by the relation.
fn grouped(relations: &[RelationRow], by_kind: bool, limit: usize) -> Vec<(String, Vec<RelationRow>)> {
    let mut groups: Vec<(String, Vec<RelationRow>)> = Vec::new();
    for row in relations.iter().take(limit) {
        let title = if by_kind {
            kinds_name(row.other_kind).to_owned()
        } else {
            relation_word(row.word.trim_start_matches("← "))
        };
        match groups.iter_mut().find(|(known, _)| *known == title) {
            Some((_, rows)) => rows.push(row.clone()),
            None => groups.push((title, vec![row.clone()])),
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;
    use pathloom_model::{Key, Kind};

    #[test]
    fn rows_gather_under_the_kind_or_the_relation_in_the_order_given() {
        let row = |word: &str, kind: Kind, name: &str| RelationRow {
            word: word.into(),
            outgoing: true,
            other: Key::of(kind, &[name.as_bytes()]),
            other_kind: kind,
            other_name: name.into(),
            count: 1,
        };
        let rows = [row("owns", Kind::Entity, "a"), row("shown in", Kind::Table, "t"), row("owns", Kind::Entity, "b")];
        let titles = |groups: Vec<(String, Vec<RelationRow>)>| -> Vec<(String, usize)> {
            groups.into_iter().map(|(title, rows)| (title, rows.len())).collect()
        };
        assert_eq!(titles(grouped(&rows, true, 9)), [("Entities".to_owned(), 2), ("Tables".to_owned(), 1)]);
        assert_eq!(titles(grouped(&rows, false, 2)), [("owns".to_owned(), 1), ("shown in".to_owned(), 1)]);
    }
}
