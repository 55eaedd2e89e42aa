//! The right pane: the selected slot, the selected relation, or the template itself.

use super::editor::Selected;
use super::link_form::LinkForm;
use super::slot_form::SlotForm;
use super::state::TemplatesState;
use super::template_form::TemplateForm;
use leptos::prelude::*;

#[component]
pub fn Inspector(state: TemplatesState) -> impl IntoView {
    let there = Memo::new(move |_| state.editor.draft.with(Option::is_some));
    move || {
        if !there.get() {
            return ().into_any();
        }
        match state.editor.selected.get() {
            Selected::Slot(id) => view! { <SlotForm state id/> }.into_any(),
            Selected::Link(place) => view! { <LinkForm state place/> }.into_any(),
            Selected::Whole => view! { <TemplateForm state/> }.into_any(),
        }
    }
}
