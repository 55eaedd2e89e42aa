//! "Mark entity": words selected on a page become the name of an entity, of a type of the ontology, in every document.

use crate::components::{
    Button, ButtonKind, Choice, Dialog, ErrorNote, Field, Icon, IconButton, Select, Skeleton, open_while_some,
};
use crate::hooks::{use_command, use_query};
use crate::ipc;
use crate::state::{ToastAction, Toasts, Tone, use_app, use_toasts};
use crate::text::common::words as common;
use crate::text::core_words::from_core;
use crate::text::ontology::words;
use crate::text::{fill, language, number};
use leptos::ev;
use leptos::html::Div;
use leptos::prelude::*;
use leptos::task::spawn_local;
use pathloom_ipc::ontology::{MarkEntityRequest, MarkedEntity, OntologyView};
use pathloom_ipc::sources::{PageBlock, PageBlockKind};
use web_sys::{HtmlElement, Node};

/// Longer selections are passages, not names.
const MOST: usize = 80;

/// What is being marked: the words, and the text to choose them from where the page is a picture.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Marking {
    pub name: String,
    pub text: Vec<String>,
}

/// A project that is open for reading only keeps its graph.
pub fn may_mark() -> bool {
    use_app().project.with_untracked(|project| project.as_ref().is_some_and(|project| !project.read_only))
}

/// The button beside a selection inside `desk`, and the window that it opens. `marking` opens the window from elsewhere.
#[component]
pub fn MarkEntity(desk: NodeRef<Div>, marking: RwSignal<Option<Marking>>) -> impl IntoView {
    let offer = RwSignal::new(None::<(String, f64, f64)>);
    let look = move || {
        let desk = desk.try_get_untracked().flatten();
        offer.set(desk.and_then(|desk| selected_in(&desk)).and_then(|(name, range)| {
            let place = range.get_bounding_client_rect();
            Some((name, place.left(), place.bottom())).filter(|_| place.width() > 0.0)
        }));
    };
    let handle = window_event_listener(ev::selectionchange, move |_| {
        // While the mouse is still pressed the button would run before it.
        if offer.with_untracked(Option::is_some) {
            look();
        }
    });
    let lifted = window_event_listener(ev::pointerup, move |_| request_animation_frame(look));
    let typed = window_event_listener(ev::keyup, move |event| {
        if event.shift_key() {
            look();
        }
    });
    on_cleanup(move || {
        handle.remove();
        lifted.remove();
        typed.remove();
    });
    let press = move |name: String| {
        offer.set(None);
        marking.set(Some(Marking { name, text: Vec::new() }));
    };
    let open = open_while_some(marking);
    view! {
        {move || offer.get().map(|(name, x, y)| view! {
            <div class="pop mk__offer" style=format!("left:{:.0}px;top:{:.0}px", x.max(8.0), y + 6.0)>
                <button type="button" class="btn btn--xs" on:pointerdown=|event| event.prevent_default()
                    on:click=move |_| press(name.clone())>
                    <Icon name="tag" size=13/>{words().mark}
                </button>
            </div>
        })}
        <Dialog open label=words().mark>{move || marking.get().map(|marking_now| view! { <Form marking marking_now/> })}</Dialog>
    }
}

/// The selected words, where they can be a name and stand inside `desk`.
fn selected_in(desk: &HtmlElement) -> Option<(String, web_sys::Range)> {
    let selection = window().get_selection().ok().flatten().filter(|selection| !selection.is_collapsed())?;
    let range = selection.get_range_at(0).ok()?;
    let inside = |node: Option<Node>| node.is_some_and(|node| desk.contains(Some(&node)));
    if !inside(selection.anchor_node()) || !inside(selection.focus_node()) {
        return None;
    }
    let name = String::from(selection.to_string()).split_whitespace().collect::<Vec<_>>().join(" ");
    let fits = name.chars().count() <= MOST && name.chars().any(char::is_alphanumeric);
    fits.then_some((name, range))
}

#[component]
fn Form(marking: RwSignal<Option<Marking>>, marking_now: Marking) -> impl IntoView {
    let words = words();
    let toasts = use_toasts();
    let Marking { name, text } = marking_now;
    let name = RwSignal::new(name);
    let kind = RwSignal::new(String::new());
    let ontology = use_query(ipc::ontology);
    let choices = Signal::derive(move || ontology.data.with(|view| view.as_ref().map(choices).unwrap_or_default()));
    Effect::new(move |_| {
        if let Some(first) = choices.with(|choices| choices.first().map(|first| first.value.clone()))
            && kind.with_untracked(String::is_empty)
        {
            kind.set(first);
        }
    });
    let mark = use_command(ipc::mark_entity, move |done| {
        let shown = choices.with_untracked(|choices| {
            let now = kind.get_untracked();
            choices.iter().find(|choice| choice.value == now).map(|choice| choice.label.clone()).unwrap_or_default()
        });
        tell(toasts, &name.get_untracked(), &shown, done);
        marking.set(None);
    });
    let send = move || {
        if !name.with_untracked(|name| name.trim().is_empty()) {
            mark.run(MarkEntityRequest { name: name.get_untracked(), entity_type: kind.get_untracked() });
        }
    };
    let input = NodeRef::new();
    Effect::new(move |_| {
        if let Some(input) = input.get() {
            let input: web_sys::HtmlInputElement = input;
            let _ = input.focus();
        }
    });
    let nothing = Signal::derive(move || name.with(|name| name.trim().is_empty()) || kind.with(String::is_empty));
    view! {
        <div class="dialog__h">
            <h2 class="h-title">{words.mark}</h2><span class="sp"></span>
            <IconButton icon="x" label=common().close.to_owned() on_click=move || marking.set(None)/>
        </div>
        {(!text.is_empty()).then(|| view! { <Passages text name/> })}
        <div class="form mk__form">
            <span class="label">{words.mark_name}</span>
            <Field value=name label=words.mark_name node_ref=input on_enter=Callback::new(move |()| send())/>
            <span class="label">{words.mark_type}</span>
            {move || match choices.with(Vec::is_empty) {
                true => view! { <Skeleton widths=&[60]/> }.into_any(),
                false => view! {
                    <Select value=Signal::derive(move || kind.get()) choices label=words.mark_type
                        on_change=move |chosen| kind.set(chosen)/>
                }.into_any(),
            }}
        </div>
        <p class="meta mk__about">{words.mark_about}</p>
        {move || mark.error.get().or_else(|| ontology.error.get()).map(|error| view! {
            <div class="dialog__f"><ErrorNote error/></div>
        })}
        <div class="dialog__f row">
            <span class="sp"></span>
            <Button on_click=move || marking.set(None)>{common().cancel}</Button>
            <Button kind=ButtonKind::Primary busy=mark.busy disabled=nothing on_click=send>{words.mark_go}</Button>
        </div>
    }
}

/// The words of a page that is a picture: selecting some writes them into the name.
#[component]
fn Passages(text: Vec<String>, name: RwSignal<String>) -> impl IntoView {
    let area = NodeRef::<Div>::new();
    let take = move || {
        if let Some((selected, _)) = area.get_untracked().and_then(|area| selected_in(&area)) {
            name.set(selected);
        }
    };
    view! {
        <p class="meta mk__about">{words().mark_select}</p>
        <div class="mk__text" tabindex="0" node_ref=area on:pointerup=move |_| request_animation_frame(take)>
            {text.into_iter().map(|text| view! { <p dir="auto">{text}</p> }).collect_view()}
        </div>
    }
}

/// Types by how many entities the graph has of them, then by name.
fn choices(view: &OntologyView) -> Vec<Choice> {
    let mut types: Vec<_> = view.ontology.entity_types.iter().collect();
    let count = |name: &str| view.entities.get(name).copied().unwrap_or(0);
    types.sort_by(|a, b| count(&b.name).cmp(&count(&a.name)).then_with(|| a.name.cmp(&b.name)));
    types.into_iter().map(|it| Choice::new(it.name.clone(), it.shown(language()))).collect()
}

fn tell(toasts: Toasts, name: &str, kind: &str, done: MarkedEntity) {
    if done.run.is_none() {
        return toasts.show(Tone::Plain, fill(words().mark_known, &[("name", name), ("type", kind)]));
    }
    let mut said = fill(words().marked, &[("name", name), ("type", kind)]);
    if done.by_models > 0 {
        said.push(' ');
        said.push_str(&fill(words().mark_models, &[("n", &number(done.by_models))]));
    }
    let run = Callback::new(move |()| {
        toasts.close_actions();
        spawn_local(async move {
            match ipc::undo().await {
                Ok(view) => toasts.show(Tone::Plain, view.done.map(|done| from_core(&done)).unwrap_or_default()),
                Err(error) => toasts.error(&error),
            }
        });
    });
    toasts.with_action(Tone::Ok, said, ToastAction { label: common().undo.to_owned(), key: None, run });
}

/// What can be read in the blocks of a page.
pub fn text_of(blocks: &[PageBlock]) -> Vec<String> {
    let one = |block: &PageBlock| match &block.kind {
        PageBlockKind::Heading { text, .. }
        | PageBlockKind::Paragraph { text }
        | PageBlockKind::Caption { text }
        | PageBlockKind::Footnote { text } => vec![text.clone()],
        PageBlockKind::List { items, .. } => items.clone(),
        PageBlockKind::Table { table } => {
            let line = |row: &Vec<pathloom_model::Cell>| {
                let cells = row.iter().map(|cell| cell.text.trim()).filter(|text| !text.is_empty());
                cells.collect::<Vec<_>>().join("   ")
            };
            table.cells.iter().map(line).collect()
        }
        PageBlockKind::Figure { caption, .. } => vec![caption.clone()],
        PageBlockKind::Formula { .. } | PageBlockKind::Code { .. } => vec![],
    };
    blocks.iter().flat_map(one).filter(|text| !text.trim().is_empty()).collect()
}
