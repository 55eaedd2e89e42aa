//! What a reader should know before trusting the page: a page that is a picture, lines left out.

use super::store::Reader;
use crate::components::Callout;
use crate::pages::sources::store::Sources;
use crate::state::Tone;
use crate::text::core_words::from_core;
use crate::text::sources::words;
use crate::text::{fill, number};
use leptos::prelude::*;

#[component]
pub fn Notes(sources: Sources, reader: Reader) -> impl IntoView {
    let blind = Memo::new(move |_| reader.view.with(|view| view.as_ref().is_some_and(|view| view.needs_vision)));
    let warnings = Memo::new(move |_| sources.opened().map(|row| row.warnings).unwrap_or_default());
    move || {
        if blind.get() {
            return view! { <div class="so__note"><Callout tone=Tone::Warn>{words().needs_vision}</Callout></div> }
                .into_any();
        }
        let warnings = warnings.get();
        let Some((first, rest)) = warnings.split_first() else { return ().into_any() };
        let first = from_core(first);
        let more = (!rest.is_empty()).then(|| {
            let title = fill(words().more_notes, &[("n", &number(rest.len() as u64))]);
            let lines = rest.iter().take(50).map(|line| view! { <li>{from_core(line)}</li> }).collect_view();
            view! { <details><summary>{title}</summary><ul>{lines}</ul></details> }
        });
        view! { <div class="so__note"><Callout tone=Tone::Warn>{first}{more}</Callout></div> }.into_any()
    }
}
