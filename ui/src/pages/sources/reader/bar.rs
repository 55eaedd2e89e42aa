//! The head of the reader: the document, turning pages, zoom, outlines, the document in Graph, the list of nodes.

use super::store::Reader;
use crate::components::IconButton;
use crate::pages::marking::may_mark;
use crate::pages::sources::list::badge_of;
use crate::pages::sources::store::Sources;
use crate::state::{Screen, go};
use crate::text::common::words as common;
use crate::text::number;
use crate::text::sources::words;
use leptos::prelude::*;

#[component]
pub fn ReaderBar(sources: Sources, reader: Reader) -> impl IntoView {
    let words = words();
    let row = Memo::new(move |_| sources.opened());
    let name = move || row.with(|row| row.as_ref().map(|row| row.name.clone()).unwrap_or_default());
    let badge = move || row.with(|row| row.as_ref().map(badge_of).unwrap_or_default());
    let in_graph = move || {
        if let Some(key) = row.with_untracked(|row| row.as_ref().and_then(|row| row.key.clone())) {
            go(Screen::Graph, &[("node", key.as_str())]);
        }
    };
    let printed = Memo::new(move |_| reader.scale().is_some());
    view! {
        <div class="pbar so__bar">
            <span class="fx">{badge}</span>
            <h2 class="trunc grow" title=name><bdi>{name}</bdi></h2>
            <Turning reader/>
            <Show when=move || printed.get()><Zoom reader/></Show>
            <span class="so__sep"></span>
            <IconButton icon="highlighter" label=words.highlights.to_owned() pressed=Signal::from(reader.outlines)
                on_click=move || reader.toggle_outlines()/>
            {may_mark().then(|| view! {
                <IconButton icon="tag" label=crate::text::ontology::words().mark.to_owned() on_click=move || reader.mark()/>
            })}
            <IconButton icon="waypoints" label=common().open_in_graph.to_owned() on_click=in_graph/>
            <IconButton icon="panel-right" label=words.node_list.to_owned() pressed=Signal::from(reader.list)
                on_click=move || reader.list.update(|list| *list = !*list)/>
        </div>
    }
}

#[component]
fn Turning(reader: Reader) -> impl IntoView {
    let page = Memo::new(move |_| reader.at());
    let several = Memo::new(move |_| page.get().1 > 1);
    let go_to = move |event: web_sys::Event| {
        let input = event_target::<web_sys::HtmlInputElement>(&event);
        if let Ok(wanted) = input.value().trim().parse() {
            reader.turn_to(wanted);
        }
        input.set_value(&untrack(|| page.get()).0.to_string());
    };
    let total = move || {
        let words = crate::text::fill(common().of, &[("n", ""), ("total", &number(u64::from(page.get().1)))]);
        words.trim().to_owned()
    };
    view! {
        <Show when=move || several.get()>
            <span class="row so__turn">
                <IconButton icon="chevron-left" label=common().previous_page.to_owned()
                    disabled=Signal::derive(move || page.get().0 <= 1) on_click=move || reader.turn(-1)/>
                <input class="so__no num" aria-label=words().page_number inputmode="numeric"
                    size=move || page.get().1.to_string().len().max(1).to_string()
                    prop:value=move || page.get().0.to_string()
                    on:focus:target=|event| event.target().select() on:change=go_to/>
                <span class="num ink2">{total}</span>
                <IconButton icon="chevron-right" label=common().next_page.to_owned()
                    disabled=Signal::derive(move || page.get().0 >= page.get().1) on_click=move || reader.turn(1)/>
            </span>
        </Show>
    }
}

#[component]
fn Zoom(reader: Reader) -> impl IntoView {
    let words = words();
    let percent = Memo::new(move |_| reader.scale().map(|scale| format!("{:.0}%", scale * 100.0)).unwrap_or_default());
    view! {
        <span class="row so__zoom">
            <span class="so__sep"></span>
            <IconButton icon="zoom-out" label=words.zoom_out.to_owned() on_click=move || reader.zoom_by(-1)/>
            <button type="button" class="so__pc num" title=words.fit aria-label=words.fit
                aria-pressed=move || reader.zoom.with(Option::is_none).to_string()
                on:click=move |_| reader.zoom.set(None)>{move || percent.get()}</button>
            <IconButton icon="zoom-in" label=words.zoom_in.to_owned() on_click=move || reader.zoom_by(1)/>
        </span>
    }
}
