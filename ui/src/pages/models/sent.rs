//! What leaves this computer: where this project may send, and the newest request as it was.

use super::store::Models;
use crate::components::{Button, ButtonSize, Dialog, Icon, IconButton, open_while_some};
use crate::hooks::use_command;
use crate::ipc;
use crate::text::common::words as common;
use crate::text::models::words;
use crate::text::{fill, since};
use leptos::prelude::*;
use pathloom_ipc::models::SentView;

#[component]
pub fn Sent(models: Models) -> impl IntoView {
    let shown = RwSignal::new(None::<SentView>);
    let open = open_while_some(shown);
    let none = RwSignal::new(false);
    let see = use_command(
        |()| ipc::last_request(),
        move |request| {
            none.set(request.is_none());
            shown.set(request);
        },
    );
    let allowed = models.part(|view| {
        let away = view.endpoints.iter().filter(|view| view.allowed && !view.local);
        away.map(|view| (view.endpoint.name.clone(), view.origin.clone())).collect::<Vec<_>>()
    });
    let any = models.part(|view| !view.endpoints.is_empty());
    let about = move || if any.get() == Some(true) { words().sent_about } else { words().nothing_sent };
    let rows = move || {
        let allowed = allowed.get().unwrap_or_default();
        (!allowed.is_empty()).then(|| {
            let rows = allowed.into_iter().map(|(name, origin)| {
                let take = move || {
                    let name = name.clone();
                    models.act(async move { ipc::disallow_endpoint(name).await });
                };
                view! {
                    <div class="row"><span class="grow trunc">{origin}</span>
                        <Button size=ButtonSize::Small on_click=take>{words().sent_take_back}</Button></div>
                }
            });
            view! { <p class="meta">{words().sent_allowed}</p>{rows.collect_view()} }
        })
    };
    view! {
        <section class="side">
            <h2 class="h-sec"><Icon name="eye"/>{words().sent}</h2>
            <p class="ink2">{about}</p>
            <div class="mo__k">{rows}</div>
            <button type="button" class="link" on:click=move |_| see.run(())>{words().sent_see}</button>
            {move || none.get().then(|| view! { <p class="meta" role="status">{words().sent_none}</p> })}
        </section>
        <Dialog open label=words().sent_see class="dialog--chunks">
            {move || shown.get().map(|request| view! { <Request shown request/> })}
        </Dialog>
    }
}

#[component]
fn Request(shown: RwSignal<Option<SentView>>, request: SentView) -> impl IntoView {
    let SentView { model, url, at, headers, body } = request;
    let head: String = headers.into_iter().map(|(name, value)| format!("{name}: {value}\n")).collect();
    view! {
        <div class="dialog__h">
            <h2 class="h-title">{model.to_string()}</h2>
            <span class="meta trunc">{fill(words().sent_at, &[("time", &since(at)), ("url", &url)])}</span><span class="sp"></span>
            <IconButton icon="x" label=common().close.to_owned() on_click=move || shown.set(None)/>
        </div>
        <pre class="mo__s" tabindex="0">{head}"\n"{body}</pre>
    }
}
