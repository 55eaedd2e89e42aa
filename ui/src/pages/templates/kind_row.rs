//! The seven kinds in a row, each of them on or off.

use crate::components::KindTile;
use crate::text::common::kind_name;
use leptos::prelude::*;
use pathloom_model::Kind;

#[component]
pub fn KindRow(
    label: &'static str,
    /// Said after the name of the kind.
    #[prop(optional)]
    about: &'static str,
    is_on: impl Fn(Kind) -> bool + Copy + Send + Sync + 'static,
    /// The kind, and whether Shift was held.
    on_press: impl Fn(Kind, bool) + Copy + 'static,
) -> impl IntoView {
    let title = |kind: Kind| match about {
        "" => kind_name(kind).to_owned(),
        about => format!("{}. {about}", kind_name(kind)),
    };
    view! {
        <div class="gen__r te__kinds"><span class="ink2">{label}</span>
            <span class="row" role="group" aria-label=label>
                {Kind::ALL.map(|kind| view! {
                    <button type="button" class="te__kind" class:is-on=move || is_on(kind) title=title(kind)
                        aria-pressed=move || is_on(kind).to_string()
                        on:click=move |event| on_press(kind, event.shift_key())><KindTile kind size=20/></button>
                }).collect_view()}
            </span>
        </div>
    }
}
