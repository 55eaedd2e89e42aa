//! What was found on the page: its objects and passages, entities, assertions. A line lights its block, a press pins
//! it, the arrow opens it in Graph.

use super::page::scroll_to;
use super::store::Reader;
use crate::components::{Button, ButtonKind, ButtonSize, Field, IconButton, KindTile, MathView};
use crate::state::{Screen, go};
use crate::text::common::words as common;
use crate::text::sources::words;
use crate::text::{fill, number};
use leptos::html::Div;
use leptos::prelude::*;
use pathloom_ipc::sources::{PageBlockKind, PageNode, PageView};
use pathloom_model::{Key, Kind};
use std::collections::HashMap;

/// Lines of a group before "more" is pressed.
const FIRST: usize = 120;

#[component]
pub fn NodeList(reader: Reader) -> impl IntoView {
    let words = words();
    let (finding, find) = (RwSignal::new(false), RwSignal::new(String::new()));
    let toggle = move || {
        finding.update(|finding| *finding = !*finding);
        find.set(String::new());
    };
    let title = move || fill(words.nodes_on, &[("n", &number(u64::from(reader.at().0)))]);
    let count = move || reader.view.with(|view| view.as_ref().map(|view| number(view.nodes.len() as u64)));
    view! {
        <aside class="pane so__nodes" aria-label=words.node_list>
            <div class="pbar">
                <h2 class="trunc">{title}</h2><span class="count">{count}</span><span class="sp"></span>
                <IconButton icon="list-filter" label=words.find_node.to_owned() pressed=Signal::from(finding) on_click=toggle/>
            </div>
            <Show when=move || finding.get()>
                <div class="so__fn"><Field value=find label=words.find_node icon="search"/></div>
            </Show>
            <Groups reader find/>
        </aside>
    }
}

#[component]
fn Groups(reader: Reader, find: RwSignal<String>) -> impl IntoView {
    let words = words();
    let list = NodeRef::<Div>::new();
    follow_page(reader, list);
    let groups = [words.on_this_page, words.entities, words.assertions];
    let nodes = Memo::new(move |_| {
        let wanted = find.get().trim().to_lowercase();
        let mut found: [Vec<PageNode>; 3] = Default::default();
        reader.view.with(|view| {
            let nodes = view.iter().flat_map(|view| &view.nodes);
            for node in nodes.filter(|node| wanted.is_empty() || node.name.to_lowercase().contains(&wanted)) {
                if let Some(group) = group_of(node.kind) {
                    found[group].push(node.clone());
                }
            }
            if let Some(view) = view {
                in_page_order(&mut found[0], view);
            }
        });
        found
    });
    let nothing = move || {
        nodes.with(|nodes| nodes.iter().all(Vec::is_empty)).then(|| {
            let none = if find.with(String::is_empty) { words.no_nodes } else { words.no_node_matches };
            view! { <p class="meta nl__none">{none}</p> }
        })
    };
    let drawn = groups.into_iter().enumerate().map(|(group, name)| {
        let mine = Memo::new(move |_| nodes.with(|nodes| nodes[group].clone()));
        view! { <Group reader name nodes=mine/> }
    });
    view! {
        <div class="nl scroll grow" node_ref=list on:pointerleave=move |_| reader.leave()>
            {nothing}{drawn.collect_view()}
        </div>
    }
}

#[component]
fn Group(reader: Reader, name: &'static str, nodes: Memo<Vec<PageNode>>) -> impl IntoView {
    let all = RwSignal::new(false);
    let any = Memo::new(move |_| nodes.with(|nodes| !nodes.is_empty()));
    let rest = Memo::new(move |_| if all.get() { 0 } else { nodes.with(Vec::len).saturating_sub(FIRST) });
    let shown = move || {
        let most = if all.get() { usize::MAX } else { FIRST };
        nodes.with(|nodes| nodes.iter().take(most).cloned().collect::<Vec<_>>())
    };
    let more = move || fill(words().more_nodes, &[("n", &number(rest.get() as u64))]);
    view! {
        <Show when=move || any.get()>
            <h3 class="nl__g">{name}</h3>
            <For each=shown key=|node| node.key.clone() children=move |node| view! { <Line reader node/> }/>
            <Show when=move || { rest.get() > 0 }>
                <div class="nl__more">
                    <Button kind=ButtonKind::Quiet size=ButtonSize::Small on_click=move || all.set(true)>{more}</Button>
                </div>
            </Show>
        </Show>
    }
}

#[component]
fn Line(reader: Reader, node: PageNode) -> impl IntoView {
    let PageNode { key, kind, name, .. } = node;
    let title = name.clone();
    let shown = name_of(reader, &key, kind, name);
    let key = StoredValue::new(key);
    let is_on = Memo::new(move |_| reader.active.with(|active| key.with_value(|key| active.as_ref() == Some(key))));
    let is_pinned = Memo::new(move |_| reader.pinned.with(|pinned| key.with_value(|key| pinned.as_ref() == Some(key))));
    let point = move || reader.point(key.get_value(), false);
    let pin = move |_| {
        reader.from_page.set_value(false);
        key.with_value(|key| reader.pin(key));
    };
    let in_graph = move || key.with_value(|key| go(Screen::Graph, &[("node", key.as_str())]));
    view! {
        <div class="nl__i" class:is-on=is_on class:is-pin=is_pinned on:pointerenter=move |_| point()>
            <button type="button" class="nl__b" title=title aria-pressed=move || is_pinned.get().to_string()
                on:focus=move |_| point() on:click=pin>
                <KindTile kind/><span class="t">{shown}</span>
            </button>
            <IconButton icon="arrow-up-right" size=14 label=common().open_in_graph.to_owned() on_click=in_graph/>
        </div>
    }
}

/// A block under the pointer brings its line into view.
fn follow_page(reader: Reader, list: NodeRef<Div>) {
    Effect::new(move |_| {
        if reader.active.with(Option::is_none) || !reader.from_page.get_value() {
            return;
        }
        request_animation_frame(move || {
            let Some(list) = list.try_get_untracked().flatten() else { return };
            if let Some(line) = list.query_selector(".nl__i.is-on").ok().flatten() {
                scroll_to(&list, &line);
            }
        });
    });
}

/// Pictures, tables, formulas, passages, each from top to bottom.
fn in_page_order(nodes: &mut [PageNode], view: &PageView) {
    let blocks = view.blocks.iter().enumerate().filter_map(|(place, block)| Some((block.node.as_ref()?, place)));
    let mut places = HashMap::new();
    for (key, place) in blocks {
        places.entry(key).or_insert(place);
    }
    nodes.sort_by_cached_key(|node| {
        let kind = [Kind::Image, Kind::Table, Kind::Formula].iter().position(|kind| *kind == node.kind).unwrap_or(3);
        (kind, places.get(&node.key).copied().unwrap_or(usize::MAX))
    });
}

/// A formula as it is printed, after its number; other names are words.
fn name_of(reader: Reader, key: &Key, kind: Kind, name: String) -> AnyView {
    let math = (kind == Kind::Formula).then(|| {
        reader.view.with_untracked(|view| {
            let block = view.as_ref()?.blocks.iter().find(|block| block.node.as_ref() == Some(key))?;
            match &block.kind {
                PageBlockKind::Formula { mathml, .. } => mathml.clone(),
                _ => None,
            }
        })
    });
    let Some(math) = math.flatten() else { return view! { <bdi>{name}</bdi> }.into_any() };
    let label = name.split_once(" · ").map(|(label, _)| label.to_owned());
    view! { {label}" "<MathView math/> }.into_any()
}

/// 0 for what stands on the page itself, 1 entities, 2 assertions.
fn group_of(kind: Kind) -> Option<usize> {
    match kind {
        Kind::Image | Kind::Table | Kind::Formula | Kind::Chunk => Some(0),
        Kind::Entity => Some(1),
        Kind::Assertion => Some(2),
        Kind::Document => None,
    }
}
