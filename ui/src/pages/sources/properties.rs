//! What may be done with a document: licence, source, domain, and whether it may leave.

use super::store::Sources;
use crate::components::{Button, ButtonKind, CheckBox, Dialog, ErrorNote, Field, IconButton, open_while_some};
use crate::hooks::use_command;
use crate::ipc;
use crate::text::common::words as common;
use crate::text::sources::words;
use leptos::prelude::*;
use pathloom_ipc::sources::DocumentRow;
use pathloom_model::Rights;

#[component]
pub fn Properties(sources: Sources) -> impl IntoView {
    let open = open_while_some(sources.properties);
    let form = move || sources.properties.get().map(|row| view! { <Form sources row/> });
    view! { <Dialog open label=words().properties class="dialog--settings">{form}</Dialog> }
}

#[component]
fn Form(sources: Sources, row: DocumentRow) -> impl IntoView {
    let words = words();
    let (id, name, before) = (row.id, row.name, row.rights);
    let text = |value: &str| RwSignal::new(value.to_owned());
    let (license, source, domain) = (text(&before.license), text(&before.source), text(&before.domain));
    let (confidential, stays) = (RwSignal::new(before.confidential), RwSignal::new(before.stays_here));
    let close = move || sources.properties.set(None);
    let save = use_command(
        |(id, rights)| ipc::set_rights(vec![id], rights),
        move |()| {
            sources.query.reload();
            close();
        },
    );
    let send = move || {
        let rights = Rights {
            license: license.get_untracked(),
            source: source.get_untracked(),
            domain: domain.get_untracked(),
            confidential: confidential.get_untracked(),
            stays_here: stays.get_untracked(),
        };
        save.run((id, rights));
    };
    let enter = Callback::new(move |()| send());
    view! {
        <div class="dialog__h">
            <h2 class="h-title trunc" title=name.clone()><bdi>{name.clone()}</bdi></h2><span class="sp"></span>
            <IconButton icon="x" label=common().close.to_owned() on_click=close/>
        </div>
        <div class="form">
            <span class="label">{words.license}</span>
            <div><Field value=license label=words.license placeholder=words.license_example on_enter=enter/></div>
            <span class="label">{words.origin}</span>
            <div><Field value=source label=words.origin placeholder=words.origin_example on_enter=enter/></div>
            <span class="label">{words.domain}</span>
            <div><Field value=domain label=words.domain placeholder=words.domain_example on_enter=enter/></div>
            <span class="label">{words.protection}</span>
            <div class="col">
                <CheckBox value=confidential label=words.confidential about=words.confidential_about/>
                <CheckBox value=stays label=words.stays_here about=words.stays_here_about/>
            </div>
        </div>
        {move || save.error.get().map(|error| view! { <div class="dialog__f"><ErrorNote error/></div> })}
        <div class="dialog__f row">
            <span class="sp"></span>
            <Button on_click=close>{common().cancel}</Button>
            <Button kind=ButtonKind::Primary busy=save.busy on_click=send>{common().save}</Button>
        </div>
    }
}
