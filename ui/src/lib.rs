//! The interface, compiled to wasm and mounted on the page's body.

use leptos::prelude::*;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen(start)]
pub fn start() {
    console_error_panic_hook::set_once();
    mount_to_body(App);
    if let Some(body) = document().body() {
        // The shell keeps its window hidden until this is there.
        let _ = body.set_attribute("data-ready", "");
    }
}

#[component]
fn App() -> impl IntoView {
    view! { <h1>"Pathloom"</h1> }
}
