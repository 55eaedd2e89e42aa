//! The line between two panes, moved by pointer or arrow keys. Widths are remembered per project.

use crate::state::{recall, remember, use_app};
use crate::text::common::words;
use leptos::prelude::*;
use web_sys::{KeyboardEvent, PointerEvent};

/// A pane that can be made wider: its width in pixels and the limits.
#[derive(Clone, Copy)]
pub struct Pane {
    pub width: RwSignal<f64>,
    least: f64,
    most: f64,
    name: StoredValue<String>,
}

impl Pane {
    fn set(self, width: f64) {
        self.width.set(width.clamp(self.least, self.most).round());
    }

    fn keep(self) {
        self.name.with_value(|name| remember(name, &self.width.get_untracked().to_string()));
    }
}

/// `name` is unique among all panes; `usual` is the width before anyone moved it.
pub fn use_pane(name: &str, usual: f64, least: f64, most: f64) -> Pane {
    let project = use_app().path().unwrap_or_default();
    let name = format!("pane.{name}:{project}");
    let width = recall(&name).and_then(|text| text.parse().ok()).unwrap_or(usual);
    let pane = Pane { width: RwSignal::new(usual), least, most, name: StoredValue::new(name) };
    pane.set(width);
    pane
}

/// Stands at an edge of the pane that it sizes.
#[component]
pub fn Resizer(
    pane: Pane,
    /// The pane is right of the line: moving left makes it wider.
    #[prop(optional)]
    right: bool,
) -> impl IntoView {
    let grip = StoredValue::new(None::<(f64, f64)>);
    let toward = if right { -1.0 } else { 1.0 };
    let press = move |event: PointerEvent| {
        grip.set_value(Some((f64::from(event.client_x()), pane.width.get_untracked())));
        let element = event_target::<web_sys::Element>(&event);
        let _ = element.set_pointer_capture(event.pointer_id());
        event.prevent_default();
    };
    let drag = move |event: PointerEvent| {
        if let Some((from, width)) = grip.get_value() {
            pane.set(width + toward * (f64::from(event.client_x()) - from));
        }
    };
    let drop = move |_: PointerEvent| {
        if grip.get_value().is_some() {
            grip.set_value(None);
            pane.keep();
        }
    };
    let keys = move |event: KeyboardEvent| {
        let step = match event.key().as_str() {
            "ArrowLeft" => -16.0,
            "ArrowRight" => 16.0,
            _ => return,
        };
        event.prevent_default();
        pane.set(pane.width.get_untracked() + toward * step);
        pane.keep();
    };
    view! {
        <div class="resizer" class:resizer--right=right role="separator" aria-orientation="vertical" tabindex="0"
            aria-label=words().resize aria-valuenow=move || pane.width.get() as i64
            aria-valuemin=pane.least as i64 aria-valuemax=pane.most as i64
            on:pointerdown=press on:pointermove=drag on:pointerup=drop on:lostpointercapture=drop on:keydown=keys></div>
    }
}
