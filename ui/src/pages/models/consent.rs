//! May this project send there? Asked once, naming what would be sent.

use super::store::{Asking, Models};
use crate::components::{Button, ButtonKind, Dialog, ErrorNote, Icon, IconButton, open_while_some};
use crate::hooks::use_command;
use crate::ipc;
use crate::text::common::words as common;
use crate::text::fill;
use crate::text::models::{role_name, sends_name, words};
use leptos::prelude::*;

#[component]
pub fn Consent(models: Models) -> impl IntoView {
    let open = open_while_some(models.asking);
    let body = move || models.asking.get().map(|asking| view! { <Question models asking/> });
    view! { <Dialog open label=words().allow class="dialog--settings">{body}</Dialog> }
}

#[component]
fn Question(models: Models, asking: Asking) -> impl IntoView {
    let Asking { endpoint, origin, sends, then } = asking;
    let close = move || models.asking.set(None);
    let project =
        models.app.project.with_untracked(|project| project.as_ref().map_or(String::new(), |p| p.name.clone()));
    let roles: Vec<&str> = then.iter().map(|request| role_name(request.role)).collect();
    let (roles, about) =
        (roles.join(", "), if then.is_empty() { words().consent_about_all } else { words().consent_about });
    let about = fill(about, &[("endpoint", &endpoint), ("role", &roles), ("project", &project)]);
    let yes = if then.is_empty() { words().consent_allow } else { words().consent_yes };
    let wanted = StoredValue::new((endpoint, then));
    let allow = use_command(
        move |()| async move {
            let (endpoint, then) = wanted.get_value();
            ipc::allow_endpoint(endpoint).await.map(|()| then)
        },
        move |then| {
            close();
            // Another endpoint among them may have to be asked for as well.
            models.query.reload();
            models.act(async move {
                for role in then {
                    ipc::set_role(role).await?;
                }
                Ok(())
            });
        },
    );
    view! {
        <div class="dialog__h">
            <h2 class="h-title">{fill(words().consent_title, &[("origin", &origin)])}</h2><span class="sp"></span>
            <IconButton icon="x" label=common().close.to_owned() on_click=close/>
        </div>
        <div class="mo__d">
            <p>{about}</p>
            <ul class="mo__l">{sends.into_iter().map(|sends| view! { <li><Icon name="arrow-up-right" size=14/>{sends_name(sends)}</li> }).collect_view()}</ul>
            <p class="micro">{words().consent_note}</p>
        </div>
        {move || allow.error.get().map(|error| view! { <div class="dialog__f"><ErrorNote error/></div> })}
        <div class="dialog__f row">
            <span class="sp"></span>
            <Button on_click=close>{common().cancel}</Button>
            <Button kind=ButtonKind::Primary busy=allow.busy on_click=move || allow.run(())>{yes}</Button>
        </div>
    }
}
