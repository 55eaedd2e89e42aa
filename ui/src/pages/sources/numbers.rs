//! The strip of numbers over the list: what the documents gave.

use super::store::Sources;
use crate::components::KindTile;
use crate::text::number;
use crate::text::sources::words;
use leptos::prelude::*;
use pathloom_model::Kind;

#[component]
pub fn Numbers(sources: Sources) -> impl IntoView {
    let words = words();
    let counts = Memo::new(move |_| {
        sources
            .query
            .data
            .with(|data| data.as_ref().map_or([0; 4], |view| [view.chunks, view.tables, view.figures, view.formulas]))
    });
    let names = [
        (Kind::Chunk, words.chunks),
        (Kind::Table, words.tables),
        (Kind::Image, words.figures),
        (Kind::Formula, words.formulas),
    ];
    let cells = names.into_iter().enumerate().map(|(place, (kind, name))| {
        let spare = place >= 2;
        view! {
            <div class:opt=spare><KindTile kind/><b>{move || number(counts.with(|counts| counts[place]))}</b>{name}</div>
        }
    });
    view! { <div class="mods">{cells.collect_view()}</div> }
}
