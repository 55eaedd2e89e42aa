//! The project's name, and from it other projects: recent ones, a new one, one from disk, none.

use crate::components::{Icon, Menu, MenuItem, Popover};
use crate::ipc;
use crate::state::{App, Toasts, use_app, use_toasts};
use crate::text::shell::words;
use leptos::prelude::*;
use leptos::task::spawn_local;
use pathloom_ipc::project::PickRequest;

#[component]
pub fn ProjectMenu() -> impl IntoView {
    let app = use_app();
    let open = RwSignal::new(false);
    let name =
        move || app.project.with(|project| project.as_ref().map(|project| project.name.clone()).unwrap_or_default());
    let read_only = move || app.project.with(|project| project.as_ref().is_some_and(|project| project.read_only));
    let trigger = view! {
        <button type="button" class="proj" aria-haspopup="menu" aria-expanded=move || open.get().to_string()
            on:click=move |_| open.update(|open| *open = !*open)>
            <span class="trunc">{name}</span>
            {move || read_only().then(|| view! { <span class="chip chip--warn">{words().read_only}</span> })}
            <Icon name="chevrons-up-down" size=14/>
        </button>
    };
    let toasts = use_toasts();
    view! {
        <Popover open trigger=trigger.into_any() class="pop--proj">
            <Menu items=items(app, toasts) label=words().project on_done=move || open.set(false)/>
        </Popover>
    }
}

fn items(app: App, toasts: Toasts) -> Vec<MenuItem> {
    let here = app.path();
    let recent = app.recent.get_untracked().into_iter().filter(|recent| !recent.missing);
    let others = recent.filter(|recent| Some(&recent.path) != here.as_ref()).take(6);
    let mut items: Vec<MenuItem> = others
        .map(|recent| {
            let path = recent.path;
            MenuItem::new("folder", recent.name, move || open_path(app, toasts, path.clone()))
        })
        .collect();
    items.push(MenuItem::new("folder-plus", words().new_project, move || ask_new_project(app, toasts)));
    items.push(MenuItem::new("folder-open", words().open_project, move || ask_open_project(app, toasts)));
    items.push(MenuItem::new("log-out", words().close_project, move || close(app, toasts)));
    items
}

/// Asks where, and makes a project there.
pub fn ask_new_project(app: App, toasts: Toasts) {
    spawn_local(async move {
        let title = words().new_project_title.to_owned();
        let made = match ipc::pick(PickRequest::NewProject { title }).await {
            Ok(paths) => match paths.into_iter().next() {
                Some(path) => ipc::create_project(path).await,
                None => return,
            },
            Err(error) => Err(error),
        };
        match made {
            Ok(project) => app.opened(project),
            Err(error) => toasts.error(&error),
        }
    });
}

/// Asks which folder, and opens it.
pub fn ask_open_project(app: App, toasts: Toasts) {
    spawn_local(async move {
        let title = words().open_project_title.to_owned();
        match ipc::pick(PickRequest::Project { title }).await {
            Ok(paths) => {
                if let Some(path) = paths.into_iter().next() {
                    open_path(app, toasts, path);
                }
            }
            Err(error) => toasts.error(&error),
        }
    });
}

fn open_path(app: App, toasts: Toasts, path: String) {
    spawn_local(async move {
        match ipc::open_project(path).await {
            Ok(project) => {
                crate::state::go(crate::state::Screen::Welcome, &[]);
                app.opened(project);
            }
            Err(error) => toasts.error(&error),
        }
    });
}

fn close(app: App, toasts: Toasts) {
    spawn_local(async move {
        match ipc::close_project().await {
            Ok(()) => {
                crate::state::go(crate::state::Screen::Welcome, &[]);
                app.closed();
            }
            Err(error) => toasts.error(&error),
        }
    });
}
