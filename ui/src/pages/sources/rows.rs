//! Rows as documents: which column names a row and which hold its text, over the first rows of the table.

use super::store::Sources;
use crate::components::{
    Button, ButtonKind, CheckBox, Choice, Dialog, ErrorNote, IconButton, Select, Skeleton, open_while_some,
};
use crate::hooks::{use_command, use_query};
use crate::ipc;
use crate::text::common::words as common;
use crate::text::sources::words;
use crate::text::{fill, number};
use leptos::prelude::*;
use pathloom_ipc::rows::{RowsRequest, RowsView};
use pathloom_ipc::sources::DocumentRow;

#[component]
pub fn RowsAsDocuments(sources: Sources) -> impl IntoView {
    let open = open_while_some(sources.rows);
    let content = move || sources.rows.get().map(|row| view! { <Loaded sources row/> });
    view! { <Dialog open label=words().rows class="dialog--chunks">{content}</Dialog> }
}

#[component]
fn Loaded(sources: Sources, row: DocumentRow) -> impl IntoView {
    let id = row.id;
    let table = use_query(move || ipc::rows(id));
    view! {
        <div class="dialog__h">
            <h2 class="h-title">{words().rows}</h2><span class="count trunc"><bdi>{row.name}</bdi></span><span class="sp"></span>
            <IconButton icon="x" label=common().close.to_owned() on_click=move || sources.rows.set(None)/>
        </div>
        {move || match (table.data.get(), table.error.get()) {
            (Some(table), _) => view! { <Form sources id table/> }.into_any(),
            (None, Some(error)) => view! { <div class="dialog__f"><ErrorNote error/></div> }.into_any(),
            (None, None) => view! { <Skeleton/> }.into_any(),
        }}
    }
}

#[component]
fn Form(sources: Sources, id: u64, table: RowsView) -> impl IntoView {
    let words = words();
    let title = RwSignal::new(table.title.map(|place| place.to_string()).unwrap_or_default());
    let picked: Vec<RwSignal<bool>> =
        (0..table.columns.len()).map(|place| RwSignal::new(table.text.contains(&(place as u32)))).collect();
    let choices: Vec<Choice> = std::iter::once(Choice::new("", words.rows_no_title))
        .chain(table.columns.iter().enumerate().map(|(place, head)| Choice::new(place.to_string(), head.clone())))
        .collect();
    let made = use_command(ipc::import_rows, move |_| {
        sources.rows.set(None);
        sources.query.reload();
    });
    let chosen = {
        let picked = picked.clone();
        Memo::new(move |_| {
            let places = picked.iter().enumerate().filter(|(_, picked)| picked.get());
            places.map(|(place, _)| place as u32).collect::<Vec<u32>>()
        })
    };
    let start = move || {
        let title = title.get_untracked().parse().ok();
        made.run(RowsRequest { id, title, text: chosen.get_untracked() });
    };
    let boxes = table.columns.iter().zip(picked).map(|(head, value)| view! { <CheckBox value label=head.clone()/> });
    let heads = table.columns.iter().map(|head| view! { <th dir="auto">{head.clone()}</th> }).collect_view();
    let rows = table.rows.iter().map(|row| {
        let cells = row.iter().map(|cell| view! { <td dir="auto">{cell.clone()}</td> });
        view! { <tr>{cells.collect_view()}</tr> }
    });
    let count = fill(words.rows_count, &[("n", &number(table.total))]);
    view! {
        <div class="ck">
            <div class="ck__form">
                <p class="meta">{words.rows_about}</p>
                <span class="label">{words.rows_title}</span>
                <Select value=Signal::derive(move || title.get()) choices=Signal::stored(choices) label=words.rows_title
                    on_change=move |value| title.set(value)/>
                <span class="label">{words.rows_text}</span>
                <div class="col">{boxes.collect_view()}</div>
            </div>
            <div class="ck__list" tabindex="0" role="region" aria-label=words.rows_preview>
                <p class="meta">{count}</p>
                <table class="so__rows"><thead><tr>{heads}</tr></thead><tbody>{rows.collect_view()}</tbody></table>
            </div>
        </div>
        {move || made.error.get().map(|error| view! { <div class="dialog__f"><ErrorNote error/></div> })}
        <div class="dialog__f row">
            <span class="sp"></span>
            <Button on_click=move || sources.rows.set(None)>{common().cancel}</Button>
            <Button kind=ButtonKind::Primary busy=made.busy on_click=start
                disabled=Signal::derive(move || chosen.with(Vec::is_empty))>{words.rows_make}</Button>
        </div>
    }
}
