//! Ctrl K: screens and commands at once, nodes and samples as they are found.

use super::project_menu::{ask_new_project, ask_open_project};
use crate::components::{Dialog, Icon, KindTile};
use crate::hooks::use_query;
use crate::ipc;
use crate::state::{App, Screen, Toasts, go, use_app, use_toasts};
use crate::text::fill;
use crate::text::shell::{screen_name, words};
use leptos::html::Input;
use leptos::prelude::*;
use pathloom_ipc::search::{SearchRequest, SearchView};
use pathloom_model::Kind;

const HITS: u32 = 12;

/// One line of the palette: what it shows and what Enter does.
#[derive(Clone)]
struct Line {
    group: &'static str,
    face: Face,
    title: String,
    detail: String,
    run: Callback<()>,
}

#[derive(Clone, Copy)]
enum Face {
    Icon(&'static str),
    Kind(Kind),
}

#[component]
pub fn Palette(open: RwSignal<bool>) -> impl IntoView {
    view! { <Dialog open label=words().search class="dialog--palette"><Content open/></Dialog> }
}

#[component]
fn Content(open: RwSignal<bool>) -> impl IntoView {
    let text = RwSignal::new(String::new());
    let at = RwSignal::new(0_usize);
    let input = NodeRef::<Input>::new();
    let found = use_query(move || {
        let text = text.get().trim().to_owned();
        async move {
            if text.is_empty() {
                return Ok(SearchView::default());
            }
            ipc::search(SearchRequest { text, kinds: Vec::new(), limit: HITS, samples: true }).await
        }
    });
    let commands = StoredValue::new(commands(use_app(), use_toasts()));
    let lines = Memo::new_with_compare(
        move |_| {
            let wanted = text.get().trim().to_lowercase();
            let mut lines = commands.get_value();
            lines.retain(|line| line.title.to_lowercase().contains(&wanted));
            lines.extend(hits(found.data.get().unwrap_or_default()));
            lines
        },
        |_, _| true,
    );
    Effect::new(move |_| {
        text.track();
        at.set(0);
    });
    Effect::new(move |_| {
        let id = format!("palette-{}", at.get());
        request_animation_frame(move || {
            let options = web_sys::ScrollIntoViewOptions::new();
            options.set_block(web_sys::ScrollLogicalPosition::Nearest);
            if let Some(line) = document().get_element_by_id(&id) {
                line.scroll_into_view_with_scroll_into_view_options(&options);
            }
        });
    });
    let run = move |place: usize| {
        if let Some(line) = lines.with_untracked(|lines| lines.get(place).cloned()) {
            open.set(false);
            line.run.run(());
        }
    };
    let keys = move |event: web_sys::KeyboardEvent| {
        let last = lines.with_untracked(Vec::len).saturating_sub(1);
        match event.key().as_str() {
            "ArrowDown" => at.update(|at| *at = (*at + 1).min(last)),
            "ArrowUp" => at.update(|at| *at = at.saturating_sub(1)),
            "Enter" if !event.is_composing() => run(at.get_untracked()),
            _ => return,
        }
        event.prevent_default();
    };
    let nothing = move || {
        lines.with(Vec::is_empty).then(|| {
            let note = if found.loading.get() {
                words().searching.to_owned()
            } else {
                fill(words().nothing_found, &[("text", text.get().trim())])
            };
            view! { <p class="pal__none" role="status">{note}</p> }
        })
    };
    view! {
        <div class="pal__f">
            <Icon name="search" size=17/>
            <input type="text" role="combobox" aria-expanded="true" aria-controls="palette-list" aria-label=words().search
                aria-activedescendant=move || format!("palette-{}", at.get()) placeholder=words().palette_hint
                autocomplete="off" spellcheck="false" node_ref=input prop:value=move || text.get()
                on:input:target=move |event| text.set(event.target().value()) on:keydown=keys/>
            <kbd>"Esc"</kbd>
        </div>
        <div class="pal__l scroll" role="listbox" id="palette-list" aria-label=words().search>
            {move || drawn(lines.get(), at, run)}
            {nothing}
        </div>
    }
}

fn drawn(lines: Vec<Line>, at: RwSignal<usize>, run: impl Fn(usize) + Copy + 'static) -> impl IntoView {
    let mut group = "";
    lines.into_iter().enumerate().map(move |(place, line)| {
        let head = (line.group != group).then_some(line.group);
        group = line.group;
        let is_on = Memo::new(move |_| at.get() == place);
        let face = match line.face {
            Face::Icon(name) => view! { <Icon name size=16/> }.into_any(),
            Face::Kind(kind) => view! { <KindTile kind/> }.into_any(),
        };
        view! {
            {head.map(|head| view! { <div class="pal__g label" role="presentation">{head}</div> })}
            <button type="button" class="pal__i" class:is-on=is_on role="option" id=format!("palette-{place}") tabindex="-1"
                aria-selected=move || is_on.get().to_string()
                on:pointermove=move |_| if at.get_untracked() != place { at.set(place) }
                on:click=move |_| run(place)>
                {face}<span class="trunc">{line.title}</span><span class="micro trunc pal__d">{line.detail}</span>
            </button>
        }
    }).collect_view()
}

fn commands(app: App, toasts: Toasts) -> Vec<Line> {
    let command = |icon, title: String, run: Callback<()>| Line {
        group: words().commands,
        face: Face::Icon(icon),
        title,
        detail: String::new(),
        run,
    };
    let mut lines: Vec<Line> = Screen::WORK
        .iter()
        .map(|screen| {
            let screen = *screen;
            let title = fill(words().go_to, &[("screen", screen_name(screen))]);
            command("arrow-right", title, Callback::new(move |()| go(screen, &[])))
        })
        .collect();
    lines.push(command("sun-moon", words().switch_theme.to_owned(), Callback::new(move |()| app.toggle_theme())));
    lines.push(command(
        "folder-plus",
        words().new_project.to_owned(),
        Callback::new(move |()| ask_new_project(app, toasts)),
    ));
    lines.push(command(
        "folder-open",
        words().open_project.to_owned(),
        Callback::new(move |()| ask_open_project(app, toasts)),
    ));
    lines
}

fn hits(found: SearchView) -> Vec<Line> {
    let nodes = found.nodes.into_iter().map(|hit| Line {
        group: words().nodes,
        face: Face::Kind(hit.kind),
        title: hit.name,
        detail: hit.detail,
        run: Callback::new(move |()| go(Screen::Graph, &[("node", hit.key.as_str())])),
    });
    let samples = found.samples.into_iter().map(|hit| Line {
        group: words().samples,
        face: Face::Icon("list-checks"),
        title: hit.question,
        detail: short_id(&hit.id),
        run: Callback::new(move |()| go(Screen::Review, &[("sample", &hit.id)])),
    });
    nodes.chain(samples).collect()
}

/// The first eight signs of an id, which is how people name one.
fn short_id(id: &str) -> String {
    id.chars().take(8).collect()
}
