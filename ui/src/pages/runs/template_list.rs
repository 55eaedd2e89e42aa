//! The templates to choose from, by group, with how often each matches; those without a match cannot be chosen.

use crate::components::{Button, ButtonSize, Icon, Skeleton};
use crate::hooks::{Query, use_query};
use crate::ipc;
use crate::state::use_changes;
use crate::text::asked::words;
use crate::text::core_words::from_core;
use crate::text::{fill, language, number};
use leptos::prelude::*;
use leptos::task::spawn_local;
use pathloom_ipc::templates::{CountView, LibraryView, TemplateRow};
use pathloom_model::{Language, Text2};
use std::collections::{BTreeMap, BTreeSet};

/// What is chosen, and what is known to choose from.
#[derive(Clone, Copy)]
pub struct Chosen {
    library: Query<LibraryView>,
    /// Counts that came in since the library was loaded.
    counts: RwSignal<BTreeMap<String, CountView>>,
    ids: RwSignal<BTreeSet<String>>,
}

impl Chosen {
    pub fn new() -> Chosen {
        let changes = use_changes();
        let library = use_query(move || {
            changes.graph.track();
            ipc::templates()
        });
        let chosen = Chosen { library, counts: RwSignal::default(), ids: RwSignal::default() };
        chosen.count_the_others();
        chosen
    }

    pub fn count(self) -> usize {
        self.ids.with(BTreeSet::len)
    }

    /// As the library lists them.
    pub fn in_order(self) -> Vec<String> {
        let ids = self.ids.get();
        self.library
            .data
            .with(|library| rows(library).map(|row| row.id.clone()).filter(|id| ids.contains(id)).collect())
    }

    fn count_of(self, id: &str) -> Option<CountView> {
        let newer = self.counts.with(|counts| counts.get(id).cloned());
        newer.or_else(|| self.library.data.with(|library| rows(library).find(|row| row.id == id)?.count.clone()))
    }

    /// One after another, so that nothing else waits for them.
    fn count_the_others(self) {
        Effect::new(move |_| {
            let uncounted: Vec<String> = self.library.data.with(|library| {
                rows(library)
                    .filter(|row| row.count.is_none() && row.problem.is_none())
                    .map(|row| row.id.clone())
                    .collect()
            });
            spawn_local(async move {
                for id in uncounted {
                    let counted = ipc::count(id.clone()).await;
                    if let Ok(count) = counted
                        && self.counts.try_update(|counts| drop(counts.insert(id, count))).is_none()
                    {
                        return;
                    }
                }
            });
        });
    }

    fn matches(self, id: &str) -> bool {
        self.count_of(id).is_some_and(|count| count.count > 0)
    }

    fn choose_all(self) {
        let all: Vec<String> =
            self.library.data.with_untracked(|library| rows(library).map(|row| row.id.clone()).collect());
        let matching = untrack(|| all.into_iter().filter(|id| self.matches(id)).collect());
        self.ids.set(matching);
    }
}

fn rows(library: &Option<LibraryView>) -> impl Iterator<Item = &TemplateRow> {
    library.iter().flat_map(|library| &library.groups).flat_map(|group| &group.templates)
}

#[component]
pub fn TemplateList(chosen: Chosen) -> impl IntoView {
    let find = RwSignal::new(String::new());
    let groups = move || {
        let wanted = find.get().trim().to_lowercase();
        let library = chosen.library.data.get()?;
        let groups = library.groups.into_iter().filter_map(|group| {
            let fits = |row: &TemplateRow| {
                let (en, zh) = (row.title.en.to_lowercase(), row.title.zh.to_lowercase());
                wanted.is_empty() || en.contains(&wanted) || zh.contains(&wanted)
            };
            let rows: Vec<TemplateRow> = group.templates.into_iter().filter(fits).collect();
            (!rows.is_empty()).then(|| {
                view! {
                    <h4 class="nr__g">{from_core(&group.name)}</h4>
                    {rows.into_iter().map(|row| view! { <Row chosen row/> }).collect_view()}
                }
            })
        });
        Some(groups.collect_view())
    };
    view! {
        <section class="nr__t" aria-label=words().templates>
            <div class="row nr__h">
                <div class="field grow"><Icon name="search" size=15/>
                    <input type="text" placeholder=words().find aria-label=words().find
                        on:input:target=move |event| find.set(event.target().value())/></div>
                <span class="meta num">{move || fill(words().chosen, &[("n", &number(chosen.count() as u64))])}</span>
                <Button size=ButtonSize::Small on_click=move || chosen.choose_all()>{words().choose_all}</Button>
                <Button size=ButtonSize::Small on_click=move || chosen.ids.set(BTreeSet::new())>{words().choose_none}</Button>
            </div>
            <div class="nr__l scroll">
                {move || chosen.library.first_time().then(|| view! { <Skeleton/> })}
                {groups}
            </div>
        </section>
    }
}

#[component]
fn Row(chosen: Chosen, row: TemplateRow) -> impl IntoView {
    let id = StoredValue::new(row.id);
    let count = Memo::new(move |_| id.with_value(|id| chosen.count_of(id)));
    let none =
        Memo::new(move |_| count.with(|count| count.as_ref().is_some_and(|count| count.count == 0 && count.exact)));
    let is_on = Memo::new(move |_| chosen.ids.with(|ids| id.with_value(|id| ids.contains(id))));
    let toggle = move |on: bool| {
        chosen.ids.update(|ids| match on {
            true => drop(ids.insert(id.get_value())),
            false => drop(ids.remove(&id.get_value())),
        });
    };
    let problem = row.problem.is_some();
    let said = move || match count.get() {
        None if problem => words().no_match.to_owned(),
        None => words().counting.to_owned(),
        Some(count) if count.count == 0 => words().no_match.to_owned(),
        Some(count) => {
            let n = number(count.count);
            let n = if count.exact { n } else { fill(words().about, &[("n", &n)]) };
            fill(words().matches, &[("n", &n)])
        }
    };
    let cannot = move || problem || none.get();
    view! {
        <label class="check nr__r" class:ink3=cannot>
            <input type="checkbox" prop:checked=move || is_on.get() disabled=cannot
                on:change:target=move |event| toggle(event.target().checked())/>
            <span class="trunc grow" dir="auto">{title(&row.title)}</span>
            <span class="micro num">{said}</span>
        </label>
    }
}

/// English where there is no Chinese.
fn title(text: &Text2) -> String {
    match language() {
        Language::Zh if !text.zh.is_empty() => text.zh.clone(),
        _ => text.en.clone(),
    }
}
