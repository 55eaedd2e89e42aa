//! Whether the screen that a component belongs to is the one shown. Screens stay mounted when another is shown,
//! so that their state and scroll positions are kept.

use leptos::prelude::*;

#[derive(Clone, Copy)]
pub struct ScreenActive(Signal<bool>);

pub fn provide_screen(active: Signal<bool>) {
    provide_context(ScreenActive(active));
}

/// Always true outside a screen.
pub fn use_screen_active() -> Signal<bool> {
    use_context::<ScreenActive>().map_or_else(|| Signal::stored(true), |screen| screen.0)
}
