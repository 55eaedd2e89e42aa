//! No endpoint yet: that the program works without, what a model would add, and the two ways to one.

use super::form::Draft;
use super::store::Models;
use crate::components::{Button, ButtonKind, Icon};
use crate::hooks::use_command;
use crate::ipc;
use crate::text::models::words;
use leptos::prelude::*;

#[component]
pub fn Empty(models: Models) -> impl IntoView {
    let find = use_command(|()| ipc::find_local(), move |found| models.found.set(Some(found)));
    Effect::new(move |_| {
        if let Some(error) = find.error.get() {
            models.toasts.error(&error);
        }
    });
    view! {
        <div class="card moe">
            <h2 class="h-title">{words().empty_title}</h2>
            <p class="ink2">{words().empty_about}</p>
            <div class="moe__w">
                <Way icon="monitor" title=words().empty_local about=words().empty_local_about>
                    <Button icon="scan-search" busy=find.busy on_click=move || find.run(())>{words().find_local}</Button>
                </Way>
                <Way icon="cloud" title=words().empty_online about=words().empty_online_about>
                    <Button kind=ButtonKind::Primary icon="plus" on_click=move || models.editing.set(Some(Draft::new()))>{words().add_endpoint}</Button>
                </Way>
            </div>
        </div>
    }
}

#[component]
fn Way(icon: &'static str, title: &'static str, about: &'static str, children: Children) -> impl IntoView {
    view! {
        <div class="moe__c">
            <span class="ep__i"><Icon name=icon size=17/></span>
            <b>{title}</b><p class="ink2">{about}</p>
            {children()}
        </div>
    }
}
