//! What this computer remembers of the interface, as text by name: theme, pane widths. Never anything of a project's content.

use leptos::prelude::window;

pub fn remember(name: &str, value: &str) {
    if let Some(storage) = storage() {
        let _ = storage.set_item(&format!("pathloom.{name}"), value);
    }
}

pub fn recall(name: &str) -> Option<String> {
    storage()?.get_item(&format!("pathloom.{name}")).ok().flatten()
}

/// `None` where the system refuses storage.
fn storage() -> Option<web_sys::Storage> {
    window().local_storage().ok().flatten()
}
