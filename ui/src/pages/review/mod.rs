//! Review: the queue, one sample with its steps, the path with its evidence, and the line that joins them.

mod actions;
mod active;
mod checks;
mod deed;
mod done;
mod edit;
mod head;
mod keys;
mod page_pane;
mod path;
mod queue;
mod rows;
mod sample;
mod store;
mod thread;
mod votes;

use crate::components::{Button, ButtonKind, EmptyState, ErrorNote, Resizer, Skeleton, use_pane};
use crate::hooks::{use_media, use_screen_active};
use crate::state::{Screen, go, use_changes, use_route};
use crate::text::review::words;
use active::Active;
use leptos::html::Div;
use leptos::prelude::*;
use store::{Filter, Store, provide_store};

/// What the panes share besides the store.
#[derive(Clone, Copy)]
struct View {
    active: RwSignal<Active>,
    /// The page instead of the path.
    page: RwSignal<bool>,
    /// The part that is being edited.
    editing: RwSignal<Option<edit::Part>>,
    rejecting: RwSignal<bool>,
    /// The queue as a drawer, on narrow windows.
    drawer: RwSignal<bool>,
    /// Wide enough for path and page side by side.
    wide: RwSignal<bool>,
}

#[component]
pub fn ReviewPage() -> impl IntoView {
    let store = provide_store();
    let view = View {
        active: RwSignal::default(),
        page: RwSignal::new(false),
        editing: RwSignal::new(None),
        rejecting: RwSignal::new(false),
        drawer: RwSignal::new(false),
        wide: use_media("(min-width: 1680px)"),
    };
    provide_context(view);
    follow(store, view);
    keys::use_review_keys(store, view);
    let state = Memo::new(move |_| {
        (store.queue_error.get(), store.loaded.get(), store.progress.with(|progress| progress.total > 0))
    });
    let retry = Callback::new(move |()| store.reload(false));
    let body = move || match state.get() {
        (Some(error), ..) => view! { <div class="rv__error"><ErrorNote error on_retry=retry/></div> }.into_any(),
        (None, false, _) => view! { <Skeleton/> }.into_any(),
        (None, true, false) => view! { <Nothing/> }.into_any(),
        (None, true, true) => view! { <Panes/> }.into_any(),
    };
    view! { <head::Head/>{body} }
}

#[component]
fn Nothing() -> impl IntoView {
    view! {
        <EmptyState icon="list-checks" title=words().none_title about=words().none_about>
            <Button kind=ButtonKind::Primary icon="workflow" on_click=|| go(Screen::Templates, &[])>{words().to_templates}</Button>
        </EmptyState>
    }
}

#[component]
fn Panes() -> impl IntoView {
    let view = expect_context::<View>();
    let root = NodeRef::<Div>::new();
    let (queue, path) = (use_pane("review.queue", 256.0, 208.0, 420.0), use_pane("review.path", 484.0, 380.0, 760.0));
    let page = use_pane("review.page", 496.0, 360.0, 800.0);
    let widths = move || {
        format!("--w-queue:{}px;--w-path:{}px;--w-page:{}px", queue.width.get(), path.width.get(), page.width.get())
    };
    let shows_path = move || view.wide.get() || !view.page.get();
    let shows_page = move || view.wide.get() || view.page.get();
    view! {
        <div class="rv__root" node_ref=root>
            <div class="split rv" style=widths>
                <queue::Queue/>
                <Resizer pane=queue/>
                <sample::SamplePane/>
                <Resizer pane=path right=true/>
                <Show when=shows_path><path::PathPane/></Show>
                <Show when=move || view.wide.get()><Resizer pane=page right=true/></Show>
                <Show when=shows_page><page_pane::PagePane/></Show>
            </div>
            <actions::ActionBar/>
            <done::Done/>
            <thread::Thread root/>
        </div>
    }
}

/// Loads the queue for the filter, shows the sample that the address names, and looks at the first step of each.
fn follow(store: Store, view: View) {
    Effect::new(move |before: Option<Filter>| {
        let filter = store.filter.get();
        if before.as_ref() != Some(&filter) {
            store.reload(before.is_none() && store.current.with_untracked(Option::is_some));
        }
        filter
    });
    let changes = use_changes();
    Effect::new(move |before: Option<u32>| {
        let now = changes.samples.get();
        if before.is_some_and(|before| before != now) {
            store.reload(true);
        }
        now
    });
    let (route, active) = (use_route(), use_screen_active());
    Effect::new(move |_| {
        if !active.get() {
            return;
        }
        let (sample, template, run) = route.with(|route| {
            let get = |name| (route.screen == Screen::Review).then(|| route.get(name).map(str::to_owned)).flatten();
            (get("sample"), get("template"), get("run").and_then(|run| run.parse().ok()))
        });
        if template.is_some() || run.is_some() {
            store.filter.set(Filter { decision: None, template, run, ..Filter::default() });
        }
        if sample.is_some() && sample != store.current.get_untracked() {
            store.show(sample);
        }
    });
    let shown = Memo::new(move |_| store.sample.with(|sample| sample.as_ref().map(|sample| sample.sample.id.clone())));
    Effect::new(move |_| {
        // Read, not tracked: a memo that nobody reads never changes.
        let _ = shown.get();
        view.editing.set(None);
        view.rejecting.set(false);
        let first = store.sample.with_untracked(|sample| sample.as_ref().map(|sample| Active::of_step(sample, 0)));
        view.active.set(first.unwrap_or_default());
    });
}
