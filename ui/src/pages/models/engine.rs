//! The built-in engine: whether it is ready, what it does, its languages and operators, and what is sent: nothing.

use crate::components::Icon;
use crate::state::use_app;
use crate::text::core_words::from_core;
use crate::text::models::words;
use crate::text::plural;
use leptos::prelude::*;
use pathloom_ipc::project::EngineStatus;

#[component]
pub fn Engine(built_in: Vec<String>, operators: Vec<String>, languages: Vec<String>) -> impl IntoView {
    let does = built_in
        .into_iter()
        .map(|sentence| view! { <li><Icon name="check" size=14/><span>{from_core(&sentence)}</span></li> });
    view! {
        <section class="side">
            <h2 class="h-sec"><Icon name="hard-drive"/>{words().engine}<span class="sp"></span><Status/></h2>
            <ul aria-label=words().what_it_does>{does.collect_view()}</ul>
        </section>
        <section class="side">
            <h2 class="h-sec"><Icon name="languages"/>{words().languages}</h2>
            <div class="chips">{languages.into_iter().map(|name| view! { <span class="chip">{name}</span> }).collect_view()}</div>
        </section>
        <Operators operators/>
        <section class="side">
            <h2 class="h-sec"><Icon name="shield-check"/>{words().sent}</h2>
            <p class="ink2">{words().nothing_sent}</p>
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
        <section class="side">
            <h2 class="h-sec">
                <button type="button" class="side__o" aria-expanded=move || is_open.get().to_string() aria-controls="engine-operators"
                    on:click=move |_| is_open.update(|open| *open = !*open)>
                    <Icon name="calculator"/>{words().operators}<span class="count">{count}</span><span class="sp"></span>
                    {move || view! { <Icon name=if is_open.get() { "chevron-down" } else { "chevron-right" } size=14/> }}
                </button>
            </h2>
            <p class="ink2">{words().operators_about}</p>
            <div id="engine-operators" class="chips side__l" hidden=move || !is_open.get()>{chips}</div>
        </section>
    }
}
