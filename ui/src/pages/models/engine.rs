//! The built-in engine: whether it is ready, what it does, its languages and operators, and Offline only.

use super::offline::OfflineOnly;
use super::store::Models;
use crate::components::Icon;
use crate::state::use_app;
use crate::text::core_words::from_core;
use crate::text::models::words;
use crate::text::plural;
use leptos::prelude::*;
use pathloom_ipc::project::EngineStatus;

#[component]
pub fn Engine(models: Models) -> impl IntoView {
    let facts = models.part(|view| (view.built_in.clone(), view.operators.clone(), view.languages.join(", ")));
    let body = move || {
        let (built_in, operators, languages) = facts.get().unwrap_or_default();
        let does = built_in
            .into_iter()
            .map(|sentence| view! { <li><Icon name="check" size=14/><span>{from_core(&sentence)}</span></li> });
        view! {
            <ul aria-label=words().what_it_does>{does.collect_view()}</ul>
            <dl class="kv"><dt>{words().languages}</dt><dd>{languages}</dd></dl>
            <Operators operators/>
        }
    };
    view! {
        <section class="side">
            <h2 class="h-sec"><Icon name="hard-drive"/>{words().engine}<span class="sp"></span><Status/></h2>
            {body}
            <p class="micro">{words().never_grades}</p>
            <OfflineOnly models/>
        </section>
    }
}

#[component]
fn Status() -> impl IntoView {
    let engine = use_app().engine;
    let chip = move || match engine.get() {
        EngineStatus::Ready => {
            view! { <span class="chip chip--ok"><Icon name="check" size=12/>{words().ready}</span> }.into_any()
        }
        EngineStatus::Failed { reason } => {
            view! { <span class="chip chip--bad" title=reason><Icon name="circle-x" size=12/>{words().failed}</span> }
                .into_any()
        }
    };
    view! { <span role="status" class="side__s">{chip}</span> }
}

/// Their number; a press shows which.
#[component]
fn Operators(operators: Vec<String>) -> impl IntoView {
    let is_open = RwSignal::new(false);
    let count = plural(operators.len() as u64, words().operators_one, words().operators_many);
    let chips = operators.iter().map(|name| view! { <span class="chip">{from_core(name)}</span> }).collect_view();
    view! {
        <button type="button" class="side__o" aria-expanded=move || is_open.get().to_string() aria-controls="engine-operators"
            title=words().operators_about on:click=move |_| is_open.update(|open| *open = !*open)>
            <Icon name="calculator"/>{words().operators}<span class="count">{count}</span><span class="sp"></span>
            {move || view! { <Icon name=if is_open.get() { "chevron-down" } else { "chevron-right" } size=14/> }}
        </button>
        <div id="engine-operators" class="chips side__l" hidden=move || !is_open.get()>{chips}</div>
    }
}
