//! How many things float over the page (menus, dialogs, the palette): while one does, single keys do not reach the page.

use leptos::prelude::*;
use std::cell::Cell;

thread_local! {
    static OPEN: Cell<u32> = const { Cell::new(0) };
}

pub fn overlay_is_open() -> bool {
    OPEN.get() > 0
}

/// Counts as one open overlay until dropped.
pub struct Overlay(());

impl Overlay {
    pub fn new() -> Overlay {
        OPEN.set(OPEN.get() + 1);
        Overlay(())
    }

    /// Counts while the signal says so.
    pub fn follow(open: Signal<bool>) {
        let held: StoredValue<Option<Overlay>, LocalStorage> = StoredValue::new_local(None);
        Effect::new(move |_| held.set_value(open.get().then(Overlay::new)));
    }
}

impl Drop for Overlay {
    fn drop(&mut self) {
        OPEN.set(OPEN.get().saturating_sub(1));
    }
}
