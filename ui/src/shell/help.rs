//! The shortcut sheet.

use crate::components::{Dialog, IconButton, Keys};
use crate::text::common;
use crate::text::shell::words;
use leptos::prelude::*;

type Line = (&'static str, &'static [&'static str]);

#[component]
pub fn Help(open: RwSignal<bool>) -> impl IntoView {
    view! { <Dialog open label=words().help class="dialog--help"><Content open/></Dialog> }
}

#[component]
fn Content(open: RwSignal<bool>) -> impl IntoView {
    let words = words();
    let everywhere: [Line; 3] =
        [(words.key_palette, &["Ctrl", "K"]), (words.key_screens, &["Ctrl", "1…7"]), (words.key_help, &["?"])];
    let review: [Line; 11] = [
        (words.key_approve, &["A"]),
        (words.key_reject, &["R", "1…6"]),
        (words.key_edit, &["E"]),
        (words.key_skip, &["S"]),
        (words.key_next, &["J", "K"]),
        (words.key_hop, &["1…9"]),
        (words.key_tab, &["Tab"]),
        (words.key_page, &["V"]),
        (words.key_save, &["Ctrl", "Enter", "Esc"]),
        (words.key_undo, &["Z"]),
        (words.key_redo, &["Ctrl", "Shift", "Z"]),
    ];
    view! {
        <div class="dialog__h">
            <h2 class="h-title">{words.help}</h2><span class="sp"></span>
            <IconButton icon="x" label=common::words().close.to_owned() on_click=move || open.set(false)/>
        </div>
        <div class="keys">
            <div><h3 class="label">{words.shortcuts_everywhere}</h3>{lines(&everywhere)}</div>
            <div><h3 class="label">{words.shortcuts_review}</h3>{lines(&review)}</div>
        </div>
    }
}

fn lines(lines: &[Line]) -> impl IntoView + use<> {
    lines
        .iter()
        .map(|(label, keys)| {
            view! { <div class="keys__l"><span class="grow">{*label}</span><Keys keys/></div> }
        })
        .collect_view()
}
