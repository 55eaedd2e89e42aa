//! The rail: the seven screens, settings at the foot.

use crate::components::Icon;
use crate::state::{Screen, use_app, use_route, use_runs};
use crate::text::number;
use crate::text::shell::{screen_name, words};
use leptos::prelude::*;

#[component]
pub fn Rail(settings: RwSignal<bool>) -> impl IntoView {
    view! {
        <nav class="rail" aria-label=words().workspace>
            {Screen::WORK.map(|screen| view! { <Link screen/> })}
            <span class="sp"></span>
            <button type="button" class="rail__i" aria-haspopup="dialog" on:click=move |_| settings.set(true)>
                <Icon name="settings" size=20/><span>{words().settings}</span>
            </button>
        </nav>
    }
}

#[component]
fn Link(screen: Screen) -> impl IntoView {
    let route = use_route();
    let here = Memo::new(move |_| route.with(|route| route.screen == screen));
    let icon = match screen {
        Screen::Sources => "files",
        Screen::Graph => "waypoints",
        Screen::Templates => "workflow",
        Screen::Runs => "activity",
        Screen::Review => "list-checks",
        Screen::Dataset => "database",
        Screen::Models => "cpu",
        Screen::Welcome => "house",
    };
    view! {
        <a class="rail__i" class:is-on=here href=format!("#/{}", screen.name()) aria-current=move || here.get().then_some("page")>
            <Icon name=icon size=20/><span>{screen_name(screen)}</span><Badge screen/>
        </a>
    }
}

#[component]
fn Badge(screen: Screen) -> impl IntoView {
    let app = use_app();
    let runs = use_runs();
    let to_review =
        Memo::new(move |_| app.project.with(|project| project.as_ref().map_or(0, |project| project.to_review)));
    let live = Memo::new(move |_| runs.live().is_some());
    let stands = Memo::new(move |_| runs.all.with(|all| all.first().is_some_and(|run| run.out_of_reach().is_some())));
    move || match screen {
        Screen::Review if to_review.get() > 0 => {
            let count = to_review.get();
            let shown = if count > 999 { "999+".to_owned() } else { number(count) };
            view! { <em class="rail__b">{shown}</em> }.into_any()
        }
        Screen::Runs | Screen::Models if stands.get() => {
            view! { <em class="rail__b rail__b--bad" title=words().needs_you aria-label=words().needs_you>"!"</em> }
                .into_any()
        }
        Screen::Runs if live.get() => view! { <em class="rail__dot"></em> }.into_any(),
        _ => ().into_any(),
    }
}
