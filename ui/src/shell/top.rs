//! The top bar: mark, project, search, the run that is going, theme, shortcuts.

use super::Logo;
use super::project_menu::ProjectMenu;
use super::run_status::RunStatus;
use crate::components::{Icon, IconButton, Keys};
use crate::state::use_app;
use crate::text::shell::words;
use leptos::prelude::*;

#[component]
pub fn Top(palette: RwSignal<bool>, help: RwSignal<bool>) -> impl IntoView {
    let words = words();
    view! {
        <header class="top">
            <div class="top__logo"><Logo/></div>
            <ProjectMenu/>
            <div class="top__mid">
                <button type="button" class="cmd" aria-haspopup="dialog" on:click=move |_| palette.set(true)>
                    <Icon name="search" size=15/><span>{words.search}</span><Keys keys=&["Ctrl", "K"]/>
                </button>
            </div>
            <div class="top__r">
                <RunStatus/>
                <ThemeButton/>
                <IconButton icon="circle-help" size=17 label=words.help.to_owned() on_click=move || help.set(true)/>
            </div>
        </header>
    }
}

/// Without a project.
#[component]
pub fn BareTop() -> impl IntoView {
    view! {
        <header class="top">
            <div class="top__logo"><Logo/></div>
            <div class="top__name">"Pathloom"</div>
            <div class="top__mid"></div>
            <div class="top__r"><ThemeButton/></div>
        </header>
    }
}

#[component]
fn ThemeButton() -> impl IntoView {
    let app = use_app();
    view! {
        <IconButton icon="sun-moon" size=17 label=words().switch_theme.to_owned() on_click=move || app.toggle_theme()/>
    }
}
