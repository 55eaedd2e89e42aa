//! The left pane: templates by group with their counts, and a box that finds one by name.

use super::state::TemplatesState;
use super::words::reason;
use super::{head, in_language};
use crate::components::{ErrorNote, Field, Icon, IconButton, Skeleton};
use crate::hooks::use_command;
use crate::ipc;
use crate::state::{Tone, use_toasts};
use crate::text::fill;
use crate::text::templates::words;
use leptos::html::Div;
use leptos::prelude::*;
use pathloom_ipc::project::PickRequest;
use pathloom_ipc::templates::{
    CountView, ImportedTemplates, LibraryView, TemplateFilesRequest, TemplateGroup, TemplateRow,
};

#[component]
pub fn Library(state: TemplatesState, open: RwSignal<bool>) -> impl IntoView {
    let library = state.library;
    let total = move || {
        library.data.with(|library| {
            library.as_ref().map(|library| {
                let total: usize = library.groups.iter().map(|group| group.templates.len()).sum();
                fill(words().presets, &[("n", &total.to_string())])
            })
        })
    };
    let list = NodeRef::<Div>::new();
    reveal_chosen(state, list);
    let escape = move |event: web_sys::KeyboardEvent| {
        if event.key() == "Escape" && open.get_untracked() {
            event.stop_propagation();
            open.set(false);
        }
    };
    let shown = move || {
        if let Some(library) = library.data.get() {
            return view! { <Groups state library open/> }.into_any();
        }
        match library.error.get() {
            Some(error) => {
                let retry = Callback::new(move |()| library.reload());
                view! { <div class="te__none"><ErrorNote error on_retry=retry/></div> }.into_any()
            }
            None => view! { <div class="te__none"><Skeleton widths=&[50, 70, 80, 64, 76, 58]/></div> }.into_any(),
        }
    };
    view! {
        <aside class="pane pane--2 te__lib" class:is-open=move || open.get() aria-label=words().library on:keydown=escape>
            <div class="pbar"><h2>{words().library}</h2><span class="count">{total}</span><span class="sp"></span>
                <Import state/>
                <IconButton icon="plus" label=words().new.to_owned() on_click=move || { open.set(false); head::begin(state) }/>
            </div>
            <div class="te__find"><Field value=state.find label=words().find icon="search"/></div>
            <div class="scroll grow" node_ref=list>{shown}</div>
        </aside>
    }
}

/// A template that was chosen elsewhere, or has just been made, comes into view once.
fn reveal_chosen(state: TemplatesState, list: NodeRef<Div>) {
    let revealed = StoredValue::new(None::<String>);
    Effect::new(move |_| {
        let chosen = state.chosen.get();
        state.library.data.track();
        request_animation_frame(move || {
            if chosen.is_none() || revealed.try_get_value().is_none_or(|revealed| revealed == chosen) {
                return;
            }
            let list = list.try_get_untracked().flatten();
            if let Some(row) = list.and_then(|list| list.query_selector(".te__i.is-on").ok().flatten()) {
                let options = web_sys::ScrollIntoViewOptions::new();
                options.set_block(web_sys::ScrollLogicalPosition::Nearest);
                row.scroll_into_view_with_scroll_into_view_options(&options);
                revealed.set_value(chosen);
            }
        });
    });
}

/// Template files that a colleague has sent.
#[component]
fn Import(state: TemplatesState) -> impl IntoView {
    let toasts = use_toasts();
    let import = use_command(
        |()| async {
            let paths = ipc::pick(PickRequest::Templates { title: words().import_title.into() }).await?;
            if paths.is_empty() {
                return Ok(ImportedTemplates::default());
            }
            ipc::import_templates(TemplateFilesRequest { paths }).await
        },
        move |done: ImportedTemplates| {
            for refused in done.refused.iter().take(3) {
                toasts.show(Tone::Bad, refused.clone());
            }
            for lacks in done.unfinished.iter().take(2) {
                toasts.show(Tone::Warn, fill(words().import_unfinished, &[("lacks", lacks)]));
            }
            if let Some(first) = done.ids.into_iter().next() {
                state.library.reload();
                state.chosen.set(Some(first));
            }
        },
    );
    Effect::new(move |_| {
        if let Some(error) = import.error.get() {
            toasts.error(&error);
        }
    });
    view! { <IconButton icon="import" label=words().import_title.to_owned() on_click=move || import.run(())/> }
}

#[component]
fn Groups(state: TemplatesState, library: LibraryView, open: RwSignal<bool>) -> impl IntoView {
    let library = StoredValue::new(library);
    move || {
        let groups = library.with_value(|library| matching(library, &state.find.get()));
        if groups.is_empty() {
            return view! { <p class="te__none">{words().none}</p> }.into_any();
        }
        groups.into_iter().map(|group| view! { <Group state group open/> }).collect_view().into_any()
    }
}

#[component]
fn Group(state: TemplatesState, group: TemplateGroup, open: RwSignal<bool>) -> impl IntoView {
    let TemplateGroup { name, templates } = group;
    let (title, count) = (group_name(&name), templates.len());
    let name = StoredValue::new(name);
    let is_open = Memo::new(move |_| {
        let searching = state.find.with(|find| !find.trim().is_empty());
        searching || state.closed.with(|closed| name.with_value(|name| !closed.contains(name)))
    });
    let toggle = move |_| {
        state.closed.update(|closed| {
            let name = name.get_value();
            match closed.iter().position(|known| *known == name) {
                Some(place) => drop(closed.remove(place)),
                None => closed.push(name),
            }
        });
    };
    let rows = StoredValue::new(templates);
    view! {
        <button type="button" class="te__g" aria-expanded=move || is_open.get().to_string() on:click=toggle>
            {move || view! { <Icon name=if is_open.get() { "chevron-down" } else { "chevron-right" } size=14/> }}
            {title}
            <span class="count">{count}</span>
        </button>
        <Show when=move || is_open.get()>
            {rows.get_value().into_iter().map(|row| view! { <Row state row open/> }).collect_view()}
        </Show>
    }
}

#[component]
fn Row(state: TemplatesState, row: TemplateRow, open: RwSignal<bool>) -> impl IntoView {
    let TemplateRow { id, title, count, problem } = row;
    let title = in_language(&title);
    let why = problem.as_deref().map(reason);
    let has_why = why.is_some();
    let hint = why.clone().unwrap_or_else(|| title.clone());
    let own = id.clone();
    let is_on = Memo::new(move |_| state.chosen.with(|chosen| chosen.as_ref() == Some(&own)));
    let counted = id.clone();
    let shown = move || {
        let newer = state.counts.with(|counts| counts.get(&counted).cloned());
        newer.or_else(|| count.clone()).map(|count| compact(&count))
    };
    let press = move |_| {
        state.chosen.set(Some(id.clone()));
        open.set(false);
    };
    view! {
        <button type="button" class="te__i" class:is-on=is_on class:has-why=has_why aria-current=move || is_on.get().then_some("true")
            title=hint on:click=press>
            <span class="trunc">{title}</span>
            {match problem {
                Some(_) => view! { <span class="num warn"><Icon name="triangle-alert" size=13/></span> }.into_any(),
                None => view! { <span class="num">{shown}</span> }.into_any(),
            }}
            {why.map(|why| view! { <small class="trunc">{why}</small> })}
        </button>
    }
}

/// Groups with the templates whose title or id holds every word that was typed.
fn matching(library: &LibraryView, find: &str) -> Vec<TemplateGroup> {
    let wanted: Vec<String> = find.to_lowercase().split_whitespace().map(str::to_owned).collect();
    let fits = |row: &&TemplateRow| {
        let text = format!("{} {} {}", row.title.en, row.title.zh, row.id).to_lowercase();
        wanted.iter().all(|word| text.contains(word))
    };
    let groups = library.groups.iter().map(|group| TemplateGroup {
        name: group.name.clone(),
        templates: group.templates.iter().filter(fits).cloned().collect(),
    });
    groups.filter(|group| !group.templates.is_empty()).collect()
}

/// "8.4M", "740k", "≈ 9.4k", "412"; "< 3.1k" where an estimate found none.
fn compact(count: &CountView) -> String {
    let shown = count.fewer_than().unwrap_or(count.count);
    let about = if count.fewer_than().is_some() {
        "< "
    } else if count.exact {
        ""
    } else {
        "≈ "
    };
    let value = shown as f64;
    let (value, unit) = match shown {
        ..1_000 => return format!("{about}{shown}"),
        1_000..1_000_000 => (value / 1e3, "k"),
        1_000_000..1_000_000_000 => (value / 1e6, "M"),
        1_000_000_000..1_000_000_000_000 => (value / 1e9, "B"),
        _ => (value / 1e12, "T"),
    };
    if value < 10.0 { format!("{about}{value:.1}{unit}") } else { format!("{about}{value:.0}{unit}") }
}

fn group_name(name: &str) -> String {
    let known = match name {
        "Entity and text" => words().group_entity,
        "Table" => words().group_table,
        "Chart" => words().group_chart,
        "Formula" => words().group_formula,
        "Mixed" => words().group_mixed,
        "More" => words().group_more,
        "Mine" => words().group_mine,
        other => other,
    };
    known.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use pathloom_model::Text2;

    #[test]
    fn templates_are_found_by_every_word_and_empty_groups_go() {
        let row = |id: &str, title: &str| TemplateRow {
            id: id.into(),
            title: Text2 { en: title.into(), zh: String::new() },
            count: None,
            problem: None,
        };
        let library = LibraryView {
            groups: vec![
                TemplateGroup {
                    name: "Table".into(),
                    templates: vec![row("single_table", "Single table"), row("multi_table", "Multi-table")],
                },
                TemplateGroup { name: "Chart".into(), templates: vec![row("single_chart", "Single chart")] },
            ],
        };
        let found = matching(&library, "TABLE single");
        assert_eq!((found.len(), found[0].templates.len()), (1, 1), "one group with one template: {found:?}");
        assert_eq!(matching(&library, "  ").len(), 2, "without words everything is there");
    }

    #[test]
    fn counts_fit_a_narrow_column() {
        let count =
            |count: u64, exact| CountView { count, exact, low: 0, high: 0, walks: String::new(), milliseconds: 0.0 };
        assert_eq!(compact(&count(412, true)), "412");
        assert_eq!(compact(&count(8_412_030, false)), "≈ 8.4M");
        assert_eq!(compact(&count(740_118, true)), "740k");
        assert_eq!(compact(&CountView { high: 3_078, ..count(0, false) }), "< 3.1k", "not about nothing");
    }
}
