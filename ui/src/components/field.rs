//! A line of text to fill in, with an icon before it and words under it when it is wrong.

use super::Icon;
use leptos::html::Input;
use leptos::prelude::*;

#[component]
pub fn Field(
    value: RwSignal<String>,
    #[prop(into)] label: String,
    #[prop(optional, into)] placeholder: String,
    #[prop(optional, into)] icon: Option<&'static str>,
    #[prop(optional)] kind: FieldKind,
    #[prop(optional, into)] error: Signal<Option<String>>,
    #[prop(optional)] node_ref: NodeRef<Input>,
    /// Enter.
    #[prop(optional, into)]
    on_enter: Option<Callback<()>>,
) -> impl IntoView {
    let input_type = match kind {
        FieldKind::Text => "text",
        FieldKind::Password => "password",
    };
    let placeholder = if placeholder.is_empty() { label.clone() } else { placeholder };
    view! {
        <div class="field" class:is-bad=move || error.with(Option::is_some)>
            {icon.map(|name| view! { <Icon name size=15/> })}
            <input type=input_type aria-label=label placeholder=placeholder autocomplete="off" spellcheck="false"
                node_ref=node_ref prop:value=move || value.get()
                aria-invalid=move || error.with(Option::is_some).then_some("true")
                on:input:target=move |event| value.set(event.target().value())
                on:keydown=move |event| if event.key() == "Enter" && !event.is_composing()
                    && let Some(enter) = on_enter {
                    event.prevent_default();
                    enter.run(());
                }/>
        </div>
        {move || error.get().map(|words| view! {
            <span class="st st--bad" role="alert"><Icon name="circle-alert" size=14/>{words}</span>
        })}
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FieldKind {
    #[default]
    Text,
    Password,
}
