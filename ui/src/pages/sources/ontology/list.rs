//! Types and relations by name, with how many the graph has or how often they were seen.

use super::store::{Chosen, Editor};
use crate::components::{Field, IconButton};
use crate::text::ontology::words;
use crate::text::{fill, language, number};
use leptos::prelude::*;
use web_sys::KeyboardEvent;

/// A line: where it is, what it is called, and what is said of its number.
#[derive(Clone, PartialEq)]
struct Line {
    at: Chosen,
    title: String,
    name: String,
    count: String,
}

#[component]
pub fn TypeList(editor: Editor) -> impl IntoView {
    let words = words();
    let lines = Memo::new(move |_| lines(editor));
    let walk = move |event: KeyboardEvent| {
        let by = match event.key().as_str() {
            "ArrowDown" => 1,
            "ArrowUp" => -1,
            _ => return,
        };
        event.prevent_default();
        let next = lines.with_untracked(|lines| {
            let now = lines.iter().position(|line| Some(line.at) == editor.chosen.get_untracked());
            let next = now.map_or(0, |now| (now as i64 + by).clamp(0, lines.len() as i64 - 1) as usize);
            lines.get(next).map(|line| line.at)
        });
        if next.is_some() {
            editor.choose(next);
        }
    };
    let of =
        move |wanted: fn(&Chosen) -> bool| lines.get().into_iter().filter(|line| wanted(&line.at)).collect::<Vec<_>>();
    let entities = Memo::new(move |_| of(|at| matches!(at, Chosen::Entity(_))));
    let relations = Memo::new(move |_| of(|at| matches!(at, Chosen::Relation(_))));
    view! {
        <nav class="on__l" aria-label=words.title>
            <div class="on__find"><Field value=editor.find label=words.find icon="search"/></div>
            <div class="scroll grow" role="listbox" aria-label=words.title tabindex="0" on:keydown=walk>
                <Section editor title=words.entities lines=entities add=words.add_entity
                    on_add=move || editor.add_entity(words.new_entity)/>
                <Section editor title=words.relations lines=relations add=words.add_relation
                    on_add=move || editor.add_relation(words.new_relation)/>
            </div>
        </nav>
    }
}

#[component]
fn Section(
    editor: Editor,
    title: &'static str,
    lines: Memo<Vec<Line>>,
    add: &'static str,
    on_add: impl Fn() + 'static,
) -> impl IntoView {
    let rows = move || {
        let rows = lines.get().into_iter().map(|line| {
            let Line { at, title, name, count } = line;
            let is_on = Memo::new(move |_| editor.chosen.get() == Some(at));
            view! {
                <div class="on__i" class:is-on=is_on role="option" aria-selected=move || is_on.get().to_string()
                    on:click=move |_| editor.choose(Some(at)) title=name>
                    <span class="trunc grow" dir="auto">{title}</span><span class="micro num">{count}</span>
                </div>
            }
        });
        rows.collect_view()
    };
    view! {
        <div class="on__h"><h3 class="h-sec">{title}</h3><span class="count">{move || number(lines.with(Vec::len) as u64)}</span>
            <span class="sp"></span><IconButton icon="plus" size=14 label=add.to_owned() on_click=on_add/></div>
        {rows}
        <Show when=move || lines.with(Vec::is_empty)><p class="micro on__none">{words().none}</p></Show>
    }
}

fn lines(editor: Editor) -> Vec<Line> {
    let wanted = editor.find.get().trim().to_lowercase();
    let language = language();
    let count = |name: &str| {
        let seen = editor.grounds.with(|grounds| grounds.get(name).map(|ground| ground.count).filter(|n| *n > 0));
        let there = editor.counts.with_value(|counts| counts.get(name).copied());
        match (seen, there) {
            (Some(seen), _) => fill(words().seen, &[("n", &number(seen))]),
            (None, Some(there)) => number(there),
            (None, None) => String::new(),
        }
    };
    let fits = |line: &Line| {
        wanted.is_empty() || line.title.to_lowercase().contains(&wanted) || line.name.to_lowercase().contains(&wanted)
    };
    editor.now.with(|now| {
        let entities = now.entity_types.iter().enumerate().map(|(place, entity)| {
            let (title, name) = (entity.shown(language).to_owned(), entity.name.clone());
            Line { at: Chosen::Entity(place), title, count: count(&name), name }
        });
        let relations = now.relation_types.iter().enumerate().map(|(place, relation)| {
            let (title, name) = (relation.shown(language).to_owned(), relation.name.clone());
            Line { at: Chosen::Relation(place), title, count: count(&name), name }
        });
        entities.chain(relations).filter(fits).collect()
    })
}
