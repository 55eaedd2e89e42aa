//! The keys of Review. None of them reaches a sample that is being edited, and those that decide are deaf while a key
//! is held and just after a sample appeared.

use super::View;
use super::active::Active;
use super::edit::Part;
use super::store::Store;
use super::thread::Redraw;
use crate::hooks::{Stroke, use_keys};
use leptos::prelude::*;
use pathloom_model::Decision;
use wasm_bindgen::JsCast;

pub fn use_review_keys(store: Store, view: View) {
    use_keys(move |stroke| {
        if view.editing.get_untracked().is_some() {
            return false;
        }
        history(store, stroke) || decide(store, view, stroke) || walk(store, view, stroke) || look(store, view, stroke)
    });
}

fn history(store: Store, stroke: &Stroke) -> bool {
    let undo = stroke.with_ctrl("z") || (stroke.plain("z") && !stroke.shift);
    let redo = stroke.key == "z" && stroke.ctrl && stroke.shift && !stroke.alt;
    if stroke.typing || stroke.repeat {
        return false;
    }
    if undo {
        store.undo();
    } else if redo {
        store.redo();
    }
    undo || redo
}

fn decide(store: Store, view: View, stroke: &Stroke) -> bool {
    let deaf = stroke.repeat || !store.may_decide();
    let decision = match () {
        () if stroke.plain("a") => Some(Decision::Approved),
        () if stroke.plain("s") => Some(Decision::Skipped),
        () if stroke.plain("r") => None,
        () => return false,
    };
    match decision {
        _ if deaf => {}
        Some(decision) => store.decide(decision, None, String::new()),
        None => view.rejecting.set(true),
    }
    true
}

fn walk(store: Store, view: View, stroke: &Stroke) -> bool {
    if stroke.plain("j") || stroke.plain("ArrowDown") {
        store.step(true);
    } else if stroke.plain("k") || stroke.plain("ArrowUp") {
        store.step(false);
    } else if stroke.plain("e") {
        edit_focused(view);
    } else if stroke.plain("v") {
        view.page.update(|page| *page = !*page);
    } else if stroke.plain("Tab") && !stroke.shift {
        return into_sample();
    } else if stroke.plain("Escape") && view.drawer.get_untracked() {
        view.drawer.set(false);
    } else {
        return false;
    }
    true
}

fn look(store: Store, view: View, stroke: &Stroke) -> bool {
    let (Some(hop), Some(sample)) = (stroke.digit(), store.sample.get_untracked()) else { return false };
    if !sample.sample.relations.iter().any(|relation| relation.number == hop) {
        return false;
    }
    Redraw::slide();
    view.active.set(Active::of_hop(&sample, hop));
    let selector = format!(".rv__path .ph[data-hop='{hop}']");
    if let Some(element) = document().query_selector(&selector).ok().flatten() {
        let options = web_sys::ScrollIntoViewOptions::new();
        options.set_block(web_sys::ScrollLogicalPosition::Nearest);
        element.scroll_into_view_with_scroll_into_view_options(&options);
    }
    true
}

/// The part that has the focus, the question without one.
pub fn edit_focused(view: View) {
    let focused = document().active_element().and_then(|element| element.closest("[data-block]").ok().flatten());
    let part = focused.and_then(|element| element.get_attribute("data-block"));
    view.editing.set(Some(part.and_then(|name| Part::parse(&name)).unwrap_or(Part::Question)));
}

/// Tab from nowhere goes to the question; from there the browser goes on to answer and steps.
fn into_sample() -> bool {
    let page = document();
    let nowhere = page.active_element().is_none_or(|element| matches!(element.tag_name().as_str(), "BODY" | "MAIN"));
    if !nowhere {
        return false;
    }
    let question = page.query_selector(".rv__c [data-part='question']").ok().flatten();
    question
        .and_then(|question| question.dyn_into::<web_sys::HtmlElement>().ok())
        .is_some_and(|question| question.focus().is_ok())
}
