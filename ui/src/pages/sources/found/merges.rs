//! Pairs of names that may be one: both sides with a place each, one or apart, and back.

use super::Nothing;
use super::rows::open;
use crate::components::{Button, ButtonKind, ButtonSize, ErrorNote, Icon, Segment, Segmented, Skeleton, VirtualList};
use crate::hooks::{use_command, use_query};
use crate::ipc;
use crate::pages::sources::store::Sources;
use crate::state::{Toasts, Tone, use_changes};
use crate::text::merge_words::merge_reason;
use crate::text::ontology::words;
use crate::text::{fill, plural};
use leptos::prelude::*;
use pathloom_ipc::merges::{MergeDone, MergeRow, MergeSide, MergesRequest};
use pathloom_model::MergeState;

const ROW: f64 = 100.0;
/// Pairs asked for; after these are decided, the next ones come.
const MOST: u64 = 1_000;

#[component]
pub fn Merges(sources: Sources, toasts: Toasts) -> impl IntoView {
    let words = words();
    let decided = RwSignal::new(false);
    let changes = use_changes();
    let query = use_query(move || {
        changes.graph.track();
        let states = match decided.get() {
            true => vec![MergeState::Merged, MergeState::KeptApart],
            false => vec![MergeState::Candidate],
        };
        ipc::merges(MergesRequest { states, limit: MOST, ..MergesRequest::default() })
    });
    let done = move |done: MergeDone| {
        for refused in done.refused {
            toasts.show(Tone::Warn, merge_reason(&refused));
        }
        // Decided rows stay in their place until the list is loaded anew.
        query.data.update(|data| {
            let Some(data) = data else { return };
            data.waiting = done.waiting;
            for row in done.changed {
                if let Some(known) = data.rows.iter_mut().find(|known| known.id == row.id) {
                    *known = row;
                }
            }
        });
    };
    let decide = use_command(|(id, one): (String, bool)| ipc::decide_merge(vec![id], one), done);
    let undo = use_command(ipc::undo_merge, done);
    let apply = use_command(|()| ipc::apply_merges(), move |_| toasts.show(Tone::Ok, words.build_started));
    let count = Memo::new(move |_| query.data.with(|data| data.as_ref().map_or(0, |data| data.rows.len())));
    let row = move |place: usize| {
        let pair = query.data.with(|data| data.as_ref()?.rows.get(place).cloned());
        let decide = Callback::new(move |(id, one)| decide.run((id, one)));
        let undo = Callback::new(move |id| undo.run(id));
        pair.map(|pair| view! { <Pair sources pair decide undo/> }).into_any()
    };
    let error = move || decide.error.get().or_else(|| undo.error.get()).or_else(|| apply.error.get());
    let note = move || query.data.with(|data| data.as_ref().map(|it| it.note.clone())).filter(|note| !note.is_empty());
    let waiting = move || query.data.with(|data| data.as_ref().map_or(0, |data| data.waiting));
    let segments = vec![
        Segment { value: false, label: words.merge_candidates.to_owned() },
        Segment { value: true, label: words.merge_decided.to_owned() },
    ];
    view! {
        <div class="fo__parts row">
            <Segmented value=decided segments label=words.list_merges on_change=move |on| decided.set(on)/>
            <span class="sp"></span>
            <Show when=move || { waiting() > 0 }>
                <span class="meta">{move || plural(waiting(), words.waiting_one, words.waiting)}</span>
                <Button size=ButtonSize::Small busy=apply.busy on_click=move || apply.run(())>{words.apply_merges}</Button>
            </Show>
        </div>
        {move || note().map(|note| view! { <p class="micro fo__about">{merge_reason(&note)}</p> })}
        {move || error().map(|error| view! { <div class="so__error"><ErrorNote error/></div> })}
        {move || match (query.data.with(Option::is_some), query.error.get()) {
            (false, Some(error)) => view! { <div class="so__error"><ErrorNote error/></div> }.into_any(),
            (false, None) => view! { <Skeleton/> }.into_any(),
            (true, _) if count.get() == 0 => view! { <Nothing/> }.into_any(),
            (true, _) => view! {
                <div class="col grow"><VirtualList count row_height=ROW label=words.list_merges row/></div>
            }.into_any(),
        }}
    }
}

#[component]
fn Pair(sources: Sources, pair: MergeRow, decide: Callback<(String, bool)>, undo: Callback<String>) -> impl IntoView {
    let words = words();
    let MergeRow { id, one, other, similarity, reason, state, waiting, can_undo, .. } = pair;
    let alike = similarity.map(|share| fill(words.likeness, &[("n", &format!("{:.0}", share * 100.0))]));
    let id = StoredValue::new(id);
    let says = move |one| decide.run((id.get_value(), one));
    let deeds = match state {
        MergeState::Candidate => view! {
            <Button size=ButtonSize::Small icon="merge" title=words.accept_merge_about on_click=move || says(true)>{words.accept_merge}</Button>
            <Button size=ButtonSize::Small icon="split" on_click=move || says(false)>{words.keep_apart}</Button>
        }
        .into_any(),
        MergeState::Merged | MergeState::KeptApart => {
            let (icon, word) = if state == MergeState::Merged { ("merge", words.merged) } else { ("split", words.kept_apart) };
            view! {
                <span class="st"><Icon name=icon size=14/>{word}</span>
                {can_undo.then(|| view! {
                    <Button kind=ButtonKind::Quiet size=ButtonSize::Small icon="undo-2" on_click=move || undo.run(id.get_value())>{words.merge_undo}</Button>
                })}
            }
            .into_any()
        }
    };
    view! {
        <div class="fo__pair" role="listitem">
            <div class="fo__sides"><Side sources side=one/><Side sources side=other/></div>
            <div class="row">{deeds}<span class="micro trunc grow" dir="auto">{merge_reason(&reason)}</span>
                <span class="micro">{if waiting { words.waits.to_owned() } else { alike.unwrap_or_default() }}</span></div>
        </div>
    }
}

#[component]
fn Side(sources: Sources, side: MergeSide) -> impl IntoView {
    let MergeSide { name, entity_type, aliases, description, evidence, .. } = side;
    let more = if description.is_empty() { aliases.join(", ") } else { description };
    let place = evidence.as_ref().map(|place| place.document_name.clone()).unwrap_or_default();
    let second = if more.is_empty() { place } else { more };
    let span = StoredValue::new(evidence.map(|place| place.span));
    let press = move |_| {
        if let Some(span) = span.get_value() {
            open(sources, span);
        }
    };
    view! {
        <button type="button" class="fo__side" on:click=press title=name.clone()>
            <span class="row"><b class="trunc" dir="auto">{name.clone()}</b><span class="sp"></span><span class="micro">{entity_type}</span></span>
            <span class="micro trunc" dir="auto">{second}</span>
        </button>
    }
}
