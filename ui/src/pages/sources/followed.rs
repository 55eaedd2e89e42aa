//! The folders that the project follows: which, how many documents they gave, and no longer.

use super::adding::Adding;
use super::store::Sources;
use crate::components::{Button, ButtonKind, Dialog, ErrorNote, Icon, IconButton};
use crate::hooks::{use_command, use_query};
use crate::ipc;
use crate::text::common::words as common;
use crate::text::core_words::from_core;
use crate::text::plural;
use crate::text::sources::words;
use leptos::prelude::*;
use pathloom_ipc::project::PickRequest;
use pathloom_ipc::sources::WatchedFolder;

#[component]
pub fn Followed(open: RwSignal<bool>, sources: Sources, adding: Adding) -> impl IntoView {
    view! { <Dialog open label=words().followed class="dialog--settings"><Content open sources adding/></Dialog> }
}

#[component]
fn Content(open: RwSignal<bool>, sources: Sources, adding: Adding) -> impl IntoView {
    let words = words();
    let folders = use_query(move || {
        sources.query.data.track();
        ipc::watched_folders()
    });
    let changed = move |()| {
        folders.reload();
        sources.query.reload();
    };
    let follow = use_command(
        |request: PickRequest| async move {
            match ipc::pick(request).await?.into_iter().next() {
                Some(path) => ipc::watch_folder(path).await,
                None => Ok(()),
            }
        },
        changed,
    );
    let leave = use_command(ipc::unwatch_folder, changed);
    let error = move || follow.error.get().or_else(|| leave.error.get()).or_else(|| folders.error.get());
    let rows = move || {
        folders.data.get().unwrap_or_default().into_iter().map(move |folder| {
            let path = folder.path.clone();
            view! { <Folder folder on_leave=Callback::new(move |()| leave.run(path.clone()))/> }
        })
    };
    let none = move || folders.data.with(|data| data.as_ref().is_some_and(Vec::is_empty));
    view! {
        <div class="dialog__h">
            <h2 class="h-title">{words.followed}</h2><span class="sp"></span>
            <IconButton icon="x" label=common().close.to_owned() on_click=move || open.set(false)/>
        </div>
        <div class="so__folders">
            <p class="meta">{words.followed_about}</p>
            <Show when=none><p class="ink2">{words.followed_none}</p></Show>
            <ul>{move || rows().collect_view()}</ul>
        </div>
        {move || error().map(|error| view! { <div class="dialog__f"><ErrorNote error/></div> })}
        <div class="dialog__f row">
            <span class="sp"></span>
            <Button kind=ButtonKind::Primary icon="folder-plus" busy=follow.busy disabled=Signal::derive(move || !adding.allowed())
                on_click=move || follow.run(PickRequest::Folder { title: words.folder_title.to_owned() })>{words.follow}</Button>
        </div>
    }
}

#[component]
fn Folder(folder: WatchedFolder, on_leave: Callback<()>) -> impl IntoView {
    let WatchedFolder { path, documents, problem } = folder;
    let name = path.rsplit(['/', '\\']).find(|part| !part.is_empty()).unwrap_or(&path).to_owned();
    view! {
        <li class="so__folder">
            <Icon name="folder" size=16/>
            <span class="grow">
                <b class="trunc" title=path.clone()><bdi>{name}</bdi></b>
                <span class="micro">{plural(documents, words().documents_one, words().documents)}</span>
                {problem.map(|why| view! { <span class="st st--warn"><Icon name="triangle-alert" size=14/>{from_core(&why)}</span> })}
            </span>
            <Button on_click=move || on_leave.run(())>{words().unfollow}</Button>
        </li>
    }
}
