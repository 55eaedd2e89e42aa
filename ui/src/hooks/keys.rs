//! Keys of a screen or a floating part. Single letters are left alone while someone types, and keys of a screen
//! that is not shown, or that something floats over, do nothing.

use super::use_screen_active;
use crate::state::overlay_is_open;
use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::KeyboardEvent;

/// One key press. `key` is lower case for letters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stroke {
    pub key: String,
    /// Ctrl, or Command on a Mac.
    pub ctrl: bool,
    pub shift: bool,
    pub alt: bool,
    /// Held down.
    pub repeat: bool,
    /// The focus is in a text field.
    pub typing: bool,
}

impl Stroke {
    pub fn plain(&self, key: &str) -> bool {
        self.key == key && !self.ctrl && !self.alt
    }

    pub fn with_ctrl(&self, key: &str) -> bool {
        self.key == key && self.ctrl && !self.alt && !self.shift
    }

    /// 1 to 9 without modifiers.
    pub fn digit(&self) -> Option<u32> {
        let digit = self.key.parse().ok().filter(|digit| (1..=9).contains(digit));
        digit.filter(|_| !self.ctrl && !self.alt && !self.shift)
    }

    fn of(event: &KeyboardEvent) -> Stroke {
        let key = event.key();
        Stroke {
            key: if key.chars().count() == 1 { key.to_lowercase() } else { key },
            ctrl: event.ctrl_key() || event.meta_key(),
            shift: event.shift_key(),
            alt: event.alt_key(),
            repeat: event.repeat(),
            typing: is_typing(event),
        }
    }
}

/// `handler` says whether it took the key; then the browser does nothing with it.
pub fn use_keys(handler: impl Fn(&Stroke) -> bool + 'static) {
    let active = use_screen_active();
    let handle = window_event_listener(ev::keydown, move |event| {
        if !active.get_untracked() || event.default_prevented() || event.is_composing() {
            return;
        }
        let stroke = Stroke::of(&event);
        let single = !stroke.ctrl && !stroke.alt;
        if single && (stroke.typing || overlay_is_open()) && stroke.key != "Escape" {
            return;
        }
        if handler(&stroke) {
            event.prevent_default();
        }
    });
    on_cleanup(move || handle.remove());
}

/// The focus is where letters are written.
pub fn is_typing(event: &KeyboardEvent) -> bool {
    let Some(element) = event.target().and_then(|target| target.dyn_into::<web_sys::HtmlElement>().ok()) else {
        return false;
    };
    let writes = matches!(element.tag_name().as_str(), "TEXTAREA" | "SELECT") || element.is_content_editable();
    writes || (element.tag_name() == "INPUT" && !is_switch(&element))
}

fn is_switch(element: &web_sys::HtmlElement) -> bool {
    matches!(element.get_attribute("type").as_deref(), Some("checkbox" | "radio" | "button"))
}
