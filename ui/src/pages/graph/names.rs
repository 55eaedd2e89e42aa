//! In the inspector: under which names, and in which documents, an entity was taken as one, why, and a way to part each.

use crate::components::{Button, ButtonKind, ButtonSize, ErrorNote};
use crate::hooks::{use_command, use_query};
use crate::ipc;
use crate::state::{Tone, use_changes, use_toasts};
use crate::text::graph::words;
use crate::text::merge_words::merge_reason;
use crate::text::{common, number};
use leptos::prelude::*;
use pathloom_ipc::merges::{EntityMember, EntityStory};
use pathloom_model::Key;

/// Names shown at first; the rest after "Show all".
const NAMES: usize = 4;

#[component]
pub fn Names(entity: Key) -> impl IntoView {
    let (changes, toasts) = (use_changes(), use_toasts());
    let entity = StoredValue::new(entity);
    let story = use_query(move || {
        changes.graph.track();
        ipc::explain_entity(entity.get_value())
    });
    let all = RwSignal::new(false);
    // What is parted is seen at once: the graph is made again.
    let part = use_command(
        move |id: String| async move {
            ipc::part_name(id, entity.get_value()).await?;
            ipc::apply_merges().await
        },
        move |_| toasts.show(Tone::Ok, words().parting),
    );
    let rows = move || {
        let names = story.data.with(|story| story.as_ref().map(names).unwrap_or_default());
        let many = if all.get() { names.len() } else { NAMES };
        names
            .into_iter()
            .take(many)
            .map(|name| view! { <Member name part=Callback::new(move |id| part.run(id))/> })
            .collect_view()
    };
    let count = move || story.data.with(|story| story.as_ref().map_or(0, |story| names(story).len()));
    view! {
        <Show when=move || { count() > 1 }>
            <div class="sec">
                <div class="sec__h">
                    <h3 class="h-sec">{words().one_of}</h3>
                    <span class="count">{move || number(count() as u64)}</span>
                    <span class="sp"></span>
                    <Show when=move || { count() > NAMES && !all.get() }>
                        <button class="link meta" on:click=move |_| all.set(true)>{common::words().show_all}</button>
                    </Show>
                </div>
                {move || part.error.get().map(|error| view! { <ErrorNote error/> })}
                {rows}
            </div>
        </Show>
    }
}

struct Named {
    name: String,
    document: String,
    why: String,
    /// Parts it from the others.
    merge: Option<String>,
}

/// What each name is called and where; pairs that a rule, a model or a person made one give the others' undo.
fn names(story: &EntityStory) -> Vec<Named> {
    let listed = |member: &EntityMember| {
        let of = |it: &&pathloom_ipc::merges::MergeRow| {
            it.can_undo && [&it.one.name, &it.other.name].contains(&&member.name)
        };
        story.merged.iter().find(of).filter(|_| member.why != "the first").map(|row| row.id.clone())
    };
    let named = |member: &EntityMember| Named {
        name: member.name.clone(),
        document: member.document_name.clone(),
        why: merge_reason(&member.why),
        merge: member.merge.clone().or_else(|| listed(member)),
    };
    story.members.iter().map(named).collect()
}

#[component]
fn Member(name: Named, part: Callback<String>) -> impl IntoView {
    let Named { name, document, why, merge } = name;
    view! {
        <div class="quote">
            <div class="row">
                <span class="trunc grow" dir="auto" title=name.clone()>{name.clone()}</span>
                {merge.map(|id| {
                    let id = StoredValue::new(id);
                    view! {
                        <Button kind=ButtonKind::Quiet size=ButtonSize::Small icon="split" title=words().part_about on_click=move || part.run(id.get_value())>
                            {words().part}
                        </Button>
                    }
                })}
            </div>
            <div class="micro trunc" dir="auto">{document}" · "{why}</div>
        </div>
    }
}
