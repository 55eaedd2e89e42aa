//! A document without pages (Markdown, text, CSV): its blocks in order, as text. Blocks that became nodes light up.

use super::Highlight;
use crate::components::{Icon, MathView, Picture, kind_class, kind_icon};
use crate::text::common::kind_name;
use leptos::prelude::*;
use pathloom_ipc::sources::{PageBlock, PageBlockKind, PageView};
use pathloom_model::{Key, TableData};
use std::sync::Arc;

/// Rows of a table that are put into the page; the count of the rest is said.
const ROWS: usize = 400;

#[component]
pub(super) fn TextPage(
    view: Signal<Arc<PageView>>,
    width: Signal<f64>,
    active: RwSignal<Option<Key>>,
    highlight: Signal<Highlight>,
    on_choose: Option<Callback<Key>>,
) -> impl IntoView {
    let blocks = move || {
        let view = view.get();
        let highlight = highlight.get();
        view.blocks.iter().map(|block| text_block(block, active, &highlight, on_choose)).collect_view()
    };
    view! {
        <div class="pg pg--text paper" style=move || format!("width:{:.0}px", width.get()) dir="auto">{blocks}</div>
    }
}

fn text_block(
    block: &PageBlock,
    active: RwSignal<Option<Key>>,
    highlight: &Highlight,
    on_choose: Option<Callback<Key>>,
) -> AnyView {
    let content = content(block, highlight);
    let (Some(key), Some(kind)) = (block.node.clone(), block.node_kind) else {
        return view! { <div class="tb">{content}</div> }.into_any();
    };
    let (mine, over) = (key.clone(), key.clone());
    let is_on = Memo::new(move |_| active.with(|active| active.as_ref() == Some(&mine)));
    view! {
        <div class=format!("tb hl {}", kind_class(kind)) class:is-on=is_on
            on:pointerenter=move |_| active.set(Some(over.clone()))
            on:click=move |_| if let Some(choose) = on_choose { choose.run(key.clone()) }>
            <span class="hl__tag" role="img" aria-label=kind_name(kind)><Icon name=kind_icon(kind) size=11/></span>
            {content}
        </div>
    }
    .into_any()
}

fn content(block: &PageBlock, highlight: &Highlight) -> AnyView {
    let quotes = &highlight.quotes;
    match &block.kind {
        PageBlockKind::Heading { level: 1, text } => view! { <h2 class="tb__1">{marked(text, quotes)}</h2> }.into_any(),
        PageBlockKind::Heading { text, .. } => view! { <h3 class="tb__2">{marked(text, quotes)}</h3> }.into_any(),
        PageBlockKind::Paragraph { text } => view! { <p>{marked(text, quotes)}</p> }.into_any(),
        PageBlockKind::Caption { text } | PageBlockKind::Footnote { text } => {
            view! { <p class="tb__small">{marked(text, quotes)}</p> }.into_any()
        }
        PageBlockKind::Code { text } => view! { <pre class="tb__code">{text.clone()}</pre> }.into_any(),
        PageBlockKind::List { ordered, items } => {
            let items = items.iter().map(|item| view! { <li>{marked(item, quotes)}</li> }).collect_view();
            if *ordered { view! { <ol>{items}</ol> }.into_any() } else { view! { <ul>{items}</ul> }.into_any() }
        }
        PageBlockKind::Table { table } => whole_table(table, block.node.as_ref(), highlight),
        PageBlockKind::Figure { caption, blob } => {
            let picture = blob.clone().map(|blob| view! { <Picture blob caption=caption.clone()/> });
            view! { <figure>{picture}<figcaption class="tb__small">{caption.clone()}</figcaption></figure> }.into_any()
        }
        PageBlockKind::Formula { text, mathml, .. } => {
            let is_quoted = quotes.iter().any(|quote| quote.trim() == text.trim());
            match mathml.clone() {
                Some(math) => view! { <div class="tb__math" class:mark=is_quoted><MathView math/></div> }.into_any(),
                None => view! { <div class="tb__math mono" class:mark=is_quoted>{text.clone()}</div> }.into_any(),
            }
        }
    }
}

fn whole_table(table: &TableData, key: Option<&Key>, highlight: &Highlight) -> AnyView {
    let is_used = |row: usize, column: usize| {
        highlight
            .cells
            .iter()
            .any(|(table, cell)| Some(table) == key && cell.row as usize == row && cell.col as usize == column)
    };
    let heads = table.header_rows as usize;
    let rows = table.cells.iter().take(ROWS).enumerate().map(|(row, cells)| {
        let cells = cells.iter().enumerate().map(|(column, cell)| {
            let text = cell.text.clone();
            if row < heads {
                view! { <th scope="col">{text}</th> }.into_any()
            } else {
                view! { <td class:c=is_used(row, column)>{text}</td> }.into_any()
            }
        });
        view! { <tr>{cells.collect_view()}</tr> }
    });
    let rest = (table.rows() as u64).saturating_sub(ROWS as u64);
    let words = crate::text::common::words();
    view! {
        {(!table.caption.is_empty()).then(|| view! { <p class="tb__cap">{table.caption.clone()}</p> })}
        <div class="tb__scroll"><table class="tb__table"><tbody>{rows.collect_view()}</tbody></table></div>
        {(rest > 0).then(|| view! {
            <p class="tb__small">{crate::text::plural(rest, words.more_rows_one, words.more_rows)}</p>
        })}
    }
    .into_any()
}

/// The text with the first of the quotes that it holds marked.
fn marked(text: &str, quotes: &[String]) -> AnyView {
    let found =
        quotes.iter().filter(|quote| !quote.is_empty()).find_map(|quote| Some((text.find(quote.as_str())?, quote)));
    let Some((at, quote)) = found else { return text.to_owned().into_any() };
    let (before, after) = (text[..at].to_owned(), text[at + quote.len()..].to_owned());
    view! { {before}<mark class="mark">{quote.clone()}</mark>{after} }.into_any()
}
