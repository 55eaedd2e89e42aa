//! Which frame: none until the core answered, bare for Welcome, the whole workspace for a project.
//! Screens stay mounted once shown, so going back finds them as they were.

use super::help::Help;
use super::palette::Palette;
use super::rail::Rail;
use super::settings::Settings;
use super::toasts::ToastStack;
use super::top::{BareTop, Top};
use crate::hooks::{provide_screen, use_keys};
use crate::pages;
use crate::state::{Screen, go, use_app, use_route};
use crate::text::shell::words;
use leptos::prelude::*;
use std::collections::BTreeSet;

#[component]
pub fn Frame() -> impl IntoView {
    let app = use_app();
    let path = Memo::new(move |_| app.project.with(|project| project.as_ref().map(|project| project.path.clone())));
    move || match (app.ready.get(), path.get()) {
        (false, _) => ().into_any(),
        (true, None) => view! { <Bare/> }.into_any(),
        (true, Some(_)) => view! { <Workspace/> }.into_any(),
    }
}

#[component]
fn Bare() -> impl IntoView {
    view! {
        <div class="app app--bare">
            <a class="skip" href="#main">{words().skip}</a>
            <BareTop/>
            <main class="main" id="main" tabindex="-1"><pages::WelcomePage/></main>
            <ToastStack/>
        </div>
    }
}

#[component]
fn Workspace() -> impl IntoView {
    let (palette, help, settings) = (RwSignal::new(false), RwSignal::new(false), RwSignal::new(false));
    let route = use_route();
    leave_welcome();
    pages::accept_drops();
    let shown = Memo::new(move |_| route.with(|route| route.screen));
    let visited = RwSignal::new(BTreeSet::<Screen>::new());
    Effect::new(move |_| {
        let screen = shown.get();
        if visited.with_untracked(|visited| !visited.contains(&screen)) {
            visited.update(|visited| {
                visited.insert(screen);
            });
        }
    });
    use_keys(move |stroke| {
        if stroke.with_ctrl("k") {
            palette.set(true);
        } else if stroke.key == "?" && !stroke.ctrl && !stroke.alt {
            help.set(true);
        } else if let Some(screen) = screen_of(stroke) {
            go(screen, &[]);
        } else {
            return false;
        }
        true
    });
    let screens = Screen::WORK.map(|screen| {
        let active = Memo::new(move |_| shown.get() == screen);
        view! {
            <Show when=move || visited.with(|visited| visited.contains(&screen))>
                <Host screen active=active.into()/>
            </Show>
        }
    });
    view! {
        <div class="app">
            <a class="skip" href="#main" on:click=focus_main>{words().skip}</a>
            <Top palette help/>
            <Rail settings/>
            <main class="main" id="main" tabindex="-1">{screens}</main>
            <Palette open=palette/>
            <Help open=help/>
            <Settings open=settings/>
            <ToastStack/>
        </div>
    }
}

#[component]
fn Host(screen: Screen, active: Signal<bool>) -> impl IntoView {
    provide_screen(active);
    view! {
        <div class="screen" style:display=move || if active.get() { "" } else { "none" }>{pages::screen(screen)}</div>
    }
}

/// A project was opened: where its next work is.
fn leave_welcome() {
    let app = use_app();
    let route = use_route();
    Effect::new(move |_| {
        if route.with(|route| route.screen) != Screen::Welcome {
            return;
        }
        let to_review = app.project.with_untracked(|project| project.as_ref().map_or(0, |project| project.to_review));
        go(if to_review > 0 { Screen::Review } else { Screen::Sources }, &[]);
    });
}

/// Ctrl 1 to 7.
fn screen_of(stroke: &crate::hooks::Stroke) -> Option<Screen> {
    let digit: usize = stroke.key.parse().ok().filter(|_| stroke.ctrl && !stroke.alt && !stroke.shift)?;
    Screen::WORK.get(digit.checked_sub(1)?).copied()
}

/// The address is used for screens, so the skip link moves the focus itself.
fn focus_main(event: web_sys::MouseEvent) {
    event.prevent_default();
    let main = document().get_element_by_id("main");
    if let Some(main) = main.and_then(|main| wasm_bindgen::JsCast::dyn_into::<web_sys::HtmlElement>(main).ok()) {
        let _ = main.focus();
    }
}
