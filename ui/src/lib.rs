//! The interface, compiled to wasm and mounted on the page's body. It talks to the core through [`ipc`] alone.
//!
//! [`state`] is what several screens share, [`hooks`] what components share, [`text`] every visible word,
//! [`shell`] the frame around the screens, [`pages`] one folder a screen.

mod components;
mod hooks;
mod ipc;
mod pages;
mod shell;
mod state;
mod text;

use leptos::prelude::*;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen(start)]
pub fn start() {
    console_error_panic_hook::set_once();
    text::choose_language_from_system();
    mount_to_body(shell::App);
    if let Some(body) = document().body() {
        // The shell keeps its window hidden until this is there.
        let _ = body.set_attribute("data-ready", "");
    }
}
