//! A box that finds a node by name: results while typing, arrows and Enter choose. The search box of the page and
//! both ends of "Find path" use it.

use crate::components::{Icon, KindTile};
use crate::ipc;
use crate::text::common;
use crate::text::graph::words;
use leptos::prelude::*;
use leptos::task::spawn_local;
use pathloom_ipc::search::{NodeHit, SearchRequest};
use wasm_bindgen::JsCast;

const RESULTS: u32 = 12;

#[derive(Clone, Copy)]
struct Finder {
    text: RwSignal<String>,
    hits: RwSignal<Option<Vec<NodeHit>>>,
    place: RwSignal<usize>,
    open: RwSignal<bool>,
    asked: StoredValue<u32>,
}

impl Finder {
    fn type_text(self, text: String) {
        self.text.set(text.clone());
        self.asked.update_value(|asked| *asked += 1);
        let asked = self.asked.get_value();
        if text.trim().is_empty() {
            self.open.set(false);
            return self.hits.set(None);
        }
        spawn_local(async move {
            let request = SearchRequest { text, kinds: Vec::new(), limit: RESULTS, samples: false };
            let found = ipc::search(request).await;
            if self.asked.try_get_value() != Some(asked) {
                return;
            }
            self.hits.set(Some(found.map(|found| found.nodes).unwrap_or_default()));
            self.place.set(0);
            self.open.set(true);
        });
    }

    fn step(self, by: isize) {
        let count = self.hits.with_untracked(|hits| hits.as_ref().map_or(0, Vec::len));
        if count > 0 {
            self.place.update(|place| *place = (*place as isize + by).rem_euclid(count as isize) as usize);
        }
    }

    fn chosen(self) -> Option<NodeHit> {
        let place = self.place.get_untracked();
        self.hits.with_untracked(|hits| hits.as_ref()?.get(place).cloned())
    }
}

/// `on_choose` gets the node; the box then shows its name.
#[component]
pub fn NodeFinder(
    #[prop(into)] label: String,
    /// Text to show at first.
    #[prop(optional, into)]
    initial: Signal<String>,
    on_choose: Callback<NodeHit>,
    #[prop(optional)] on_clear: Option<Callback<()>>,
    #[prop(optional)] autofocus: bool,
) -> impl IntoView {
    let finder = Finder {
        text: RwSignal::new(String::new()),
        hits: RwSignal::new(None),
        place: RwSignal::new(0),
        open: RwSignal::new(false),
        asked: StoredValue::new(0),
    };
    Effect::new(move |_| finder.text.set(initial.get()));
    let choose = move |hit: NodeHit| {
        finder.text.set(hit.name.clone());
        // An answer that is still on its way must not open the list again.
        finder.asked.update_value(|asked| *asked += 1);
        finder.open.set(false);
        on_choose.run(hit);
    };
    let clear = move || {
        finder.type_text(String::new());
        if let Some(on_clear) = on_clear {
            on_clear.run(());
        }
    };
    let on_key = move |event: leptos::ev::KeyboardEvent| match event.key().as_str() {
        "ArrowDown" => {
            event.prevent_default();
            finder.step(1);
        }
        "ArrowUp" => {
            event.prevent_default();
            finder.step(-1);
        }
        "Enter" if finder.open.get_untracked() => {
            if let Some(hit) = finder.chosen() {
                choose(hit);
            }
        }
        "Escape" if finder.open.get_untracked() => {
            event.stop_propagation();
            finder.open.set(false);
        }
        _ => {}
    };
    let input = NodeRef::<leptos::html::Input>::new();
    Effect::new(move |_| {
        if let Some(input) = input.get().filter(|_| autofocus) {
            let _ = input.focus();
        }
    });
    view! {
        <div class="gfind" on:focusout=move |event| close_when_left(finder, &event)>
            <div class="field">
                <Icon name="search" size=15/>
                <input
                    node_ref=input
                    type="text"
                    role="combobox"
                    aria-expanded=move || finder.open.get().to_string()
                    aria-label=label
                    placeholder=words().find_node
                    autocomplete="off"
                    spellcheck="false"
                    prop:value=move || finder.text.get()
                    on:input=move |event| finder.type_text(event_target_value(&event))
                    on:focus=move |_| finder.open.set(finder.hits.with_untracked(Option::is_some))
                    on:keydown=on_key
                />
                <Show when=move || finder.text.with(|text| !text.is_empty())>
                    <button class="ib" style="width:24px;height:24px" aria-label=move || common::words().clear on:click=move |_| clear()>
                        <Icon name="x" size=14/>
                    </button>
                </Show>
            </div>
            <Show when=move || finder.open.get()>
                <div class="gfind__list" role="listbox">
                    {move || match finder.hits.get() {
                        Some(hits) if hits.is_empty() => view! { <p class="gfind__none">{words().none}</p> }.into_any(),
                        Some(hits) => hits.into_iter().enumerate().map(|(place, hit)| {
                            let chosen = hit.clone();
                            view! {
                                <button class="gfind__i" role="option" tabindex="-1" class:is-on=move || finder.place.get() == place
                                    aria-selected=move || (finder.place.get() == place).to_string()
                                    on:mousedown=|event| event.prevent_default()
                                    on:click=move |_| choose(chosen.clone())>
                                    <KindTile kind=hit.kind size=20/>
                                    <span class="trunc">{hit.name}</span>
                                    <span class="meta trunc">{hit.detail}</span>
                                </button>
                            }
                        }).collect_view().into_any(),
                        None => ().into_any(),
                    }}
                </div>
            </Show>
        </div>
    }
}

fn close_when_left(finder: Finder, event: &leptos::ev::FocusEvent) {
    let next = event.related_target().and_then(|target| target.dyn_into::<web_sys::Node>().ok());
    let here = event.current_target().and_then(|target| target.dyn_into::<web_sys::Node>().ok());
    if !here.is_some_and(|here| here.contains(next.as_ref())) {
        finder.open.set(false);
    }
}
