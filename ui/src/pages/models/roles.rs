//! The roles: what each does and who takes it. A role without a taker leaves its results missing.

use crate::components::{Callout, Icon};
use crate::text::core_words::from_core;
use crate::text::models::words;
use leptos::prelude::*;
use pathloom_ipc::models::RoleView;

#[component]
pub fn Roles(roles: Vec<RoleView>) -> impl IntoView {
    let any_missing = roles.iter().any(|role| !role.built_in);
    view! {
        <div class="card">
            <div class="pbar"><h2>{words().roles}</h2><span class="meta">{words().roles_about}</span></div>
            <table class="rm" aria-label=words().roles>
                <thead><tr><th scope="col">{words().role}</th><th scope="col">{words().taken_by}</th></tr></thead>
                <tbody>{roles.into_iter().map(|role| view! { <Role role/> }).collect_view()}</tbody>
            </table>
        </div>
        {any_missing.then(|| view! { <Callout>{words().never_grades}</Callout> })}
    }
}

#[component]
fn Role(role: RoleView) -> impl IntoView {
    let RoleView { name, about, built_in } = role;
    let taker = if built_in {
        view! { <span class="st st--ok"><Icon name="circle-check" size=15/>{words().engine}</span> }.into_any()
    } else {
        view! {
            <span class="st"><Icon name="circle" size=15/>{words().needs_model}</span>
            <p class="rm__w">{missing(&name)}</p>
        }
        .into_any()
    };
    view! {
        <tr>
            <th scope="row"><b>{from_core(&name)}</b><span>{from_core(&about)}</span></th>
            <td>{taker}</td>
        </tr>
    }
}

/// What is absent while no model takes the role.
fn missing(role: &str) -> &'static str {
    match role {
        "Vision" => words().missing_vision,
        "Judges" => words().missing_judges,
        "Strong model" | "Weak model" => words().missing_strong,
        _ => words().missing,
    }
}
