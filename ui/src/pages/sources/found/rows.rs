//! The rows of a list, loaded as they come into view: 100,000 are as fast as ten.

use super::Nothing;
use crate::components::{ErrorNote, Icon, VirtualList};
use crate::hooks::follow;
use crate::ipc;
use crate::pages::sources::store::Sources;
use crate::text::common::words as common;
use crate::text::core_words::from_core;
use crate::text::fill;
use crate::text::ontology::{list_name, words};
use leptos::prelude::*;
use leptos::task::spawn_local;
use pathloom_ipc::AppError;
use pathloom_ipc::found::{FoundList, FoundRow, FoundRowsRequest, FoundView};
use pathloom_model::Span;
use std::collections::{BTreeMap, BTreeSet};
use web_sys::KeyboardEvent;

const ROW: f64 = 56.0;
/// Rows asked for at once.
const PAGE: usize = 100;
/// Pages kept: what was scrolled past long ago is asked for again.
const KEPT: usize = 40;

type Asked = (Option<u64>, FoundList, Option<String>);

#[derive(Clone, Copy)]
struct Loaded {
    /// What these rows are of; an answer to another question is dropped.
    of: StoredValue<Asked>,
    total: RwSignal<Option<usize>>,
    pages: RwSignal<BTreeMap<usize, Vec<FoundRow>>>,
    on_way: StoredValue<BTreeSet<usize>>,
    error: RwSignal<Option<AppError>>,
}

#[component]
pub fn Rows(sources: Sources, found: RwSignal<Option<FoundView>>) -> impl IntoView {
    let findings = sources.findings;
    let loaded = Loaded::new();
    let asked = Memo::new(move |_| (findings.document.get(), findings.list.get(), findings.part.get()));
    Effect::new(move |_| {
        // Counted anew: the rows may be others.
        found.track();
        loaded.begin(asked.get());
    });
    let (in_view, set_in_view) = signal((0, 0));
    Effect::new(move |_| {
        let (from, to) = in_view.get();
        loaded.load(from, to);
    });
    let count = Memo::new(move |_| loaded.total.get().unwrap_or(0));
    let at = RwSignal::new(None::<usize>);
    Effect::new(move |_| {
        follow(asked);
        at.set(None);
    });
    let press = move |place: usize| {
        at.set(Some(place));
        if let Some(span) = loaded.row(place).and_then(|row| row.span) {
            open(sources, span);
        }
    };
    let keys = move |event: KeyboardEvent| {
        let last = count.get_untracked().saturating_sub(1);
        let now = at.get_untracked();
        let next = match event.key().as_str() {
            "ArrowDown" => now.map_or(0, |at| (at + 1).min(last)),
            "ArrowUp" => now.map_or(0, |at| at.saturating_sub(1)),
            "Home" => 0,
            "End" => last,
            _ => return,
        };
        event.prevent_default();
        press(next);
    };
    move || {
        if let Some(error) = loaded.error.get() {
            let retry = Callback::new(move |()| loaded.begin(asked.get_untracked()));
            return view! { <div class="so__error"><ErrorNote error on_retry=retry/></div> }.into_any();
        }
        if loaded.total.get() == Some(0) {
            return view! { <Nothing/> }.into_any();
        }
        let label = list_name(findings.list.get());
        view! {
            <div class="col grow" on:keydown=keys>
                <VirtualList count row_height=ROW label role="listbox" in_view=set_in_view reveal=at
                    active=Signal::derive(move || at.get().map(|place| format!("found-{place}")))
                    row=move |place| view! { <Row loaded place at press=Callback::new(press)/> }.into_any()/>
            </div>
        }
        .into_any()
    }
}

#[component]
fn Row(loaded: Loaded, place: usize, at: RwSignal<Option<usize>>, press: Callback<usize>) -> impl IntoView {
    let row = Memo::new(move |_| loaded.row(place));
    let is_on = Memo::new(move |_| at.get() == Some(place));
    let shown = move || {
        let Some(FoundRow { title, detail, why, unverified, document_name, span, .. }) = row.get() else {
            return view! { <span class="skel" style="width:60%"></span> }.into_any();
        };
        let page = span.map(|span| fill(common().page_short, &[("n", &span.page.to_string())])).unwrap_or_default();
        let mark = unverified.then(|| view! { <span class="chip chip--warn">{words().unverified}</span> });
        let second = if why.is_empty() { document_name.clone() } else { from_core(&why) };
        let is_warned = !why.is_empty();
        let tip = format!("{title}\n{second}\n{document_name}, {page}");
        view! {
            <span class="fo__t" title=tip>
                <span class="row"><b class="trunc" dir="auto">{title}</b><span class="sp"></span>{mark}
                    <span class="micro trunc fo__d" dir="auto">{from_core(&detail)}</span></span>
                <span class="row meta">
                    {is_warned.then(|| view! { <Icon name="info" size=13/> })}
                    <span class="trunc grow" dir="auto">{second}</span><span class="micro">{page}</span></span>
            </span>
        }
        .into_any()
    };
    view! {
        <div class="vg__r fo__r" class:is-on=is_on role="option" id=format!("found-{place}")
            aria-selected=move || is_on.get().to_string() on:click=move |_| press.run(place)>{shown}</div>
    }
}

/// Its page in the reader, the place marked.
pub fn open(sources: Sources, span: Span) {
    let id = sources.query.data.with_untracked(|data| {
        let rows = &data.as_ref()?.documents;
        Some(rows.iter().find(|row| row.key.as_ref() == Some(&span.document))?.id)
    });
    if let Some(id) = id {
        sources.open_at(id, span.page);
        sources.findings.mark.set(Some(span));
    }
}

impl Loaded {
    fn new() -> Loaded {
        Loaded {
            of: StoredValue::new((None, FoundList::Entities, None)),
            total: RwSignal::new(None),
            pages: RwSignal::new(BTreeMap::new()),
            on_way: StoredValue::new(BTreeSet::new()),
            error: RwSignal::new(None),
        }
    }

    fn begin(self, asked: Asked) {
        self.of.set_value(asked);
        self.on_way.set_value(BTreeSet::new());
        self.pages.set(BTreeMap::new());
        self.total.set(None);
        self.error.set(None);
        self.load_page(0);
    }

    fn row(self, place: usize) -> Option<FoundRow> {
        self.pages.with(|pages| pages.get(&(place / PAGE))?.get(place % PAGE).cloned())
    }

    fn load(self, from: usize, to: usize) {
        let total = self.total.get_untracked().unwrap_or(0);
        for page in from / PAGE..=to.min(total.saturating_sub(1)) / PAGE {
            self.load_page(page);
        }
    }

    fn load_page(self, page: usize) {
        let known = self.pages.with_untracked(|pages| pages.contains_key(&page));
        if known || !self.on_way.try_update_value(|pages| pages.insert(page)).unwrap_or(false) {
            return;
        }
        let asked = self.of.get_value();
        let (document, list, part) = asked.clone();
        let request = FoundRowsRequest { document, list, part, from: (page * PAGE) as u64, count: PAGE as u32 };
        spawn_local(async move {
            let answer = ipc::found_rows(request).await;
            if self.of.try_get_value() != Some(asked) {
                return;
            }
            self.on_way.update_value(|pages| {
                pages.remove(&page);
            });
            match answer {
                Ok(found) => {
                    self.pages.update(|pages| {
                        pages.insert(page, found.rows);
                        while pages.len() > KEPT {
                            let far = pages.keys().copied().max_by_key(|known| known.abs_diff(page));
                            far.map(|far| pages.remove(&far));
                        }
                    });
                    let total = Some(found.total as usize);
                    if self.total.get_untracked() != total {
                        self.total.set(total);
                    }
                }
                Err(error) => self.error.set(Some(error)),
            }
        });
    }
}
