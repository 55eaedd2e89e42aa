//! The canvas element: hands pointer, wheel and keys to the stage, and pictures and selection as they change.

use super::canvas::camera::{Margins, Point};
use super::canvas::stage::{Gesture, Stage};
use super::state::GraphState;
use crate::state::use_app;
use crate::text::graph::{relation_word, words};
use leptos::ev::{KeyboardEvent, MouseEvent, PointerEvent, WheelEvent};
use leptos::html::Canvas;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::HtmlCanvasElement;

#[component]
pub fn Surface(state: GraphState) -> impl IntoView {
    let canvas = NodeRef::<Canvas>::new();
    let observed: StoredValue<Option<Observed>, LocalStorage> = StoredValue::new_local(None);
    Effect::new(move |_| {
        if let Some(canvas) = canvas.get() {
            observed.set_value(mount(state, &canvas));
            state.mounted.update(|mounted| *mounted += 1);
        }
    });
    on_cleanup(move || {
        if let Some(Some((observer, _))) = observed.try_update_value(Option::take) {
            observer.disconnect();
        }
    });
    keep_in_step(state);
    let at = |event: &MouseEvent| Point::new(f64::from(event.offset_x()), f64::from(event.offset_y()));
    let on_down = move |event: PointerEvent| {
        if event.button() == 0 {
            if let Some(canvas) = canvas.get_untracked() {
                let _ = canvas.set_pointer_capture(event.pointer_id());
            }
            state.with_stage(|stage| stage.press(at(&event)));
        }
    };
    let on_move = move |event: PointerEvent| {
        let gesture = state.with_stage(|stage| stage.point(at(&event))).flatten();
        if let Some(Gesture::Drag(key)) = gesture {
            state.selected.set(Some(key));
        }
        if let Some(canvas) = canvas.get_untracked() {
            show_cursor(state, &canvas);
        }
    };
    let on_up = move |_: PointerEvent| {
        if let Some(Gesture::Select(key)) = state.with_stage(Stage::release).flatten() {
            state.selected.set(key);
        }
        if let Some(canvas) = canvas.get_untracked() {
            show_cursor(state, &canvas);
        }
    };
    let on_double = move |_: MouseEvent| {
        if let Some(key) = state.with_stage(|stage| stage.hovered().cloned()).flatten() {
            state.centre(key);
        }
    };
    let on_wheel = move |event: WheelEvent| {
        event.prevent_default();
        let lines = if event.delta_mode() == 1 { 16.0 } else { 1.0 };
        let factor = (-event.delta_y() * lines * 0.0016).clamp(-0.6, 0.6).exp();
        state.with_stage(|stage| stage.zoom(factor, Some(at(&event))));
    };
    view! {
        <canvas
            node_ref=canvas
            tabindex="0"
            role="application"
            aria-label=words().canvas
            on:pointerdown=on_down
            on:pointermove=on_move
            on:pointerup=on_up
            on:pointercancel=on_up
            on:pointerleave=move |_| { state.with_stage(Stage::leave); }
            on:dblclick=on_double
            on:wheel=on_wheel
            on:keydown=move |event| on_key(state, &event)
        ></canvas>
    }
}

type Observed = (web_sys::ResizeObserver, Closure<dyn FnMut()>);

/// Puts the stage on the canvas and follows its size until the page is left.
fn mount(state: GraphState, canvas: &HtmlCanvasElement) -> Option<Observed> {
    let mut stage = Stage::new(canvas.clone(), relation_word)?;
    stage.margins = margins();
    state.stage.set_value(Some(stage));
    let element = canvas.clone();
    let resize = move || {
        let ratio = web_sys::window().map_or(1.0, |window| window.device_pixel_ratio());
        let (width, height) = (f64::from(element.client_width()), f64::from(element.client_height()));
        if width == 0.0 || height == 0.0 {
            return; // another screen is shown
        }
        state.with_stage(|stage| {
            stage.margins = margins();
            stage.resize(width, height, ratio);
        });
    };
    resize();
    let callback = Closure::<dyn FnMut()>::new(resize);
    let observer = web_sys::ResizeObserver::new(callback.as_ref().unchecked_ref()).ok()?;
    observer.observe(canvas);
    Some((observer, callback))
}

/// What the panels over the canvas cover.
fn margins() -> Margins {
    let wide =
        web_sys::window().and_then(|window| window.inner_width().ok()?.as_f64()).is_none_or(|width| width > 1240.0);
    Margins { left: if wide { 204.0 } else { 180.0 }, right: 60.0, top: 70.0, bottom: 76.0 }
}

/// A new picture, a hidden kind, another selection, another theme: each reaches the stage as it changes.
fn keep_in_step(state: GraphState) {
    let app = use_app();
    let hidden = Memo::new(move |_| {
        let all = state.path.with(Option::is_some);
        if all { Vec::new() } else { state.request.with(|request| request.hidden.clone()) }
    });
    Effect::new(move |_| {
        state.mounted.track();
        let Some(picture) = state.picture.get() else { return };
        let hidden = hidden.get();
        let selected = state.selected.get_untracked();
        let is_path = state.path.with_untracked(Option::is_some);
        state.with_stage(|stage| stage.show(&picture, &hidden, selected.as_ref(), is_path, wants_no_motion()));
    });
    Effect::new(move |_| {
        let selected = state.selected.get();
        state.with_stage(|stage| stage.select(selected.as_ref()));
    });
    Effect::new(move |_| {
        app.dark.track();
        request_animation_frame(move || state.change(Stage::restyle));
    });
}

fn show_cursor(state: GraphState, canvas: &HtmlCanvasElement) {
    let (hit, dragging) = state
        .stage
        .with_value(|stage| stage.as_ref().map_or((false, false), |s| (s.hovered().is_some(), s.is_dragging())));
    let _ = canvas.class_list().toggle_with_force("is-hit", hit && !dragging);
    let _ = canvas.class_list().toggle_with_force("is-drag", dragging);
}

fn wants_no_motion() -> bool {
    let query =
        web_sys::window().and_then(|window| window.match_media("(prefers-reduced-motion: reduce)").ok().flatten());
    query.is_some_and(|query| query.matches())
}

/// Arrows walk along relations; F fits, + and − zoom, Enter puts the selected node in the middle, H hides its kind.
fn on_key(state: GraphState, event: &KeyboardEvent) {
    if event.ctrl_key() || event.meta_key() || event.alt_key() {
        return;
    }
    let step = match event.key().as_str() {
        "ArrowRight" => Some((1.0, 0.0)),
        "ArrowLeft" => Some((-1.0, 0.0)),
        "ArrowDown" => Some((0.0, 1.0)),
        "ArrowUp" => Some((0.0, -1.0)),
        _ => None,
    };
    if let Some((dx, dy)) = step {
        event.prevent_default();
        return walk(state, dx, dy);
    }
    if event.key() == "Enter"
        && let Some(key) = state.selected.get_untracked()
    {
        event.prevent_default();
        state.centre(key);
    }
}

fn walk(state: GraphState, dx: f64, dy: f64) {
    let selected = state.selected.get_untracked();
    let next = state.with_stage(|stage| match selected.and_then(|key| stage.scene.find(&key)) {
        Some(from) => stage.scene.neighbour_towards(from, dx, dy),
        None => (!stage.scene.nodes.is_empty()).then_some(0),
    });
    let key = next.flatten().and_then(|node| state.with_stage(|stage| stage.scene.nodes[node].key.clone()));
    if let Some(key) = key {
        state.with_stage(|stage| stage.reveal(&key));
        state.selected.set(Some(key));
    }
}
