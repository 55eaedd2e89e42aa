//! The three big buttons: the demo, a new project, one on this computer.

use super::opening::{Opening, Target};
use crate::components::{Icon, Keys, Ring};
use crate::state::use_app;
use crate::text::welcome::words;
use leptos::prelude::*;

#[component]
pub fn Choices(opening: Opening) -> impl IntoView {
    let app = use_app();
    let words = words();
    view! {
        <div class="we__acts">
            {move || app.opening.get().then(|| view! {
                <div class="wa wa--wait" role="status"><span class="wa__i"><Ring spinning=true size=20/></span>
                    <b>{words.open_busy}</b></div>
            })}
            <Choice opening target=Target::Demo icon="flask-conical" name=words.demo about=words.demo_about
                busy=words.demo_busy keys=&["Enter"]/>
            <Choice opening target=Target::New icon="folder-plus" name=words.new about=words.new_about
                busy=words.new_busy keys=&["Ctrl", "N"]/>
            <Choice opening target=Target::Chosen icon="folder-open" name=words.open about=words.open_about
                busy=words.open_busy keys=&["Ctrl", "O"]/>
        </div>
    }
}

#[component]
fn Choice(
    opening: Opening,
    target: Target,
    icon: &'static str,
    name: &'static str,
    about: &'static str,
    /// Said instead while it goes on.
    busy: &'static str,
    keys: &'static [&'static str],
) -> impl IntoView {
    let primary = target == Target::Demo;
    let mine = target.clone();
    let is_mine = Memo::new(move |_| opening.is(&mine));
    let mark = move || {
        if is_mine.get() {
            view! { <Ring spinning=true size=20/> }.into_any()
        } else {
            view! { <Icon name=icon size=20/> }.into_any()
        }
    };
    view! {
        <button type="button" class="wa" class:wa--p=primary aria-busy=move || is_mine.get().then_some("true")
            disabled=move || opening.is_busy() && !is_mine.get()
            on:click=move |_| opening.start(target.clone())>
            <span class="wa__i">{mark}</span>
            <span><b>{name}</b><span class="meta">{move || if is_mine.get() { busy } else { about }}</span></span>
            <span class="row"><Keys keys/></span>
        </button>
    }
}
