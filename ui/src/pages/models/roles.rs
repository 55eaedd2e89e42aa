//! Who does what: a row a role, a column a model, one more for the built-in engine. Judges are several; the other roles
//! take one, or with Shift more that share the load.

use super::profiles::Profiles;
use super::store::Models;
use crate::components::{Button, ButtonSize, Callout, Icon};
use crate::text::fill;
use crate::text::models::{role_about, role_name, words};
use leptos::ev::{KeyboardEvent, MouseEvent};
use leptos::prelude::*;
use pathloom_ipc::models::SetRoleRequest;
use pathloom_model::{EndpointModel, ModelRef, ModelRole};

/// An endpoint and its models, as the head shows them.
type Column = (String, Vec<EndpointModel>);

#[component]
pub fn Roles(models: Models) -> impl IntoView {
    let columns = models.part(|view| {
        let column =
            |view: &pathloom_ipc::models::EndpointView| (view.endpoint.name.clone(), view.endpoint.models.clone());
        view.endpoints.iter().map(column).collect::<Vec<Column>>()
    });
    let has_project = models.part(|view| !view.roles.is_empty());
    let table = move || {
        let columns = columns.get().unwrap_or_default();
        let rows = ModelRole::ALL.map(|role| view! { <Row models role columns=columns.clone()/> });
        view! {
            <div class="rm__x"><table class="rm" aria-label=words().roles>
                <Head columns=columns.clone()/>
                <tbody>{rows.into_iter().collect_view()}</tbody>
            </table></div>
        }
    };
    move || {
        has_project.get().unwrap_or_default().then(|| {
            view! {
                <NoneYet models/>
                <div class="card">
                    <div class="pbar"><h2>{words().roles}</h2><span class="meta">{words().roles_about}</span><span class="sp"></span><Profiles models/></div>
                    {table}
                </div>
            }
        })
    }
}

/// The first model, offered for everything at once.
#[component]
fn NoneYet(models: Models) -> impl IntoView {
    let first = models.part(|view| {
        let unused = view.roles.iter().all(|role| role.models.is_empty());
        let endpoint =
            view.endpoints.iter().find(|view| view.endpoint.models.iter().any(|m| m.may_take(ModelRole::Generator)));
        endpoint.filter(|_| unused).and_then(|view| {
            let model = view.endpoint.models.iter().find(|model| model.may_take(ModelRole::Generator))?;
            Some((ModelRef { endpoint: view.endpoint.name.clone(), model: model.name.clone() }, model.clone()))
        })
    });
    let give = move |model: &ModelRef, known: &EndpointModel| {
        let sees = known.abilities.is_some_and(|abilities| abilities.vision);
        let roles = ModelRole::ALL.into_iter().filter(|role| match role {
            ModelRole::Vision => sees,
            other => known.may_take(*other),
        });
        models.give(roles.map(|role| SetRoleRequest { role, models: vec![model.clone()] }).collect());
    };
    move || {
        first.get().flatten().map(|(model, known)| {
            let label = fill(words().use_for_all, &[("model", &model.model)]);
            view! {
                <Callout><div class="row"><span class="grow">{words().no_role_yet}</span>
                    <Button size=ButtonSize::Small on_click=move || give(&model, &known)>{label}</Button></div></Callout>
            }
        })
    }
}

#[component]
fn Head(columns: Vec<Column>) -> impl IntoView {
    let groups = columns.iter().map(|(name, models)| {
        view! { <th scope="colgroup" colspan=models.len().to_string() class="g"><span class="trunc">{name.clone()}</span></th> }
    });
    let names = columns.iter().flat_map(|(_, models)| {
        models.iter().enumerate().map(|(at, model)| {
            view! { <th scope="col" class:g=at == 0 title=model.name.clone()><span class="trunc">{short(&model.name)}</span></th> }
        })
    });
    view! {
        <thead>
            <tr><th></th>{groups.collect_view()}<th class="g">{words().built_in}</th></tr>
            <tr><th scope="col">{words().role}</th>{names.collect_view()}<th scope="col" class="g">{words().engine_short}</th></tr>
        </thead>
    }
}

/// Without its owner: "Qwen/Qwen3-32B" → "Qwen3-32B".
fn short(model: &str) -> String {
    model.rsplit('/').next().unwrap_or(model).to_owned()
}

#[component]
fn Row(models: Models, role: ModelRole, columns: Vec<Column>) -> impl IntoView {
    let chosen = models.part(move |view| {
        view.roles.iter().find(|view| view.role == role).map(|view| view.models.clone()).unwrap_or_default()
    });
    let chosen = Signal::derive(move || chosen.get().unwrap_or_default());
    let cells = columns.into_iter().flat_map(|(endpoint, of)| {
        of.into_iter().enumerate().map(move |(at, model)| {
            let may = model.may_take(role);
            let model = ModelRef { endpoint: endpoint.clone(), model: model.name };
            view! { <td class:g=at == 0><Cell models role chosen model may/></td> }
        })
    });
    view! {
        <tr>
            <th scope="row"><b>{role_name(role)}</b> <span class="meta">{role_about(role)}</span></th>
            {cells.collect_view()}
            <td class="g"><BuiltIn models role chosen/></td>
        </tr>
    }
}

#[component]
fn Cell(models: Models, role: ModelRole, chosen: Signal<Vec<ModelRef>>, model: ModelRef, may: bool) -> impl IntoView {
    if !may {
        return view! { <span class="na" role="img" aria-label=words().cannot title=words().cannot></span> }.into_any();
    }
    let label = format!("{}: {model}", role_name(role));
    let model = StoredValue::new(model);
    let is_on = Memo::new(move |_| chosen.with(|chosen| model.with_value(|model| chosen.contains(model))));
    let press = move |beside: bool| models.press(role, model.get_value(), beside);
    view! { <Mark is_on=is_on.into() label several=role == ModelRole::Judges press=Callback::new(press)/> }.into_any()
}

#[component]
fn BuiltIn(models: Models, role: ModelRole, chosen: Signal<Vec<ModelRef>>) -> impl IntoView {
    if !role.may_be_built_in() {
        return view! { <span class="na" role="img" aria-label=words().cannot title=words().cannot></span> }.into_any();
    }
    let label = format!("{}: {}", role_name(role), words().engine);
    let is_on = Signal::derive(move || chosen.with(Vec::is_empty));
    let give_back = move |_| models.give(vec![SetRoleRequest { role, models: vec![] }]);
    view! { <Mark is_on label several=false press=Callback::new(give_back)/> }.into_any()
}

/// A radio button or a box to tick, which the page looks after.
#[component]
fn Mark(is_on: Signal<bool>, label: String, several: bool, press: Callback<bool>) -> impl IntoView {
    let (class, role) = if several { ("cb", "checkbox") } else { ("rb", "radio") };
    let keyed = move |event: KeyboardEvent| {
        if matches!(event.key().as_str(), "Enter" | " ") {
            event.prevent_default();
            press.run(event.shift_key());
        }
    };
    view! {
        <span class="rm__b" role=role tabindex="0" aria-label=label.clone() title=label aria-checked=move || is_on.get().to_string()
            on:click=move |event: MouseEvent| press.run(event.shift_key()) on:keydown=keyed>
            <span class=class class:is-on=move || is_on.get()>{several.then(|| view! { <Icon name="check" size=11/> })}</span>
        </span>
    }
}
