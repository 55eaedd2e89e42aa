//! A document that has no pages yet: it waits, is being read, needs its password, or could not be read.

use crate::components::{Button, EmptyState};
use crate::pages::sources::list::{PasswordForm, remove, retry};
use crate::pages::sources::store::Sources;
use crate::state::{use_app, use_toasts};
use crate::text::common::words as common;
use crate::text::core_words::told;
use crate::text::sources::words;
use leptos::prelude::*;
use pathloom_ipc::sources::{DocumentRow, DocumentStatus};

#[component]
pub fn Unread(sources: Sources) -> impl IntoView {
    // Percentages move often; what is said here does not.
    let row = Memo::new(move |_| sources.opened().map(calm));
    move || row.get().map(|row| said(sources, row))
}

fn said(sources: Sources, row: DocumentRow) -> AnyView {
    let (app, toasts) = (use_app(), use_toasts());
    let DocumentRow { id, name, status, .. } = row;
    let words = words();
    let read_only = app.project.with_untracked(|project| project.as_ref().is_some_and(|project| project.read_only));
    let away = move |name: String| {
        (!read_only).then(|| {
            view! { <Button icon="trash-2" on_click=move || remove(sources, toasts, id, name.clone())>{common().remove}</Button> }
        })
    };
    match status {
        DocumentStatus::Failed { message, hint } => view! {
            <EmptyState icon="file-x" title=name.clone() about=told(&message, &hint)>
                <Button icon="rotate-ccw" on_click=move || retry(sources, toasts, id, None)>{common().retry}</Button>
                {away(name)}
            </EmptyState>
        }
        .into_any(),
        DocumentStatus::PasswordNeeded => view! {
            <EmptyState icon="lock" title=words.locked about=words.locked_about>
                <PasswordForm sources id/>{away(name)}
            </EmptyState>
        }
        .into_any(),
        DocumentStatus::Queued => view! { <EmptyState icon="clock" title=words.waiting about=name/> }.into_any(),
        _ => view! { <EmptyState icon="loader-circle" title=words.working about=name/> }.into_any(),
    }
}

fn calm(mut row: DocumentRow) -> DocumentRow {
    if let DocumentStatus::Working { percent, .. } = &mut row.status {
        *percent = 0;
    }
    row
}
