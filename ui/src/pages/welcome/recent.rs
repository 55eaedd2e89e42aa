//! The projects opened last: how much waits for review, and when they were open. A folder that is gone can be
//! located or taken from the list.

use super::opening::{Opening, Target};
use crate::components::{Button, ButtonSize, Icon, Ring};
use crate::ipc;
use crate::state::{use_app, use_toasts};
use crate::text::common::words as common;
use crate::text::welcome::words;
use crate::text::{day, fill, number};
use leptos::prelude::*;
use leptos::task::spawn_local;
use pathloom_ipc::project::RecentProject;

/// More than anyone looks through here.
const SHOWN: usize = 8;

#[component]
pub fn Recent(opening: Opening) -> impl IntoView {
    let app = use_app();
    let any = Memo::new(move |_| app.recent.with(|recent| !recent.is_empty()));
    let shown = move || app.recent.with(|recent| recent.iter().take(SHOWN).cloned().collect::<Vec<_>>());
    let row = move |recent: RecentProject| {
        if recent.missing {
            view! { <Missing recent opening/> }.into_any()
        } else {
            view! { <Known recent opening/> }.into_any()
        }
    };
    view! {
        <Show when=move || any.get()>
            <div class="we__rec">
                <h2 class="label">{words().recent}</h2>
                <For each=shown key=|recent| format!("{recent:?}") children=row/>
            </div>
        </Show>
    }
}

#[component]
fn Known(recent: RecentProject, opening: Opening) -> impl IntoView {
    let RecentProject { name, path, place, to_review, opened_at, .. } = recent;
    let full = path.clone();
    let target = Target::Recent(path.clone());
    let mine = target.clone();
    let is_mine = Memo::new(move |_| opening.is(&mine));
    let waiting = match to_review {
        0 => words().nothing_to_review.to_owned(),
        n => fill(words().to_review, &[("n", &number(n))]),
    };
    let mark = move || {
        if is_mine.get() {
            view! { <Ring spinning=true size=17/> }.into_any()
        } else {
            view! { <Icon name="folder" size=17/> }.into_any()
        }
    };
    view! {
        <button type="button" class="rc" title=full disabled=move || opening.is_busy() && !is_mine.get()
            on:click=move |_| opening.start(target.clone())>
            {mark}
            <span class="rc__n"><b class="trunc">{name}</b><span class="micro trunc"><bdi>{place}</bdi></span></span>
            <span class="meta">{waiting}</span>
            <span class="micro rc__d">{day(opened_at)}</span>
        </button>
    }
}

#[component]
fn Missing(recent: RecentProject, opening: Opening) -> impl IntoView {
    let (app, toasts) = (use_app(), use_toasts());
    let RecentProject { name, path, place, .. } = recent;
    let title = fill(words().forget, &[("name", &name)]);
    let locate_title = fill(words().locate_title, &[("name", &name)]);
    let (gone, moved) = (path.clone(), path.clone());
    let locate = move || opening.start(Target::Moved(moved.clone()));
    let forget = move || {
        let gone = gone.clone();
        app.recent.update(|recent| recent.retain(|known| known.path != gone));
        spawn_local(async move {
            if let Err(error) = ipc::forget_recent(gone).await {
                toasts.error(&error);
                app.reload();
            }
        });
    };
    view! {
        <div class="rc rc--gone">
            <Icon name="folder-x" size=17/>
            <span class="rc__n"><b class="trunc">{name}</b><span class="micro trunc"><bdi>{place}</bdi></span></span>
            <span class="meta warn">{words().missing}</span>
            <span class="row">
                <Button size=ButtonSize::Small title=locate_title on_click=locate>{words().locate}</Button>
                <Button size=ButtonSize::Small title on_click=forget>{common().remove}</Button>
            </span>
        </div>
    }
}
