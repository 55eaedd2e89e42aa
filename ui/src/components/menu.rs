//! A list of things to do, walked with the arrow keys; the first is focused when it opens.

use super::{Icon, Keys};
use leptos::html::Div;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, KeyboardEvent};

#[derive(Clone)]
pub struct MenuItem {
    pub icon: Option<&'static str>,
    pub label: String,
    pub keys: &'static [&'static str],
    /// For items that show a choice.
    pub checked: bool,
    pub run: Callback<()>,
}

impl MenuItem {
    pub fn new(icon: &'static str, label: impl Into<String>, run: impl Fn() + Send + Sync + 'static) -> MenuItem {
        MenuItem {
            icon: Some(icon),
            label: label.into(),
            keys: &[],
            checked: false,
            run: Callback::new(move |()| run()),
        }
    }
}

#[component]
pub fn Menu(
    items: Vec<MenuItem>,
    #[prop(into)] label: String,
    /// Closes what the menu stands in.
    on_done: impl Fn() + Clone + 'static,
) -> impl IntoView {
    let list = NodeRef::<Div>::new();
    Effect::new(move |_| {
        if let Some(list) = list.get() {
            focus(&list, 0);
        }
    });
    let rows = items.into_iter().map(|MenuItem { icon, label, keys, checked, run }| {
        let on_done = on_done.clone();
        let press = move |_| {
            on_done();
            run.run(());
        };
        view! {
            <button type="button" role="menuitem" class="menu__i" class:is-on=checked on:click=press>
                {icon.map(|name| view! { <Icon name size=15/> })}
                <span class="grow trunc">{label}</span>
                {checked.then(|| view! { <Icon name="check" size=14/> })}
                <Keys keys/>
            </button>
        }
    });
    view! {
        <div class="menu" role="menu" aria-label=label node_ref=list on:keydown=move |event| walk(&event, list)>
            {rows.collect_view()}
        </div>
    }
}

fn walk(event: &KeyboardEvent, list: NodeRef<Div>) {
    let step = match event.key().as_str() {
        "ArrowDown" => 1,
        "ArrowUp" => -1,
        _ => return,
    };
    let Some(list) = list.get_untracked() else { return };
    event.prevent_default();
    let buttons = buttons(&list);
    let focused = document().active_element();
    let now = buttons.iter().position(|button| Some(button.as_ref()) == focused.as_ref()).unwrap_or(0);
    let count = buttons.len().max(1) as i64;
    focus(&list, (now as i64 + step).rem_euclid(count) as usize);
}

fn focus(list: &HtmlElement, place: usize) {
    if let Some(button) = buttons(list).get(place) {
        let _ = button.focus();
    }
}

fn buttons(list: &HtmlElement) -> Vec<HtmlElement> {
    let Ok(found) = list.query_selector_all("button") else { return Vec::new() };
    (0..found.length()).filter_map(|place| found.get(place)?.dyn_into().ok()).collect()
}
