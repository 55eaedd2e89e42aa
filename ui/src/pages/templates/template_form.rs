//! The template itself: what it asks, and how often one node may serve in a draw.

use super::in_language;
use super::state::TemplatesState;
use crate::text::templates::words;
use leptos::prelude::*;
use pathloom_model::template::Caps;

const MOST: u32 = 1_000_000;

/// One of the limits.
type Cap = fn(&mut Caps) -> &mut Option<u32>;

#[component]
pub fn TemplateForm(state: TemplatesState) -> impl IntoView {
    let editor = state.editor;
    let about = Memo::new(move |_| {
        editor.draft.with(|draft| draft.as_ref().map(|draft| in_language(&draft.template.about))).unwrap_or_default()
    });
    let caps = Memo::new(move |_| {
        editor.draft.with(|draft| draft.as_ref().map(|draft| draft.template.caps)).unwrap_or_default()
    });
    let write = move |text: String| {
        editor.change_as("about", move |draft| {
            let about = &mut draft.template.about;
            if crate::text::language() == pathloom_model::Language::Zh { about.zh = text } else { about.en = text }
        });
    };
    let rows: [(&'static str, Cap); 3] = [
        (words().cap_answer, |caps| &mut caps.per_answer),
        (words().cap_start, |caps| &mut caps.per_start),
        (words().cap_document, |caps| &mut caps.per_document),
    ];
    view! {
        <div class="pbar te__sel"><h2>{words().whole}</h2></div>
        <div class="sec" style="border-top:0">
            <div class="sec__h"><h3 class="h-sec">{words().asks}</h3></div>
            <textarea class="te__about" rows="5" aria-label=words().asks maxlength="2000" placeholder=words().asks_about dir="auto"
                prop:value=move || about.get() on:input:target=move |event| write(event.target().value())></textarea>
        </div>
        <div class="sec">
            <div class="sec__h"><h3 class="h-sec">{words().caps}</h3></div>
            <p class="meta">{words().caps_about}</p>
            {rows.into_iter().map(|(label, of)| {
                let value = move || {
                    let mut caps = caps.get();
                    of(&mut caps).map(|cap| cap.to_string()).unwrap_or_default()
                };
                let set = move |text: String| {
                    let cap = text.trim().parse::<u32>().ok().map(|cap| cap.clamp(1, MOST));
                    editor.change_as("caps", move |draft| *of(&mut draft.template.caps) = cap);
                };
                view! {
                    <div class="gen__r te__cap"><span class="ink2">{label}</span>
                        <div class="field"><input type="number" class="num" min="1" max=MOST placeholder=words().no_cap aria-label=label
                            prop:value=value on:change:target=move |event| set(event.target().value())/></div></div>
                }
            }).collect_view()}
        </div>
    }
}
